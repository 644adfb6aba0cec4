/** Foreign tools: once per text, or one that lives on and answers line by line. */

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { createInterface } from "node:readline";

/** The first line that a tool says of its version; undefined when it cannot be started. */
export function versionOf(tool: string, ...parameters: string[]): string | undefined {
  const { status, stdout, stderr } = spawnSync(tool, parameters, { encoding: "utf8", timeout: 20_000 });
  return status === 0 ? `${stdout}${stderr}`.trim().split("\n")[0] : undefined;
}

/** For tools that do not tell their version. */
export function isThere(tool: string): boolean {
  return spawnSync(tool, ["-h"], { stdio: "ignore", timeout: 20_000 }).error === undefined;
}

export interface Said {
  readonly isFine: boolean;
  /** Standard output, then errors. */
  readonly text: string;
}

/** Runs a tool on an input. Rejects when it cannot be started or takes half a minute. */
export function runTool(
  command: readonly [string, ...string[]],
  input: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Said> {
  const [tool, ...parameters] = command;
  return new Promise((resolve, reject) => {
    // Messages are matched, so they must not be translated.
    const child = spawn(tool, parameters, { env: { ...process.env, LC_ALL: "C.UTF-8", ...env }, timeout: 30_000 });
    let text = "";
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
    });
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
    });
    // A tool may have seen enough before it has read everything.
    child.stdin.on("error", () => {});
    child.on("error", reject);
    child.on("close", (code, signal) => {
      if (signal !== null) reject(new Error(`${command.join(" ")} was ended by ${signal}`));
      else resolve({ isFine: code === 0, text });
    });
    child.stdin.end(input);
  });
}

/** A tool that answers each line with one line, in order. */
export class LineProcess {
  readonly #child: ChildProcess;
  readonly #waiting: { resolve: (line: string) => void; reject: (error: Error) => void }[] = [];
  #failure: Error | undefined;

  constructor(tool: string, parameters: readonly string[]) {
    this.#child = spawn(tool, parameters, { stdio: ["pipe", "pipe", "inherit"] });
    createInterface({ input: this.#child.stdout! }).on("line", (line) => this.#waiting.shift()?.resolve(line));
    this.#child.stdin!.on("error", () => {});
    this.#child.on("error", (error) => this.#fail(error));
    this.#child.on("close", (code) => this.#fail(new Error(`${tool} ended with ${code}`)));
  }

  ask(line: string): Promise<string> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#child.stdin!.write(`${line}\n`);
    });
  }

  close(): void {
    this.#child.kill();
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const { reject } of this.#waiting.splice(0)) reject(this.#failure);
  }
}
