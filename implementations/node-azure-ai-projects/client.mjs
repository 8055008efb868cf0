// @ts-check
// A client program: the OpenAI client of @azure/ai-projects sends each payload to the upstream of the suite.
import { AIProjectClient } from "@azure/ai-projects";
import { version } from "./package_version.mjs";
import { serveClient } from "./protocol.mjs";

const upstream = process.env.IMAGEGEN_UPSTREAM;
const credential = { getToken: async () => ({ token: "unused", expiresOnTimestamp: Number.MAX_SAFE_INTEGER }) };
const project = new AIProjectClient(`${upstream}/api/projects/unused`, credential);
// The client asks the credential for a token even if it is given a key.
const client = project.getOpenAIClient({ baseURL: `${upstream}/v1`, maxRetries: 0 });

/** The types permit only some payloads, but they do not exist at run time. @param {any} payload @param {string} input */
async function send(payload, input) {
  await client.responses.create({ model: "gpt-5", input, tools: [payload] });
}

await serveClient({ name: "@azure/ai-projects", version, levels: ["wire"] }, send);
