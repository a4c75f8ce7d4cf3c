import { Text, Title } from "@mantine/core";
import type { Definition } from "@/lib/api/types";
import type { FlatNode } from "@/lib/graph/body";
import { shownBehaviour, shownConfig, type ShownSetting, type ShownValue } from "@/lib/graph/shown-settings";
import { messages } from "@/lib/messages";
import { ExpressionText } from "./ExpressionText";
import styles from "./Settings.module.css";

const text = messages.settingsShown;

interface Props {
  node: FlatNode;
  definition: Definition | undefined;
}

/** What a step of a version is configured as, to read: what its form calls things, and what is set. */
export function StepSettings({ node, definition }: Props) {
  const config = shownConfig(node, definition);
  const behaviour = shownBehaviour(node);
  return (
    <div className={styles.settings}>
      <Text size="xs" c="dimmed">
        {definition?.title ?? node.definition ?? node.type} · <code>${node.key}</code>
      </Text>
      {config.length + behaviour.length === 0 ? <Text size="sm">{text.nothing}</Text> : null}
      {config.length > 0 ? <Section title={text.config} settings={config} /> : null}
      {behaviour.length > 0 ? <Section title={text.behaviour} settings={behaviour} /> : null}
    </div>
  );
}

function Section({ title, settings }: { title: string; settings: readonly ShownSetting[] }) {
  return (
    <section>
      <Title order={3} mb={4}>
        {title}
      </Title>
      <Parts parts={settings} />
    </section>
  );
}

function Parts({ parts }: { parts: readonly ShownSetting[] }) {
  return (
    <dl className={styles.parts}>
      {parts.map(({ name, title, value }) => (
        <div key={name} className={styles.part}>
          <dt>{title}</dt>
          <dd>
            <Value value={value} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Value({ value }: { value: ShownValue }) {
  switch (value.kind) {
    case "expression":
      return <ExpressionText source={value.source} />;
    case "template":
      return (
        <span className={styles.text}>
          {value.parts.map((part, index) =>
            "text" in part ? part.text : <ExpressionText key={index} source={part.source} inline />,
          )}
        </span>
      );
    case "secret":
      return <i>{text.secret}</i>;
    case "parts":
      return <Parts parts={value.parts} />;
    case "text":
      return <span className={styles.text}>{value.text}</span>;
  }
}
