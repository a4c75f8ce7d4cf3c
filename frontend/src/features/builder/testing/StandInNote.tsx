import { Alert, Text } from "@mantine/core";
import { messages } from "@/lib/messages";
import { isStandIn, type StandIn } from "./stand-in";

/** Says in a step's output whether it was really done. */
export function StandInNote({ how }: { how: StandIn }) {
  const { title, text } = messages.standIns[how];
  return (
    <Alert color={isStandIn(how) ? "indigo" : "teal"} p="xs" title={title}>
      <Text size="xs">{text}</Text>
    </Alert>
  );
}
