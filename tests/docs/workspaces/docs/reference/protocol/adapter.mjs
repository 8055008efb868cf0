const HELLO = { protocol: 1, name: "toy", version: "1.0", language: "JavaScript", levels: ["wire"], capabilities: [] };

// The implementation under test. Import yours instead.
class InvalidPayload extends Error {}

function decode(payload) {
  if (payload?.type !== "image_generation") throw new InvalidPayload("type is not image_generation");
  const { quality = "auto" } = payload;
  if (!["low", "medium", "high", "auto"].includes(quality)) throw new InvalidPayload("quality is not a legal value");
  return payload;
}

function decodeText(text) {
  let payload;
  try {
    payload = JSON.parse(text);
  } catch (error) {
    throw new InvalidPayload(error.message);
  }
  return decode(payload);
}

// The adapter program.
function respond(request) {
  if (request.op === "hello") return HELLO;
  if (request.op === "bye") return { outcome: "bye" };
  if (request.op !== "parse") return { outcome: "unsupported", message: `${request.op} is not supported` };
  try {
    const tool = "text" in request ? decodeText(request.text) : decode(request.payload);
    return { outcome: "accepted", output: tool };
  } catch (error) {
    const outcome = error instanceof InvalidPayload ? "rejected" : "error";
    return { outcome, message: String(error) };
  }
}

console.log = console.error; // standard output is for responses only
let partialLine = "";
process.stdin.setEncoding("utf8");
for await (const chunk of process.stdin) {
  const lines = (partialLine + chunk).split("\n");
  partialLine = lines.pop(); // a chunk may end inside a line
  for (const line of lines) {
    const request = JSON.parse(line);
    process.stdout.write(JSON.stringify({ seq: request.seq, ...respond(request) }) + "\n");
  }
}
