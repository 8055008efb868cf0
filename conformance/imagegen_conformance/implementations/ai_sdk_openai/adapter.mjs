// @ts-check
// @ai-sdk/openai: what has become of the arguments of `openai.tools.imageGeneration` in the body of the request.
import { createOpenAI, VERSION } from "@ai-sdk/openai";
import { generateText, TypeValidationError } from "ai";
import { ZodError } from "zod";
import { converse } from "./conversation.mjs";
import { renamed } from "./names.mjs";

/** @type {any} what would have been sent */
let sent;

/** Stands in for the network. @param {unknown} _url @param {RequestInit} [init] */
async function keep(_url, init) {
  sent = JSON.parse(String(init?.body));
  return Response.json({ created_at: 0, output: [], usage: { input_tokens: 0, output_tokens: 0 } });
}

const openai = createOpenAI({ apiKey: "unused", fetch: keep });

/**
 * That it is an image generation is said by the name of the function, which has no argument for it: any other `type` is
 * handed over with the rest.
 *
 * @param {any} payload
 */
function asArguments(payload) {
  const args = renamed(payload);
  if (args?.type === "image_generation") delete args.type;
  if (args?.inputImageMask !== undefined) args.inputImageMask = renamed(args.inputImageMask);
  return args;
}

/** @param {any} payload */
async function parse(payload) {
  sent = undefined;
  const tools = { image_generation: openai.tools.imageGeneration(asArguments(payload)) };
  await generateText({ model: openai.responses("gpt-5"), prompt: "A cat", tools, maxRetries: 0 });
  return sent.tools[0];
}

/** @param {unknown} thrown */
function refusal(thrown) {
  if (!TypeValidationError.isInstance(thrown) || !(thrown.cause instanceof ZodError)) return undefined;
  return thrown.cause.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ");
}

await converse({ name: "@ai-sdk/openai", version: VERSION, levels: ["wire", "schema"] }, parse, refusal);
