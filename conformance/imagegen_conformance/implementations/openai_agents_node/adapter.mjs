// @ts-check
// @openai/agents-openai: what has become of the options of `imageGenerationTool` in the body of the request that an
// agent with this tool makes.
import { readFileSync } from "node:fs";
import { Agent, Runner } from "@openai/agents-core";
import { imageGenerationTool, OpenAIProvider } from "@openai/agents-openai";
import OpenAI from "openai";
import { converse } from "./conversation.mjs";
import { renamed } from "./names.mjs";

const content = [{ type: "output_text", text: "" }];
const answer = { type: "message", role: "assistant", status: "completed", content };

/** @type {any} what would have been sent */
let sent;

/** Stands in for the network. @param {unknown} _url @param {RequestInit} [init] */
async function keep(_url, init) {
  sent = JSON.parse(String(init?.body));
  return Response.json({ object: "response", output: [answer], usage: {} });
}

const openAIClient = new OpenAI({ apiKey: "unused", maxRetries: 0, fetch: keep });
const runner = new Runner({ modelProvider: new OpenAIProvider({ openAIClient }), tracingDisabled: true });

/** @param {any} payload */
async function parse(payload) {
  sent = undefined;
  const agent = new Agent({ name: "Painter", model: "gpt-5", tools: [imageGenerationTool(renamed(payload))] });
  await runner.run(agent, "A cat");
  return sent.tools[0];
}

// It tells its version nowhere else.
const installed = new URL("node_modules/@openai/agents-openai/package.json", import.meta.url);
const { version } = JSON.parse(readFileSync(installed, "utf8"));
await converse({ name: "@openai/agents-openai", version, levels: ["wire"] }, parse);
