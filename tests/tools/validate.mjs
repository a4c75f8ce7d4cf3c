// Validates the state machine definitions named by its arguments; writes {"<file>": [messages]}.
import { readFileSync } from 'node:fs';
import validate from 'asl-validator';

// The validator's schema has no empty text among a state's arguments; Step Functions takes any JSON there.
const filled = (name, value) => (value === '' ? '-' : value);
const found = {};
for (const file of process.argv.slice(2)) {
  const { isValid, errors } = validate(JSON.parse(readFileSync(file, 'utf8'), filled), { checkArn: false });
  found[file] = isValid ? [] : errors.map((error) => error['Error code'] + ': ' + (error.Message ?? JSON.stringify(error)));
}
process.stdout.write(JSON.stringify(found));
