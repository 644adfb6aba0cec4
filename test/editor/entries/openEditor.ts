/**
 * `npm start -- --editor [PATH]` without an installed VS Code: serves the browser one with the extension in it until Ctrl-C.
 * The argument is the file or folder to open; "" is a copy of the sample project.
 */

import { cpSync, createWriteStream, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { VscodeServer } from "../vscodeServer.ts";
import { toWorkbenchUrl } from "../workbenchUrl.ts";

const ROOT = resolve(__dirname, "../..");
const SAMPLE = join(ROOT, "test/fixtures/sample");

void main();

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "turnkey-editor-"));
  const token = basename(folder);
  const userData = join(folder, "user");
  mkdirSync(userData);
  const target = process.argv[2] || copySample(folder);
  const server = new VscodeServer({
    ...{ data: join(folder, "server"), userData, extensions: install(folder), token },
    environment: process.env,
    log: createWriteStream(join(folder, "server.log")),
  });
  let isEnding = false;
  const end = async (code: number): Promise<void> => {
    isEnding = true;
    await server.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    process.exit(code);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => isEnding || void end(0));
  server.onEnd((code) => {
    if (isEnding) return;
    console.error(`VS Code's server ended with ${code}`);
    void end(1);
  });
  const url = toWorkbenchUrl(await server.authority(), token, { path: target, isFile: statSync(target).isFile() });
  console.log(`\nVS Code with Turnkey: ${url}\n\nCtrl-C ends it.`);
}

function copySample(folder: string): string {
  const sample = join(folder, "sample");
  cpSync(SAMPLE, sample, { recursive: true, filter: (path) => !path.endsWith(".jsonl") });
  return sample;
}

/** A link in a fresh folder of extensions is an installed extension. */
function install(folder: string): string {
  const extensions = join(folder, "extensions");
  mkdirSync(extensions);
  symlinkSync(ROOT, join(extensions, "turnkey.turnkey-0.1.0"), "dir");
  return extensions;
}
