import { ActionIcon, Button, Tooltip } from "@mantine/core";
import { IconExternalLink, IconVariable } from "@tabler/icons-react";
import { messages } from "@/lib/messages";
import { CopyButton } from "../CopyButton";
import { copied } from "./json";
import { expressionOf, type Path, valueAt } from "@/lib/path";
import { isUrl } from "./readable";
import styles from "./Data.module.css";

const text = messages.data;

interface Props {
  whole: unknown;
  path: Path;
  root: string;
  onPick: ((expression: string) => void) | undefined;
}

/** Where the row in hand is, as an expression, and what to do with it. */
export function PathBar({ whole, path, root, onPick }: Props) {
  const expression = expressionOf(root, path);
  const value = valueAt(whole, path);
  return (
    <div className={styles.pathBar}>
      <code className={styles.path} title={expression}>
        {expression}
      </code>
      {isUrl(value) ? (
        <Tooltip label={text.openLink}>
          <ActionIcon
            size="sm"
            variant="subtle"
            color="gray"
            aria-label={text.openLink}
            component="a"
            href={value}
            target="_blank"
            rel="noopener noreferrer"
          >
            <IconExternalLink size={15} />
          </ActionIcon>
        </Tooltip>
      ) : null}
      <CopyButton value={expression} label={text.copyPath} icon={<IconVariable size={15} />} />
      <CopyButton value={() => copied(value)} label={text.copyValue} />
      {onPick ? (
        <Button size="compact-xs" variant="light" onClick={() => onPick(expression)}>
          {text.use}
        </Button>
      ) : null}
    </div>
  );
}
