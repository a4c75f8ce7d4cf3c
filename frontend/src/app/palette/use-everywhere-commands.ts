import { useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import {
  IconActivity,
  IconListDetails,
  IconMoon,
  IconPlus,
  IconSun,
  IconTemplate,
  IconUpload,
} from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { chooseFiles } from "@/features/workflows/files/choose-files";
import { handOver } from "@/features/workflows/files/handed-over";
import { useNewWorkflow } from "@/features/workflows/use-new-workflow";
import type { Command } from "@/lib/commands/registry";
import { messages } from "@/lib/messages";

const text = messages.commands;
const { groups } = text;
/** `<workflow id>.<execution name>`, also within an address or a line of a log. */
const EXECUTION_ID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.[0-9A-Za-z_-]{1,80}/;

/** What can be done on every page; `query` may be the id of an execution to open. */
export function useEverywhereCommands(query: string): readonly Command[] {
  const navigate = useNavigate();
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme("light");
  const startNew = useNewWorkflow();
  const id = EXECUTION_ID.exec(query)?.[0];
  return useMemo(() => {
    const byId: Command[] =
      id === undefined
        ? []
        : [
            {
              id: "execution:by-id",
              title: text.openExecution(id),
              group: groups.execution,
              icon: IconActivity,
              answersQuery: true,
              run: () => void navigate({ to: "/executions/$executionId", params: { executionId: id } }),
            },
          ];
    return [
      ...byId,
      {
        id: "page:workflows",
        title: messages.nav.workflows,
        group: groups.page,
        icon: IconListDetails,
        keywords: text.pageWords,
        run: () => void navigate({ to: "/workflows" }),
      },
      {
        id: "page:templates",
        title: messages.nav.templates,
        group: groups.page,
        icon: IconTemplate,
        keywords: text.templateWords,
        run: () => void navigate({ to: "/templates" }),
      },
      {
        id: "page:executions",
        title: text.allExecutions,
        group: groups.page,
        icon: IconActivity,
        keywords: text.executionsWords,
        run: () => void navigate({ to: "/executions" }),
      },
      {
        id: "new-workflow",
        title: text.newWorkflow,
        group: groups.general,
        icon: IconPlus,
        keywords: text.newWords,
        run: () => void startNew(),
      },
      {
        id: "import-workflows",
        title: messages.workflowFiles.title,
        group: groups.general,
        icon: IconUpload,
        keywords: text.importWords,
        run: () =>
          void chooseFiles().then((files) => {
            if (files.length === 0) return;
            handOver(files);
            void navigate({ to: "/workflows" });
          }),
      },
      {
        id: "theme",
        title: messages.nav.theme,
        group: groups.general,
        icon: scheme === "dark" ? IconSun : IconMoon,
        keywords: text.themeWords,
        run: () => setColorScheme(scheme === "dark" ? "light" : "dark"),
      },
    ];
  }, [id, navigate, startNew, scheme, setColorScheme]);
}
