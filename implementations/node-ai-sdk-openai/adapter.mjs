// @ts-check
// @ai-sdk/openai: the tool in the body of the request that is sent for the arguments of `openai.tools.imageGeneration`.
import { createOpenAI, VERSION } from "@ai-sdk/openai";
import { generateText, TypeValidationError } from "ai";
import { ZodError } from "zod";
import { swapKeyCase } from "./key_case.mjs";
import { serve } from "./protocol.mjs";

/** @type {any} the body of the last request */
let body;

/** Keep the body of a request instead of sending it. @param {unknown} _url @param {RequestInit} [init] */
async function fakeFetch(_url, init) {
  body = JSON.parse(String(init?.body));
  return Response.json({ created_at: 0, output: [], usage: { input_tokens: 0, output_tokens: 0 } });
}

const openai = createOpenAI({ apiKey: "unused", fetch: fakeFetch });

/**
 * The function stands for the type `image_generation` and has no argument for it. Any other `type` is passed on with the
 * other fields.
 *
 * @param {any} payload
 */
function toArguments(payload) {
  const args = swapKeyCase(payload);
  if (args?.type === "image_generation") delete args.type;
  if (args?.inputImageMask !== undefined) args.inputImageMask = swapKeyCase(args.inputImageMask);
  return args;
}

/** @param {any} payload */
async function parse(payload) {
  body = undefined;
  const tools = { image_generation: openai.tools.imageGeneration(toArguments(payload)) };
  await generateText({ model: openai.responses("gpt-5"), prompt: "A cat", tools, maxRetries: 0 });
  return body.tools[0];
}

/** @param {unknown} error */
function rejectionMessage(error) {
  if (!TypeValidationError.isInstance(error) || !(error.cause instanceof ZodError)) return undefined;
  return error.cause.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ");
}

const identity = { name: "@ai-sdk/openai", version: VERSION, levels: ["wire", "schema"] };
await serve(identity, parse, rejectionMessage, true);
