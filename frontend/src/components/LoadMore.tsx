import { Button, Center } from "@mantine/core";
import { messages } from "@/lib/messages";

interface Props {
  /** The paged query behind a list. */
  list: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => Promise<unknown> };
}

/** Below a list: brings its next page, as long as there is one. */
export function LoadMore({ list }: Props) {
  if (!list.hasNextPage) return null;
  return (
    <Center mt="md">
      <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
        {messages.common.loadMore}
      </Button>
    </Center>
  );
}
