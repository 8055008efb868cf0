// @ts-check
// openai: what has become of a tool, given to `responses.create`, in the body of the request.
import OpenAI from "openai";
import { VERSION } from "openai/version";
import { converse } from "./conversation.mjs";

/** @type {any} what would have been sent */
let sent;

/** Stands in for the network. @param {unknown} _url @param {RequestInit} [init] */
async function keep(_url, init) {
  sent = JSON.parse(String(init?.body));
  return Response.json({ object: "response", output: [] });
}

const client = new OpenAI({ apiKey: "unused", maxRetries: 0, fetch: keep });

/** The types allow only some payloads, and are not there any more when the program runs. @param {any} payload */
async function parse(payload) {
  sent = undefined;
  await client.responses.create({ model: "gpt-5", input: "A cat", tools: [payload] });
  return sent.tools[0];
}

await converse({ name: "openai", version: VERSION, levels: ["wire"] }, parse);
