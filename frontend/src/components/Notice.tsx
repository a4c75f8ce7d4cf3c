import { Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";

interface Props {
  icon?: ReactNode;
  title: string;
  text?: string | undefined;
  children?: ReactNode;
  role?: "alert" | "status";
}

/** A page or panel with nothing to list: says why, and what to do next. */
export function Notice({ icon, title, text, children, role }: Props) {
  return (
    <Stack align="center" justify="center" gap="xs" py={64} px="md" ta="center" role={role}>
      {icon}
      <Title order={2}>{title}</Title>
      {text ? (
        <Text c="dimmed" size="sm" maw={460}>
          {text}
        </Text>
      ) : null}
      {children}
    </Stack>
  );
}
