import { useEffect } from "react";
import { create } from "zustand";
import type { ComponentType, ReactNode } from "react";
import type { Shortcut } from "./keys";

/** Something a person can do or go to, by its name. */
export interface Command {
  /** Stable between visits: what was done lately is remembered by it. */
  id: string;
  title: string;
  /** The heading it is listed under. */
  group: string;
  /** Said beside the title, and searched too. */
  detail?: string | undefined;
  /** Other words that people may look for it by. */
  keywords?: string | undefined;
  icon?: ComponentType<{ size?: number; stroke?: number }> | undefined;
  /** Drawn instead of an icon, such as a node's tile. */
  picture?: ReactNode;
  shortcut?: Shortcut | undefined;
  /** Offered only once something is typed: there are too many of its kind to list. */
  whenSearched?: boolean;
  /** Made for what was typed, so that it need not be found by it. */
  answersQuery?: boolean;
  run: () => void;
}

/** Gives what can be done now; asked each time the palette opens, so it may depend on anything. */
export type CommandSource = () => readonly Command[];

interface Registry {
  sources: readonly CommandSource[];
  opened: boolean;
}

/** What the parts of the page that are on screen offer to the palette; they need not know each other. */
export const useCommandRegistry = create<Registry>()(() => ({ sources: [], opened: false }));

/**
 * Offers commands for as long as the component is mounted. The source must keep its identity (`useCallback`) while what
 * it reads is the same.
 */
export function useCommandSource(source: CommandSource): void {
  useEffect(() => {
    useCommandRegistry.setState(({ sources }) => ({ sources: [source, ...sources] }));
    return () =>
      useCommandRegistry.setState(({ sources }) => ({ sources: sources.filter((each) => each !== source) }));
  }, [source]);
}

export function openPalette(): void {
  useCommandRegistry.setState({ opened: true });
}

export function closePalette(): void {
  useCommandRegistry.setState({ opened: false });
}
