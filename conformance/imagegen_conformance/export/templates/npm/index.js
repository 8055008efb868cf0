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
export const cases = readCases("./cases.json");
export const lenientCases = readCases("./cases-lenient.json");

/**
 * @param {string} name
 */
function readCases(name) {
  return read(name).cases.map(expandLongTexts);
}

/**
 * Return a case of `cases.json` with its long texts in full.
 * @param {Record<string, unknown> & { long_texts?: Record<string, (string | number)[]> }} compactCase
 */
export function expandLongTexts({ long_texts: parts, ...rest }) {
  if (parts === undefined) {
    return rest;
  }
  const texts = new Map(Object.entries(parts).map(([name, list]) => [name, repeated(list)]));
  return { ...rest, content: expanded(rest.content, texts), expected: expanded(rest.expected, texts) };
}

/**
 * Return the text of an array of texts and numbers, by turns.
 * @param {(string | number)[]} parts
 */
function repeated(parts) {
  return parts.map((text, index) => (index % 2 === 0 ? text.repeat(parts[index + 1]) : "")).join("");
}

/**
 * @param {unknown} value
 * @param {Map<string, string>} texts
 */
function expanded(value, texts) {
  if (typeof value === "string") {
    return texts.get(value) ?? value;
  }
  if (!isContainer(value)) {
    return value;
  }
  if (Array.isArray(value)) {
    return value.map((item) => expanded(item, texts));
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [texts.get(key) ?? key, expanded(item, texts)]));
}

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
