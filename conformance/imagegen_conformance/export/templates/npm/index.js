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
