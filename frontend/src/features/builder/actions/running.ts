import {
  IconActivity,
  IconDownload,
  IconFlask,
  IconHistory,
  IconKeyboard,
  IconPlayerPlay,
  IconPlayerStop,
  IconPlugConnected,
  IconRewindBackward10,
  IconRocket,
} from "@tabler/icons-react";
import { toDocument } from "@/lib/graph/body";
import { downloadText, fileNameOf, serializeDocument } from "@/lib/graph/document";
import { messages } from "@/lib/messages";
import type { BuilderAction, Workbench } from "./workbench";

const text = messages.actions;

const isPublished = ({ workflow }: Workbench) => workflow.status === "published";

/** What is done with the workflow as a whole: testing, publishing, running, looking back. */
export const RUNNING = [
  {
    id: "test",
    title: text.test,
    icon: IconFlask,
    group: "run",
    keys: ["mod+enter"],
    keywords: text.testWords,
    run: ({ open }) => open("test"),
  },
  {
    id: "run",
    title: text.run,
    icon: IconPlayerPlay,
    group: "run",
    keywords: text.runWords,
    can: isPublished,
    run: ({ open }) => open("run"),
  },
  {
    id: "publish",
    title: text.publish,
    icon: IconRocket,
    group: "run",
    keywords: text.publishWords,
    run: ({ open }) => open("publish"),
  },
  {
    id: "executions",
    title: text.executions,
    icon: IconActivity,
    group: "run",
    menu: true,
    keywords: text.executionsWords,
    run: ({ showExecutions }) => showExecutions(),
  },
  {
    id: "triggers",
    title: text.triggers,
    icon: IconPlugConnected,
    group: "run",
    menu: true,
    run: ({ open }) => open("triggers"),
  },
  {
    id: "backTest",
    title: text.backTest,
    icon: IconRewindBackward10,
    group: "run",
    menu: true,
    keywords: text.backTestWords,
    can: isPublished,
    run: ({ open }) => open("backTest"),
  },
  {
    id: "versions",
    title: text.versions,
    icon: IconHistory,
    group: "run",
    menu: true,
    keywords: text.versionsWords,
    run: ({ open }) => open("versions"),
  },
  {
    id: "exportJson",
    title: text.exportJson,
    icon: IconDownload,
    group: "run",
    menu: true,
    keywords: text.exportWords,
    run: ({ store }) => {
      const { document } = store.getState();
      downloadText(fileNameOf(document.name), serializeDocument(toDocument(document)));
    },
  },
  {
    id: "shortcuts",
    title: text.shortcuts,
    icon: IconKeyboard,
    group: "view",
    menu: true,
    keys: ["?"],
    keywords: text.shortcutsWords,
    run: ({ open }) => open("shortcuts"),
  },
  {
    id: "deactivate",
    title: text.deactivate,
    icon: IconPlayerStop,
    group: "run",
    menu: true,
    danger: true,
    keywords: text.deactivateWords,
    can: isPublished,
    run: ({ open }) => open("deactivate"),
  },
] as const satisfies readonly BuilderAction[];
