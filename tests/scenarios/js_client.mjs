// The JavaScript SDK behind one line of JSON for each call, so that a test steers it as it does the other clients.
//   in:  {service, operation, input, body?: FILE, save?: FILE, pages?: {member, size}, waits?: true, credentials?}
//   out: {output} or {error: {code, message, status}}
import { createReadStream, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

// Bytes travel as {$base64}.
const fromWire = (_, value) => (value?.$base64 === undefined ? value : Uint8Array.from(Buffer.from(value.$base64, "base64")));
const toWire = (_, value) => (value instanceof Uint8Array ? { $base64: Buffer.from(value).toString("base64") } : value);

const sdk = createRequire(process.env.SLIPWAY_NODE_MODULES + "/");
const clients = new Map();
// Where the SDK's package is called otherwise than the service's address.
const packages = { autoscaling: "auto-scaling", events: "eventbridge", logs: "cloudwatch-logs" };

function clientOf(service, credentials) {
  const key = service + JSON.stringify(credentials);
  if (!clients.has(key)) {
    const name = packages[service] ?? service;
    const module = sdk("@aws-sdk/client-" + name);
    const wanted = name.replaceAll("-", "") + "client";
    const Client = Object.values(module).find((each) => each?.name?.toLowerCase() === wanted);
    clients.set(key, { module, client: new Client({ maxAttempts: 1, ...(credentials && { credentials }) }) });
  }
  return clients.get(key);
}

async function all({ module, client }, operation, input, { member, size }) {
  const items = [];
  for await (const page of module["paginate" + operation]({ client, pageSize: size }, input)) items.push(...(page[member] ?? []));
  return { [member]: items };
}

async function answer({ service, operation, input, body, stream, save, pages, waits, credentials }) {
  const at = clientOf(service, credentials);
  if (waits) {
    await at.module["waitUntil" + operation]({ client: at.client, maxWaitTime: 10, minDelay: 1, maxDelay: 1 }, input);
    return {};
  }
  if (pages) return all(at, operation, input, pages);
  if (body) input.Body = stream ? createReadStream(body) : readFileSync(body);
  const { $metadata, Body, ...output } = await at.client.send(new at.module[operation + "Command"](input));
  if (save) writeFileSync(save, await Body.transformToByteArray());
  return output;
}

for await (const line of createInterface({ input: process.stdin })) {
  let reply;
  try {
    reply = { output: await answer(JSON.parse(line, fromWire)) };
  } catch (error) {
    // The SDK's own name for it may have an `Exception` that was not on the wire.
    const code = error.Error?.Code ?? error.Code ?? error.name;
    reply = { error: { code, message: error.message, status: error.$metadata?.httpStatusCode ?? 0 } };
  }
  process.stdout.write(JSON.stringify(reply, toWire) + "\n");
}
