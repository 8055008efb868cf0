import { readFileSync } from "node:fs";

/**
 * Return the content of a JSON file of this package.
 * @param {string} name
 */
export function read(name) {
  return JSON.parse(readFileSync(new URL(name, import.meta.url), "utf8"));
}

export const manifest = read("./manifest.json");
export const { requirements } = read("./fixtures/requirements.json");
export const { cases } = read("./cases.json");
export const { cases: lenientCases } = read("./cases-lenient.json");

/**
 * Return whether two JSON values are equal. Numbers are compared by value, so that 0 and -0 are equal, which
 * `isDeepStrictEqual` distinguishes. The order of keys does not matter.
 * @param {unknown} expected
 * @param {unknown} actual
 * @returns {boolean}
 */
export function equalJson(expected, actual) {
  if (expected === actual) {
    return true;
  }
  if (!isContainer(expected) || !isContainer(actual) || Array.isArray(expected) !== Array.isArray(actual)) {
    return false;
  }
  const keys = Object.keys(expected);
  return (
    keys.length === Object.keys(actual).length &&
    keys.every((key) => Object.hasOwn(actual, key) && equalJson(expected[key], actual[key]))
  );
}

/**
 * @param {unknown} value
 * @returns {value is Record<string, unknown>}
 */
function isContainer(value) {
  return typeof value === "object" && value !== null;
}
