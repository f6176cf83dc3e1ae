/** Uploads through the app's tus route against a raw socket-to-file pipeline with SHA-256, and the memory a large one takes. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { Agent, request } from "node:http";
import { connect } from "node:net";
import path from "node:path";

import { createId } from "../../lib/domain/ids.ts";
import { largeText } from "../support/large-text.ts";
import { seedMembers, type SeededMember } from "../support/members.ts";
import { startAppServer } from "../support/server.ts";
import type { BenchOptions } from "./main.ts";
import { compareInRounds } from "./rounds.ts";

const megabyte = 1024 * 1024;
const unit = "MB/s";

export async function run(options: BenchOptions): Promise<void> {
  if (["receive-50", "upload-50"].some((title) => isWanted(options, title))) await compareSpeed(options);
  if (isWanted(options, "memory-200")) await compareMemory(options);
}

function isWanted({ only }: BenchOptions, title: string): boolean {
  return only === null || only === title;
}

async function compareSpeed(options: BenchOptions): Promise<void> {
  const folder = (name: string) => path.join(options.folder, name);
  await mkdir(folder("raw"), { recursive: true });
  const [member] = await seedMembers(folder("data"), 1);
  if (!member) throw new Error("no member was made");
  const bytes = largeText(50 * megabyte);
  const app = await startAppServer({ dataFolder: folder("data") });
  const floor = await startChild("upload-floor.ts", [folder("raw")]);
  const peers = [{ name: "raw-socket-sha256", measure: () => sendRaw(Number(floor.line), bytes) }];
  const send = (count: number) => sendToApp(app.url, member, bytes, count);
  const cases = [
    // The last byte, which would finish it, is not sent.
    { title: "receive-50", measure: () => send(bytes.length - 1) },
    { title: "upload-50", measure: () => send(bytes.length) },
  ];
  options.note(
    "50 MB of text over one connection. The floor hashes on the way and syncs the file at the end.",
  );
  options.note(
    "receive-50: until the bytes are in the part file. upload-50: until they are checked, cleaned in a",
  );
  options.note("process of their own, hashed, synced, stored and listed.");
  try {
    for (const { title, measure } of cases) {
      if (!isWanted(options, title)) continue;
      const [comparison] = await compareInRounds({ name: "keepintouch", measure }, peers, options.rounds);
      if (comparison) options.report({ ...comparison, case: title, unit });
    }
  } finally {
    floor.child.kill("SIGKILL");
    await app.remove();
  }
}

/** Peaks of resident memory after one upload of 50 and one of 200 MB, each in a process of its own. */
async function compareMemory(options: BenchOptions): Promise<void> {
  const small = await peakMemory(path.join(options.folder, "memory-50"), 50 * megabyte);
  const large = await peakMemory(path.join(options.folder, "memory-200"), 200 * megabyte);
  const ratio = small / large;
  const range = { ratio, min: ratio, max: ratio };
  options.report({ ...range, case: "memory-200", peer: "memory-50", ours: large, theirs: small, unit: "MB" });
}

async function peakMemory(folder: string, size: number): Promise<number> {
  // One byte is announced that never comes: what is measured is receiving, and the app takes no file of this length.
  const { line, child } = await startChild("upload-server.ts", [folder, String(size + 1)]);
  const [port, id = ""] = line.split(" ");
  const url = `http://127.0.0.1:${port}`;
  try {
    await create(`${url}/`, id, size + 1, {});
    await patch(`${url}/${id}`, largeText(size), {});
    return Number(await (await fetch(`${url}/memory`)).text()) / megabyte;
  } finally {
    child.kill("SIGKILL");
  }
}

async function startChild(
  file: string,
  args: readonly string[],
): Promise<{ line: string; child: ChildProcess }> {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, file), ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (!child.stdout) throw new Error(`${file} has no output`);
  const [line] = await once(child.stdout.setEncoding("utf8"), "data");
  return { line: String(line).trim(), child };
}

/** MB a second, until the floor has answered. */
async function sendRaw(port: number, bytes: Buffer): Promise<number> {
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  const length = Buffer.alloc(8);
  length.writeBigUInt64BE(BigInt(bytes.length));
  const began = performance.now();
  socket.write(length);
  socket.write(bytes);
  await once(socket, "data");
  const rate = rateOf(bytes, began);
  socket.destroy();
  return rate;
}

/** MB a second, until the app has answered the first `count` bytes; an upload that is not finished is given up afterwards. */
async function sendToApp(url: string, member: SeededMember, bytes: Buffer, count: number): Promise<number> {
  const id = createId();
  const size = bytes.length;
  const who = { origin: url, cookie: `${member.cookie.name}=${member.cookie.value}` };
  const announcement = { id, name: "log.txt", declaredType: "text/plain", size, categoryId: null };
  const body = Buffer.from(JSON.stringify(announcement));
  await call(
    "POST",
    `${url}/api/uploads/announce`,
    { ...who, "content-type": "application/json" },
    body,
    200,
  );
  await create(`${url}/api/uploads`, id, size, who);
  const began = performance.now();
  await patch(`${url}/api/uploads/${id}`, bytes.subarray(0, count), who);
  const rate = rateOf(bytes, began);
  if (count < size) await call("DELETE", `${url}/api/uploads/${id}`, { ...who, ...tus }, nothing, 204);
  return rate;
}

type Headers = Readonly<Record<string, string>>;
const tus = { "tus-resumable": "1.0.0" };
const nothing = Buffer.alloc(0);

function create(url: string, id: string, size: number, who: Headers): Promise<void> {
  const metadata = `id ${Buffer.from(id).toString("base64")}`;
  const headers = { ...who, ...tus, "upload-length": String(size), "upload-metadata": metadata };
  return call("POST", url, headers, nothing, 201);
}

function patch(url: string, bytes: Buffer, who: Headers): Promise<void> {
  const headers = { "upload-offset": "0", "content-type": "application/offset+octet-stream" };
  return call("PATCH", url, { ...who, ...tus, ...headers }, bytes, 204);
}

const agent = new Agent({ keepAlive: true });

async function call(
  method: string,
  url: string,
  headers: Headers,
  body: Buffer,
  expected: number,
): Promise<void> {
  const sent = request(url, { method, agent, headers: { ...headers, "content-length": body.length } });
  sent.end(body);
  const [response] = await once(sent, "response");
  response.resume();
  await once(response, "end");
  if (response.statusCode !== expected) throw new Error(`${method} ${url} answered ${response.statusCode}`);
}

function rateOf(bytes: Buffer, began: number): number {
  return bytes.length / megabyte / ((performance.now() - began) / 1000);
}
