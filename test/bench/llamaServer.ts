/** A real llama-server: built once from the source that node-llama-cpp brings along, and started on a free port. */

import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync } from "node:fs";
import { createServer } from "node:net";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const SOURCE = join(ROOT, "node_modules/node-llama-cpp/llama/gitRelease.bundle");
const FOLDER = join(homedir(), ".cache", "turnkey-development", "llama-server");
const FLAGS = [
  "-DCMAKE_BUILD_TYPE=Release",
  "-DLLAMA_OPENSSL=OFF",
  "-DLLAMA_USE_PREBUILT_UI=OFF",
  "-DLLAMA_BUILD_TESTS=OFF",
];
export const MODEL = "models/turnkey-embedded-0.5b-00001-of-00003.gguf";
const START_MS = 120_000;

/** The program's path; builds it where it is not there yet, which takes the better part of an hour on two cores. */
export function buildLlamaServer(): string {
  const program = join(FOLDER, "build", "bin", "llama-server");
  if (existsSync(program)) return program;
  mkdirSync(FOLDER, { recursive: true });
  const run = (command: string, ...words: string[]) => execFileSync(command, words, { cwd: FOLDER, stdio: "inherit" });
  if (!existsSync(join(FOLDER, "source"))) run("git", "clone", "--quiet", SOURCE, "source");
  run("cmake", "-S", "source", "-B", "build", "-DBUILD_SHARED_LIBS=OFF", ...FLAGS);
  run("cmake", "--build", "build", "--parallel", "--target", "llama-server");
  return program;
}

/** Resolves when it answers. */
export async function startLlamaServer(
  program: string,
  words: readonly string[],
): Promise<{ readonly address: string; readonly stop: () => void }> {
  const port = await freePort();
  const model = ["--model", join(ROOT, MODEL), "--host", "127.0.0.1", "--port", String(port)];
  const server = spawn(program, [...words, ...model], { stdio: ["ignore", "ignore", "inherit"] });
  const stop = (): void => void server.kill();
  const address = `http://127.0.0.1:${port}`;
  try {
    await listening(server, address);
    return { address, stop };
  } catch (error) {
    stop();
    throw error;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  return typeof address === "object" && address !== null ? address.port : 0;
}

async function listening(server: ChildProcess, address: string): Promise<void> {
  for (const end = Date.now() + START_MS; Date.now() < end; ) {
    if (server.exitCode !== null) throw new Error(`the server ended with ${server.exitCode}`);
    const isReady = await fetch(`${address}/health`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isReady) return;
    await new Promise((wake) => setTimeout(wake, 200));
  }
  throw new Error(`the server did not listen within ${START_MS} ms`);
}

/** A question to it, whose answer comes as a whole. */
export async function postTo<Result>(url: string, body: object): Promise<Result> {
  const response = await fetch(url, { method: "POST", body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Result;
}
