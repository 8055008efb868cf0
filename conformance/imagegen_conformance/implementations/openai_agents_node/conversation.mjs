// @ts-check
// The conversation with the suite: a request a line on stdin, an answer a line on stdout, one after the other.
// Each adapter has a copy of this file, for each is installed by itself.
import { Console } from "node:console";
import { createInterface } from "node:readline";

/**
 * @typedef {{name: string, version: string, levels: string[]}} About
 * @typedef {(payload: any) => Promise<unknown>} Parse what the implementation makes of a payload
 * @typedef {(thrown: unknown) => string | undefined} Refusal the words of a refusal; undefined where it is none
 */

/**
 * Answers until the suite says bye.
 *
 * @param {About} about
 * @param {Parse} parse
 * @param {Refusal} [refusal]
 */
export async function converse(about, parse, refusal = () => undefined) {
  globalThis.console = new Console(process.stderr); // stdout is for answers
  for await (const line of createInterface({ input: process.stdin })) {
    const { seq, ...request } = JSON.parse(line);
    process.stdout.write(`${JSON.stringify({ seq, ...(await answer(request)) })}\n`);
    if (request.op === "bye") return;
  }

  /** @param {{op: string, payload?: unknown, text?: string}} request */
  async function answer({ op, payload, text }) {
    if (op === "hello") return { protocol: 1, ...about, language: "TypeScript", features: [] };
    if (op === "bye") return { outcome: "bye" };
    if (op !== "parse") return { outcome: "unsupported", message: `there is no ${op}` };
    return text === undefined ? parsed(payload) : parsedText(text);
  }

  /** These packages read no JSON of a tool: whoever has it reads it with `JSON.parse`. @param {string} text */
  async function parsedText(text) {
    let payload;
    try {
      payload = JSON.parse(text);
    } catch (thrown) {
      return { outcome: "rejected", message: told(String(thrown)) };
    }
    return parsed(payload);
  }

  /** @param {unknown} payload */
  async function parsed(payload) {
    try {
      return { outcome: "accepted", output: await parse(payload) };
    } catch (thrown) {
      const words = refusal(thrown);
      return { outcome: words === undefined ? "error" : "rejected", message: told(words ?? String(thrown)) };
    }
  }
}

/** The beginning of a message, which may quote the payload; no half of a character at its end. @param {string} words */
function told(words) {
  return words.slice(0, 200).toWellFormed();
}
