// @ts-check
// @langchain/openai: the tool in the body of the request of a chat model. The tool is the payload itself ("object"), the
// same with a model that streams ("streamed"), or made of the payload by `tools.imageGeneration` ("function").
import { readFileSync } from "node:fs";
import { ChatOpenAI, tools } from "@langchain/openai";
import { swapKeyCase } from "./key_case.mjs";
import { serve } from "./protocol.mjs";

const way = process.argv[2];
const streaming = way === "streamed";
const response = { id: "r", object: "response", status: "completed", output: [] };

/** @type {any} the body of the last request */
let body;

/** Keep the body of a request instead of sending it. @param {unknown} _url @param {RequestInit} [init] */
async function fakeFetch(_url, init) {
  body = JSON.parse(String(init?.body));
  if (!streaming) return Response.json(response);
  const event = JSON.stringify({ type: "response.completed", response });
  return new Response(`data: ${event}\n\n`, { headers: { "content-type": "text/event-stream" } });
}

const configuration = { fetch: fakeFetch };
const fields = { model: "gpt-5", apiKey: "unused", useResponsesApi: true, maxRetries: 0, streaming, configuration };
const model = new ChatOpenAI(fields);

/** Convert the keys of the options and of the mask. @param {any} payload */
function toOptions(payload) {
  const options = swapKeyCase(payload);
  if (options?.inputImageMask !== undefined) options.inputImageMask = swapKeyCase(options.inputImageMask);
  return options;
}

/** @param {any} payload */
async function parse(payload) {
  body = undefined;
  await model.invoke("A cat", { tools: [way === "function" ? tools.imageGeneration(toOptions(payload)) : payload] });
  return body.tools[0];
}

// The package does not export its version.
const manifest = new URL("node_modules/@langchain/openai/package.json", import.meta.url);
const { version } = JSON.parse(readFileSync(manifest, "utf8"));
await serve({ name: "@langchain/openai", version, levels: ["wire"] }, parse);
