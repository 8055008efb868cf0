// Reads schemas, payloads, rounds and passes as JSON; prints, for each schema, the seconds that a payload took in each
// round, and how many payloads are legal. ajv is that of the current folder.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const Ajv = createRequire(`${process.cwd()}/`)("ajv/dist/2020").default;
const WARM_UP = 5; // rounds that do not count: the engine compiles what runs often

const { schemas, payloads, rounds, passes } = JSON.parse(readFileSync(0, "utf8"));
const validators = schemas.map((schema) => new Ajv({ strict: true }).compile(schema));

function once(validate) {
  let legal = 0;
  const began = process.hrtime.bigint();
  for (let pass = 0; pass < passes; pass++) {
    for (const payload of payloads) legal += validate(payload) ? 1 : 0;
  }
  return { seconds: Number(process.hrtime.bigint() - began) / 1e9 / payloads.length / passes, legal: legal / passes };
}

const seconds = schemas.map(() => []);
let legal = [];
for (let round = 0; round < WARM_UP + rounds; round++) {
  const told = validators.map(once);
  legal = told.map((side) => side.legal);
  if (round >= WARM_UP) told.forEach((side, index) => seconds[index].push(side.seconds));
}
console.log(JSON.stringify({ seconds, legal }));
