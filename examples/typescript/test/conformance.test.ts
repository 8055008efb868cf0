import assert from "node:assert/strict";
import { test } from "node:test";
import { cases, type PayloadCase } from "imagegen-conformance-fixtures";
import { validate } from "../src/quality.js";

// What this implementation claims. Cases of other requirements would ask it about what it does not look at.
const CLAIMED = ["quality.value", "output_compression.type", "output_compression.range", "output_compression.png"];

for (const requirement of CLAIMED) {
  const mine = cases.filter((one): one is PayloadCase => one.requirement === requirement && one.operation === "validate");

  test(`there are cases of ${requirement}`, () => assert.notEqual(mine.length, 0));

  for (const { id, content, expected } of mine) {
    test(id, () => {
      const problems = validate(structuredClone(content) as object);
      if (problems.length === 0) {
        assert.ok(expected.accepted, "accepted");
        return;
      }
      assert.ok(expected.rejected, `rejected: ${JSON.stringify(problems)}`);
      const legal = expected.reasons ?? problems;
      assert.ok(
        problems.some(({ path, rule }) => legal.some((reason) => reason.path === path && reason.rule === rule)),
        `rejected for another reason: ${JSON.stringify(problems)}`,
      );
    });
  }
}
