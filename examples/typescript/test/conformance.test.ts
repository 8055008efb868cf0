import assert from "node:assert/strict";
import { test } from "node:test";
import { cases, type PayloadCase } from "imagegen-conformance-fixtures";
import { validate } from "../src/quality.js";

// The requirements that this implementation claims. It ignores all other fields, so that other cases do not apply.
const CLAIMED = ["quality.value", "output_compression.type", "output_compression.range", "output_compression.png"];

for (const requirement of CLAIMED) {
  const selected = cases.filter((c): c is PayloadCase => c.requirement === requirement && c.operation === "validate");

  test(`${requirement} has cases`, () => assert.notEqual(selected.length, 0));

  for (const { id, content, expected } of selected) {
    test(id, () => {
      const problems = validate(structuredClone(content) as object);
      if (problems.length === 0) {
        assert.ok(expected.accepted, "unexpected acceptance");
        return;
      }
      assert.ok(expected.rejected, `unexpected rejection: ${JSON.stringify(problems)}`);
      const permitted = expected.reasons ?? problems;
      assert.ok(
        problems.some(({ path, rule }) => permitted.some((finding) => finding.path === path && finding.rule === rule)),
        `unexpected reasons: ${JSON.stringify(problems)}`,
      );
    });
  }
}
