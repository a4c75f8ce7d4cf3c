// Reads [[expression, bindings], ...] from its input; writes [["value", value] | ["undefined"] | ["error", code], ...].
// `bindings` become variables, as Step Functions gives them; there is no input document.
import { readFileSync } from 'node:fs';
import jsonata from 'jsonata';

const cases = JSON.parse(readFileSync(0, 'utf8'));
const found = [];
for (const [source, bindings] of cases) {
  try {
    const value = await jsonata(source).evaluate(undefined, bindings);
    found.push(value === undefined || typeof value === 'function' ? ['undefined'] : ['value', value]);
  } catch (problem) {
    found.push(['error', problem.code ?? String(problem)]);
  }
}
process.stdout.write(JSON.stringify(found));
