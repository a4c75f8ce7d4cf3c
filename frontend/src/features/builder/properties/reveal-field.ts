/**
 * Scrolls to a field of the form and puts the cursor into it. The field may be a part that has no control of its
 * own: then the nearest control around it is shown (`config.auth.token` -> `config.auth` -> `config`).
 */
export function revealField(form: HTMLElement, path: string): void {
  const fields = [...form.querySelectorAll<HTMLElement>("[data-field]")];
  const around = fields
    .filter(({ dataset }) => isWithin(path, dataset.field ?? ""))
    .sort((a, b) => (b.dataset.field?.length ?? 0) - (a.dataset.field?.length ?? 0));
  const field = around[0];
  const folded = field?.closest("details");
  if (folded) folded.open = true;
  field?.scrollIntoView({ block: "center" });
  field?.querySelector<HTMLElement>("input, textarea, [contenteditable=true], button[role=switch]")?.focus();
}

function isWithin(path: string, field: string): boolean {
  return path === field || path.startsWith(`${field}.`);
}
