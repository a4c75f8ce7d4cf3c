/** The inspector of values. */
const number = new Intl.NumberFormat();

export const data = {
  data: {
    value: "Value",
    view: "Show as",
    views: { tree: "Tree", table: "Table", json: "JSON" },
    items: (count: number) => (count === 1 ? "1 item" : `${number.format(count)} items`),
    fields: (count: number) => (count === 1 ? "1 field" : `${number.format(count)} fields`),
    rows: (count: number) => (count === 1 ? "1 row" : `${number.format(count)} rows`),
    characters: (count: number) => `${number.format(count)} characters`,
    more: (count: number) => `${number.format(count)} more`,
    showMore: (next: number, left: number) =>
      next === left
        ? `Show ${number.format(next)} more`
        : `Show ${number.format(next)} more of ${number.format(left)}`,
    moreColumns: (count: number) => `${number.format(count)} more columns: see the tree`,
    row: "Row",
    whichTable: "Which list",
    search: "Search",
    searchHint: "Name or value",
    match: (at: number, count: number, orMore: boolean) =>
      `${number.format(at)} of ${number.format(count)}${orMore ? "+" : ""}`,
    noMatch: "No match",
    previous: "Previous match",
    next: "Next match",
    endSearch: "End search",
    enlarge: "Show large",
    copyAll: "Copy all as JSON",
    copyPath: "Copy as expression",
    copyValue: "Copy value",
    openLink: "Open link",
    use: "Use",
  },
} as const;
