// @ts-check
// @azure/ai-projects: the tool of an agent in the body of the request that creates a version of the agent ("sent"), or in
// the object that the client makes of the response ("received").
import { AIProjectClient } from "@azure/ai-projects";
import { createHttpHeaders } from "@azure/core-rest-pipeline";
import { version } from "./package_version.mjs";
import { serve } from "./protocol.mjs";

const received = process.argv[2] === "received";

/** @type {any} the tool in the last request */
let sent;

/** @type {any} the tool in the next response */
let answer;

/** Keep the tool of a request instead of sending it. @type {import("@azure/core-rest-pipeline").HttpClient} */
const httpClient = {
  async sendRequest(request) {
    sent = JSON.parse(String(request.body)).definition.tools[0];
    const definition = { kind: "prompt", model: "gpt-5", tools: received ? [answer] : [] };
    const bodyAsText = JSON.stringify({ object: "agent.version", name: "painter", version: "1", definition });
    const headers = createHttpHeaders({ "content-type": "application/json" });
    return { request, status: 200, headers, bodyAsText };
  },
};

const credential = { getToken: async () => ({ token: "unused", expiresOnTimestamp: Number.MAX_SAFE_INTEGER }) };
const retryOptions = { maxRetries: 0 };
const client = new AIProjectClient("https://unused.invalid/api/projects/unused", credential, { httpClient, retryOptions });

/** @param {any} payload */
async function parse(payload) {
  sent = undefined;
  answer = payload;
  const tool = received ? { type: "image_generation" } : payload;
  const created = await client.agents.createVersion("painter", { kind: "prompt", model: "gpt-5", tools: [tool] });
  return received ? /** @type {any} */ (created.definition).tools[0] : sent;
}

await serve({ name: "@azure/ai-projects", version, levels: ["wire"] }, parse);
