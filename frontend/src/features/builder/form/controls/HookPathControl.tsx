import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { CodeLine } from "@/components/CodeLine";
import { messages } from "@/lib/messages";
import { triggersQuery } from "../../api/triggers-query";
import { useLiveVersion } from "../../api/use-live-version";
import { hookAddress } from "../../panels/hook-address";
import { useBuilderContext } from "../../state/context";
import { useForm } from "../form-context";
import type { ControlProps } from "./ControlFor";
import { TextControl } from "./simple";

const text = messages.form.hook;

/** The path of an API trigger, with the whole address that it makes. */
export function HookPathControl(props: ControlProps) {
  const { value } = props;
  return (
    <>
      <TextControl {...props} multiline={false} />
      {typeof value === "string" && value !== "" && !props.invalid ? <Address path={value} /> : null}
    </>
  );
}

function Address({ path }: { path: string }) {
  const { workflowId } = useBuilderContext();
  const { config } = useForm();
  const live = useLiveVersion();
  const { data: triggers = [] } = useQuery({
    ...triggersQuery(workflowId),
    ...{ enabled: live !== null, refetchInterval: false },
  });
  const method = typeof config.method === "string" ? config.method : "POST";
  const address = hookAddress(path, triggers);
  const answers = triggers.some(({ url, detail, status }) => {
    return status === "active" && url === address && detail.startsWith(`${method} `);
  });
  return (
    <div role="group" aria-label={text.address}>
      <Text size="xs" c="dimmed" mt={4}>
        {method} · {answers ? text.answers : text.onceLive}
      </Text>
      <CodeLine value={address} label={messages.publish.copyUrl} />
    </div>
  );
}
