import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { Notice } from "@/components/Notice";
import { messages } from "@/lib/messages";

export function NotFoundPage() {
  return (
    <Notice title={messages.connection.notFound} text={messages.connection.notFoundHint}>
      <Button renderRoot={(props) => <Link to="/workflows" {...props} />}>{messages.builder.back}</Button>
    </Notice>
  );
}
