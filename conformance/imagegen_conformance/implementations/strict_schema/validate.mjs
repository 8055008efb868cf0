// Reads a JSON array of payloads a line, and answers with a line: for each payload its errors, none where it is legal.
// An error is the place in the payload, the place in the schema, and whether what stands there is null.
// The schema is the file that is named; ajv is that of the current folder.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const Ajv = createRequire(`${process.cwd()}/`)("ajv/dist/2020").default;
const schema = JSON.parse(readFileSync(process.argv[2], "utf8"));
const validate = new Ajv({ strict: true, allErrors: true, verbose: true }).compile(schema);

function errors(payload) {
  if (validate(payload)) return [];
  // That a condition's consequence does not hold is told beside the error that it has.
  const own = validate.errors.filter((error) => error.keyword !== "if");
  return own.map((error) => [error.instancePath, error.schemaPath, error.data === null]);
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(JSON.parse(line).map(errors))}\n`);
}
