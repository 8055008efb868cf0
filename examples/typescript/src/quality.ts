/** A problem of a payload: a JSON Pointer and the id of the violated requirement. */
export interface Problem {
  path: string;
  rule: string;
}

const QUALITIES: readonly unknown[] = ["low", "medium", "high", "auto"];

/** Returns the problems of quality and output_compression. All other fields are ignored. */
export function validate(payload: object): Problem[] {
  const problems: Problem[] = [];
  const { quality, output_compression: compression, output_format: format = "png" } = payload as Record<string, unknown>;
  if (quality !== undefined && !QUALITIES.includes(quality)) {
    problems.push({ path: "/quality", rule: "quality.value" });
  }
  if (compression === undefined) {
    return problems;
  }
  const path = "/output_compression";
  if (typeof compression !== "number" || !Number.isInteger(compression)) {
    problems.push({ path, rule: "output_compression.type" });
  } else if (compression < 0 || compression > 100) {
    problems.push({ path, rule: "output_compression.range" });
  } else if (compression < 100 && format === "png") {
    problems.push({ path, rule: "output_compression.png" });
  }
  return problems;
}

/** Returns the payload after it was serialized and parsed again. */
export function roundTrip(payload: unknown): unknown {
  return JSON.parse(JSON.stringify(payload));
}
