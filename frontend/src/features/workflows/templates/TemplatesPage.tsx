import { Button, Group, SegmentedControl, SimpleGrid, Text, TextInput, Title } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { Notice } from "@/components/Notice";
import { definitionsQuery } from "@/lib/api/queries";
import { indexDefinitions } from "@/lib/graph/family";
import { messages } from "@/lib/messages";
import { notifyError } from "@/lib/notify";
import { useOpenWorkflow } from "../use-open-workflow";
import { type Category, contentsOf, type Template, TEMPLATES } from "./template";
import { TemplateCard } from "./TemplateCard";
import { TemplateDialog } from "./TemplateDialog";
import { useTemplate } from "./use-template";

const text = messages.templates;
const CATEGORIES = [
  { value: "all", label: messages.common.all },
  ...Object.entries(text.categories).map(([value, label]) => ({ value, label })),
];

/** Workflows from real jobs to begin with. */
export function TemplatesPage() {
  const open = useOpenWorkflow();
  const [category, setCategory] = useState<Category | "all">("all");
  const [search, setSearch] = useState("");
  const [shown, setShown] = useState<Template | null>(null);
  const { data: known } = useQuery(definitionsQuery);
  const definitions = useMemo(() => indexDefinitions(known ?? []), [known]);
  const use = useTemplate();

  const start = (template: Template) => use.mutate(template, { onSuccess: open, onError: notifyError });
  const query = search.trim().toLowerCase();
  const found = TEMPLATES.filter(({ category: its, document: { name, description } }) => {
    const inCategory = category === "all" || its === category;
    return inCategory && `${name} ${description}`.toLowerCase().includes(query);
  });
  return (
    <main className="page">
      <Group justify="space-between" mb={4}>
        <Title order={1}>{text.title}</Title>
        <Button variant="default" renderRoot={(props) => <Link to="/workflows" {...props} />}>
          {messages.builder.back}
        </Button>
      </Group>
      <Text size="sm" c="dimmed" mb="md">
        {text.hint}
      </Text>
      <Group gap="xs" mb="md">
        <TextInput
          size="xs"
          w={240}
          leftSection={<IconSearch size={14} />}
          placeholder={text.search}
          aria-label={text.search}
          value={search}
          onChange={({ currentTarget }) => setSearch(currentTarget.value)}
        />
        <SegmentedControl
          size="xs"
          aria-label={text.category}
          data={CATEGORIES}
          value={category}
          onChange={(next) => setCategory(next as Category | "all")}
        />
      </Group>
      {found.length === 0 ? <Notice title={text.none} text={text.noneHint} /> : null}
      <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }} spacing="md">
        {found.map((template) => (
          <TemplateCard
            key={template.name}
            template={template}
            contents={contentsOf(template, definitions)}
            busy={use.isPending && use.variables === template}
            onShow={() => setShown(template)}
            onUse={() => start(template)}
          />
        ))}
      </SimpleGrid>
      <TemplateDialog
        template={shown}
        definitions={definitions}
        busy={use.isPending}
        onUse={start}
        onClose={() => setShown(null)}
      />
    </main>
  );
}
