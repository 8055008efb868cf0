// @ts-check
// The adapter protocol: one request per line on standard input, one response per line on standard output, in the same
// order. The installation copies this file beside each Node adapter.
import { Console } from "node:console";
import { createInterface } from "node:readline";

const MAX_MESSAGE_LENGTH = 200; // UTF-16 code units

/**
 * @typedef {{name: string, version: string, levels: string[]}} Identity
 * @typedef {(payload: any) => Promise<unknown>} Parse returns what the implementation sends for a payload
 * @typedef {(payload: any, input: string) => Promise<void>} Send sends a payload with a text as the input
 * @typedef {(error: unknown) => string | undefined} RejectionMessage returns undefined if the error is not a rejection
 */

/**
 * Answer requests until the suite sends bye.
 *
 * @param {Identity} identity
 * @param {Parse} parse
 * @param {RejectionMessage} [rejectionMessage]
 * @param {boolean} [setsType] whether the implementation sets the type itself, so that it never sees that of the payload
 */
export async function serve(identity, parse, rejectionMessage = () => undefined, setsType = false) {
  const capabilities = setsType ? ["validate"] : [];
  await answerRequests(respond);

  /** @param {{op: string, payload?: unknown, text?: string}} request */
  async function respond({ op, payload, text }) {
    if (op === "hello") return { protocol: 1, ...identity, language: "TypeScript", capabilities };
    if (op === "bye") return { outcome: "bye" };
    if (op === "validate") return validate(payload);
    if (op !== "parse") return { outcome: "unsupported", message: `unknown operation ${op}` };
    return text === undefined ? parsePayload(payload) : parseText(text);
  }

  /** If only the type of the payload is illegal, the implementation never sees the fault. @param {any} payload */
  async function validate(payload) {
    const response = await parsePayload(payload);
    const isObject = typeof payload === "object" && payload !== null && !Array.isArray(payload);
    if (response.outcome !== "accepted" || !isObject || payload.type === "image_generation") return response;
    return { outcome: "not-applicable", message: "the implementation sets the type itself" };
  }

  /** The packages have no parser for a tool: their users read JSON with `JSON.parse`. @param {string} text */
  async function parseText(text) {
    let payload;
    try {
      payload = JSON.parse(text);
    } catch (error) {
      return { outcome: "rejected", message: shorten(String(error)) };
    }
    return parsePayload(payload);
  }

  /** @param {unknown} payload */
  async function parsePayload(payload) {
    try {
      return { outcome: "accepted", output: await parse(payload) };
    } catch (error) {
      const message = rejectionMessage(error);
      return { outcome: message === undefined ? "error" : "rejected", message: shorten(message ?? String(error)) };
    }
  }
}

/**
 * Answer requests to send payloads until the suite sends bye.
 *
 * @param {Identity} identity
 * @param {Send} send
 */
export async function serveClient(identity, send) {
  await answerRequests(respond);

  /** @param {{op: string, payload?: unknown, text?: string, input?: string}} request */
  async function respond({ op, payload, text, input }) {
    if (op === "hello") return { protocol: 1, ...identity, language: "TypeScript", capabilities: ["send"] };
    if (op === "bye") return { outcome: "bye" };
    if (op !== "send") return { outcome: "unsupported", message: `unknown operation ${op}` };
    let value = payload;
    try {
      if (text !== undefined) value = JSON.parse(text);
    } catch (error) {
      return { outcome: "rejected", message: shorten(String(error)) };
    }
    try {
      await send(value, String(input));
    } catch (error) {
      return { outcome: "error", message: shorten(String(error)) };
    }
    return { outcome: "accepted" };
  }
}

/** Read requests, and write their responses, until the suite sends bye. @param {(request: any) => Promise<object>} respond */
async function answerRequests(respond) {
  globalThis.console = new Console(process.stderr); // standard output is reserved for responses
  for await (const line of createInterface({ input: process.stdin })) {
    const { seq, ...request } = JSON.parse(line);
    process.stdout.write(`${JSON.stringify({ seq, ...(await respond(request)) })}\n`);
    if (request.op === "bye") return;
  }
}

/** Return the beginning of a message, which may quote the payload, without half a surrogate pair. @param {string} message */
function shorten(message) {
  return message.slice(0, MAX_MESSAGE_LENGTH).toWellFormed();
}
