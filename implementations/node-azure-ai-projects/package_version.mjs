// @ts-check
// The version of @azure/ai-projects, which the package does not export.
import { readFileSync } from "node:fs";

const manifest = new URL("node_modules/@azure/ai-projects/package.json", import.meta.url);

/** @type {string} */
export const version = JSON.parse(readFileSync(manifest, "utf8")).version;
