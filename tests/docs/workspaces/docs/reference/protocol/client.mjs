// A client program whose client is `fetch`.
import { createInterface } from "node:readline";

const HELLO = { protocol: 1, name: "toy", version: "1.0", language: "JavaScript", levels: ["wire"], capabilities: ["send"] };

async function respond({ op, payload, input }) {
  if (op === "hello") return HELLO;
  if (op === "bye") return { outcome: "bye" };
  if (op !== "send" || payload === undefined) return { outcome: "unsupported" };
  const response = await fetch(`${process.env.IMAGEGEN_UPSTREAM}/v1/responses`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ model: "toy", input, tools: [payload] }),
  });
  await response.arrayBuffer();
  return { outcome: "accepted" };
}

for await (const line of createInterface({ input: process.stdin })) {
  const { seq, ...request } = JSON.parse(line);
  process.stdout.write(`${JSON.stringify({ seq, ...(await respond(request)) })}\n`);
  if (request.op === "bye") break;
}
