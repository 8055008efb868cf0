// @ts-check
// @openai/agents-openai: the tool in the body of the request of an agent that has a tool made by `imageGenerationTool`.
import { readFileSync } from "node:fs";
import { Agent, Runner } from "@openai/agents-core";
import { imageGenerationTool, OpenAIProvider } from "@openai/agents-openai";
import OpenAI from "openai";
import { swapKeyCase } from "./key_case.mjs";
import { serve } from "./protocol.mjs";

const content = [{ type: "output_text", text: "" }];
const message = { type: "message", role: "assistant", status: "completed", content };

/** @type {any} the body of the last request */
let body;

/** Keep the body of a request instead of sending it. @param {unknown} _url @param {RequestInit} [init] */
async function fakeFetch(_url, init) {
  body = JSON.parse(String(init?.body));
  return Response.json({ object: "response", output: [message], usage: {} });
}

const openAIClient = new OpenAI({ apiKey: "unused", maxRetries: 0, fetch: fakeFetch });
const runner = new Runner({ modelProvider: new OpenAIProvider({ openAIClient }), tracingDisabled: true });

/** @param {any} payload */
async function parse(payload) {
  body = undefined;
  const agent = new Agent({ name: "Painter", model: "gpt-5", tools: [imageGenerationTool(swapKeyCase(payload))] });
  await runner.run(agent, "A cat");
  return body.tools[0];
}

// The package does not export its version.
const manifest = new URL("node_modules/@openai/agents-openai/package.json", import.meta.url);
const { version } = JSON.parse(readFileSync(manifest, "utf8"));
await serve({ name: "@openai/agents-openai", version, levels: ["wire"] }, parse);
