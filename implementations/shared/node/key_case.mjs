// @ts-check
// Some packages have camelCase options for the snake_case keys of JSON, and send the keys of JSON. This module converts
// keys by a rule and not by a list of fields, so that unknown keys are passed on, too. It converts in both directions,
// so that different keys stay different: outputFormat, which is not a field in JSON, must not become output_format.
// The installation copies this file beside each Node adapter.

const SNAKE_OR_CAMEL = /^[a-z]+(?:(?:_[a-z]+)*|(?:[A-Z][a-z]*)*)$/;

/** @param {string} key */
function swapCase(key) {
  if (!SNAKE_OR_CAMEL.test(key)) return key;
  return key.replace(/_([a-z])|([A-Z])/g, (_, small, capital) => small?.toUpperCase() ?? `_${capital.toLowerCase()}`);
}

/**
 * Return an object with its own keys in the other case and the same values; return any other value unchanged.
 *
 * @param {any} value
 */
export function swapKeyCase(value) {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [swapCase(key), member]));
}
