import { Center, Loader } from "@mantine/core";
import { messages } from "@/lib/messages";

interface Props {
  /** What is waited for, if it is not content. */
  label?: string;
  /** In the middle of the whole place rather than at its top. */
  whole?: boolean;
}

/** Stands where something will be as soon as it has come. */
export function Loading({ label = messages.common.loading, whole = false }: Props) {
  return (
    <Center {...(whole ? { h: "100%" } : { py: "xl" })}>
      <Loader size="sm" aria-label={label} />
    </Center>
  );
}
