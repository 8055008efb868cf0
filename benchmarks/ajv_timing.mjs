// Read schemas, payloads, rounds and passes as JSON. Print for each schema the seconds per payload of each round, and the
// number of legal payloads. ajv is loaded from the current folder.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const Ajv = createRequire(`${process.cwd()}/`)("ajv/dist/2020").default;
const WARM_UP_ROUNDS = 5; // they are not counted, because the engine still optimizes the code

const { schemas, payloads, rounds, passes } = JSON.parse(readFileSync(0, "utf8"));
const validators = schemas.map((schema) => new Ajv({ strict: true }).compile(schema));

function measure(validate) {
  let legal = 0;
  const start = process.hrtime.bigint();
  for (let pass = 0; pass < passes; pass++) {
    for (const payload of payloads) legal += validate(payload) ? 1 : 0;
  }
  return { seconds: Number(process.hrtime.bigint() - start) / 1e9 / payloads.length / passes, legal: legal / passes };
}

const seconds = schemas.map(() => []);
let legal = [];
for (let round = 0; round < WARM_UP_ROUNDS + rounds; round++) {
  const measurements = validators.map(measure);
  legal = measurements.map((measurement) => measurement.legal);
  if (round >= WARM_UP_ROUNDS) measurements.forEach((measurement, index) => seconds[index].push(measurement.seconds));
}
console.log(JSON.stringify({ seconds, legal }));
