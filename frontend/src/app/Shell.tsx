import { ActionIcon, Alert, Group, Text, useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import {
  IconActivity,
  IconMoon,
  IconPlugConnectedX,
  IconSchema,
  IconSun,
  IconTemplate,
} from "@tabler/icons-react";
import { Link, Outlet } from "@tanstack/react-router";
import { useRef } from "react";
import { useConnection } from "@/lib/api/connection";
import { messages } from "@/lib/messages";
import { PaletteHost } from "./palette/PaletteHost";
import styles from "./Shell.module.css";
import { useScrollMemory } from "./use-scroll-memory";

/** The frame around every page: where one can go, and whether the server answers. */
export function Shell() {
  const online = useConnection((state) => state.online);
  const content = useRef<HTMLDivElement>(null);
  useScrollMemory(content);
  return (
    <div className={styles.shell}>
      <header className={styles.header}>
        <Link to="/workflows" className={styles.brand}>
          <img src="/favicon.svg" alt="" width={22} height={22} />
          <Text fw={700} visibleFrom="xs">
            {messages.product}
          </Text>
        </Link>
        <nav className={styles.nav} aria-label={messages.nav.main}>
          <Link to="/workflows" className={styles.link} activeProps={{ "data-active": true }}>
            <IconSchema size={16} />
            <span className={styles.linkText}>{messages.nav.workflows}</span>
          </Link>
          <Link to="/templates" className={styles.link} activeProps={{ "data-active": true }}>
            <IconTemplate size={16} />
            <span className={styles.linkText}>{messages.nav.templates}</span>
          </Link>
          <Link to="/executions" className={styles.link} activeProps={{ "data-active": true }}>
            <IconActivity size={16} />
            <span className={styles.linkText}>{messages.nav.executions}</span>
          </Link>
        </nav>
        <Group ml="auto" gap="xs" wrap="nowrap">
          <PaletteHost />
          <ThemeToggle />
        </Group>
      </header>
      {online ? null : (
        <Alert color="orange" radius={0} py={6} icon={<IconPlugConnectedX size={16} />} role="alert">
          {messages.connection.lost}
        </Alert>
      )}
      <div ref={content} className={styles.content}>
        <Outlet />
      </div>
    </div>
  );
}

function ThemeToggle() {
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme("light");
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      aria-label={messages.nav.theme}
      title={messages.nav.theme}
      onClick={() => setColorScheme(scheme === "dark" ? "light" : "dark")}
    >
      {scheme === "dark" ? <IconSun size={17} /> : <IconMoon size={17} />}
    </ActionIcon>
  );
}
