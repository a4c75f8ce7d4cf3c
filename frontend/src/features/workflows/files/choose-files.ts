/** What can be imported: workflow files, and archives of them. */
export const IMPORTABLE = "application/json,.json,application/zip,.zip";

/** Asks for files to import; none when the person thinks better of it. Only right after a press or a key do browsers ask. */
export function chooseFiles(): Promise<readonly File[]> {
  const input = document.createElement("input");
  input.type = "file";
  input.multiple = true;
  input.accept = IMPORTABLE;
  return new Promise((resolve) => {
    input.addEventListener("change", () => resolve([...(input.files ?? [])]));
    input.addEventListener("cancel", () => resolve([]));
    input.click();
  });
}
