/**
 * Writes the API's types from its OpenAPI document; with `--check` only says whether they are current.
 */
import { readFileSync, writeFileSync } from "node:fs";
import openapiTypescript, { astToString } from "openapi-typescript";

const source = new URL("../../docs/reference/openapi.json", import.meta.url);
const target = new URL("../src/generated/api.d.ts", import.meta.url);

const document = JSON.parse(readFileSync(source, "utf8"));
const types = astToString(await openapiTypescript(document, { defaultNonNullable: true }));
const wanted = `// Generated from docs/reference/openapi.json by \`npm run generate\`. Do not edit.\n\n${types}`;

if (process.argv.includes("--check")) {
  if (readFileSync(target, "utf8") !== wanted) {
    process.stderr.write("src/generated/api.d.ts is not current: run `npm run generate`\n");
    process.exitCode = 1;
  }
} else {
  writeFileSync(target, wanted);
}
