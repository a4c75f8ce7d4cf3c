import { fuzzyMatch } from "@/lib/commands/fuzzy";
import type { Command } from "@/lib/commands/registry";

/** A command that answers what was typed; `at` are the characters of its title that do. */
export interface Found {
  command: Command;
  at: readonly number[];
}

export interface Group {
  title: string;
  found: readonly Found[];
}

/** A word that only the description holds counts less than one of the title. */
const BY_KEYWORDS = 0.4;
const LATELY = 6;
const MOST = 60;
const MOST_RECENT = 5;

/** Groups for an empty query: what was done lately, then what does not wait for a search. */
export function listed(
  commands: readonly Command[],
  recent: readonly string[],
  recentTitle: string,
): Group[] {
  const byId = new Map(commands.map((command) => [command.id, command]));
  const lately = recent.flatMap((id) => byId.get(id) ?? []).slice(0, MOST_RECENT);
  const rest = commands.filter((command) => !command.whenSearched && !lately.includes(command));
  const first = lately.map((command): Found => ({ command, at: [] }));
  return [
    ...(first.length > 0 ? [{ title: recentTitle, found: first }] : []),
    ...grouped(rest.map((command) => ({ command, at: [] }))),
  ];
}

/** Groups for a query: the best answer's group first, and so within each. */
export function ranked(commands: readonly Command[], query: string, recent: readonly string[]): Group[] {
  const scored = commands.flatMap((command) => {
    if (command.answersQuery) return [{ command, at: [], score: Infinity }];
    const { title, detail = "", keywords = "" } = command;
    const byTitle = fuzzyMatch(query, title);
    const described = byTitle
      ? null
      : fuzzyMatch(query, `${title} ${detail} ${keywords}`, { wholeOnly: true });
    if (!byTitle && !described) return [];
    const score = byTitle?.score ?? (described?.score ?? 0) * BY_KEYWORDS;
    return [{ command, at: byTitle?.at ?? [], score: score + (recent.includes(command.id) ? LATELY : 0) }];
  });
  scored.sort((a, b) => b.score - a.score);
  return grouped(scored.slice(0, MOST));
}

function grouped(found: readonly Found[]): Group[] {
  const groups = new Map<string, Found[]>();
  for (const each of found) {
    const group = groups.get(each.command.group);
    if (group) group.push(each);
    else groups.set(each.command.group, [each]);
  }
  return [...groups].map(([title, members]) => ({ title, found: members }));
}
