// @ts-check
// A client program: the client of the openai package sends each payload to the upstream of the suite.
import OpenAI from "openai";
import { VERSION } from "openai/version";
import { serveClient } from "./protocol.mjs";

const client = new OpenAI({ apiKey: "unused", maxRetries: 0, baseURL: `${process.env.IMAGEGEN_UPSTREAM}/v1` });

/** The types permit only some payloads, but they do not exist at run time. @param {any} payload @param {string} input */
async function send(payload, input) {
  await client.responses.create({ model: "gpt-5", input, tools: [payload] });
}

await serveClient({ name: "openai", version: VERSION, levels: ["wire"] }, send);
