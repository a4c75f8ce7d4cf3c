const COLORS = ["indigo", "teal", "orange", "grape", "cyan", "pink"] as const;

/** One colour for one tab, wherever it is shown. */
export function colorOfTab(tab: string): (typeof COLORS)[number] {
  const sum = [...tab].reduce((total, letter) => total + letter.charCodeAt(0), 0);
  return COLORS[sum % COLORS.length] ?? COLORS[0];
}
