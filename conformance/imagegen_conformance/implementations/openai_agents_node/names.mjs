// @ts-check
// The package has names in camelCase for what JSON has in snake_case, and sends those of JSON. Names are exchanged by a
// rule and not by a list of fields, so that what the package does not know is handed over too; and in both directions,
// so that no two become one: outputFormat, which is no field in JSON, must not pass for output_format.
// Each adapter that needs this file has a copy of it, for each is installed by itself.

const SNAKE_OR_CAMEL = /^[a-z]+(?:(?:_[a-z]+)*|(?:[A-Z][a-z]*)*)$/;

/** @param {string} name */
function otherCase(name) {
  if (!SNAKE_OR_CAMEL.test(name)) return name;
  return name.replace(/_([a-z])|([A-Z])/g, (_, small, capital) => small?.toUpperCase() ?? `_${capital.toLowerCase()}`);
}

/**
 * An object with its own names in the other case and the same values; anything else as it stands.
 *
 * @param {any} value
 */
export function renamed(value) {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [otherCase(name), member]));
}
