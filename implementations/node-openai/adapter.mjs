// @ts-check
// openai: the tool in the body of the request that `responses.create` sends for a payload.
import OpenAI from "openai";
import { VERSION } from "openai/version";
import { serve } from "./protocol.mjs";

/** @type {any} the body of the last request */
let body;

/** Keep the body of a request instead of sending it. @param {unknown} _url @param {RequestInit} [init] */
async function fakeFetch(_url, init) {
  body = JSON.parse(String(init?.body));
  return Response.json({ object: "response", output: [] });
}

const client = new OpenAI({ apiKey: "unused", maxRetries: 0, fetch: fakeFetch });

/** The types permit only some payloads, but they do not exist at run time. @param {any} payload */
async function parse(payload) {
  body = undefined;
  await client.responses.create({ model: "gpt-5", input: "A cat", tools: [payload] });
  return body.tools[0];
}

await serve({ name: "openai", version: VERSION, levels: ["wire"] }, parse);
