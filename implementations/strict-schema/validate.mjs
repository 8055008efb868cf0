// Read a line with a JSON array of payloads, and write a line with the errors of each payload, which are none if the
// payload is legal. An error is the JSON Pointer in the payload, the JSON Pointer in the schema, and whether the value
// is null. The schema is the file named by the first argument; ajv is loaded from the current folder.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const Ajv = createRequire(`${process.cwd()}/`)("ajv/dist/2020").default;
const schema = JSON.parse(readFileSync(process.argv[2], "utf8"));
const validate = new Ajv({ strict: true, allErrors: true, verbose: true }).compile(schema);

function errors(payload) {
  if (validate(payload)) return [];
  // An error of the keyword `if` only repeats that the consequence of a condition has errors.
  const specific = validate.errors.filter((error) => error.keyword !== "if");
  return specific.map((error) => [error.instancePath, error.schemaPath, error.data === null]);
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(JSON.parse(line).map(errors))}\n`);
}
