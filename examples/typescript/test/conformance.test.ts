import assert from "node:assert/strict";
import { test } from "node:test";
import { type Case, cases, equalJson, manifest, type PayloadCase } from "imagegen-conformance-fixtures";
import { roundTrip, validate } from "../src/quality.js";

// The requirements that this implementation claims. It ignores all other fields, so that other cases do not apply.
const CLAIMED = ["quality.value", "output_compression.type", "output_compression.range", "output_compression.png"];
const AREAS = ["quality", "output_compression"];

test("the fixtures are those of azure 2.3", () => {
  assert.equal(`${manifest.profile} ${manifest.revision}`, "azure 2.3");
});

function select(name: string, operation: string, isClaimed: (c: Case) => boolean): PayloadCase[] {
  // No document requires what cases with the strength "may" expect, so they must not fail a test.
  const selected = cases.filter(
    (c): c is PayloadCase => c.operation === operation && c.strength !== "may" && isClaimed(c),
  );
  test(`${name} has cases`, () => assert.notEqual(selected.length, 0));
  return selected;
}

for (const requirement of CLAIMED) {
  for (const { id, content, expected } of select(requirement, "validate", (c) => c.requirement === requirement)) {
    test(id, () => {
      const problems = validate(structuredClone(content) as object);
      if (problems.length === 0) return assert.ok(expected.accepted, "unexpected acceptance");
      assert.ok(expected.rejected, `unexpected rejection: ${JSON.stringify(problems)}`);
      const permitted = expected.reasons ?? problems;
      assert.ok(
        problems.some(({ path, rule }) => permitted.some((finding) => finding.path === path && finding.rule === rule)),
        `unexpected reasons: ${JSON.stringify(problems)}`,
      );
    });
  }
}

for (const area of AREAS) {
  for (const { id, content, expected } of select(`wire of ${area}`, "parse", (c) => c.area === area)) {
    test(id, () => {
      const output = roundTrip(structuredClone(content));
      // isDeepStrictEqual would distinguish 0 from -0, which JSON.stringify writes as 0.
      assert.ok(expected.outputs?.some((permitted) => equalJson(permitted, output)), JSON.stringify(output));
    });
  }
}
