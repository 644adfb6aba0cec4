/** The command line as a process, on a real model that is written in a moment. */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { writeTinyModel } from "../models/tinyModel.ts";

const SCRIPT = join(import.meta.dirname, "..", "..", "src", "cli.ts");

let folder: string;
let model: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "turnkey-process-"));
  model = join(folder, "tiny.gguf");
  await writeTinyModel(model);
  await writeFile(join(folder, "a.py"), "def f(x):\n    return \n");
});
afterAll(() => rm(folder, { recursive: true }));

function start(words: readonly string[]): ChildProcess {
  const options = ["--disable-warning=MODULE_TYPELESS_PACKAGE_JSON", SCRIPT];
  return spawn(process.execPath, [...options, ...words], { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
}

async function run(words: readonly string[]) {
  const child = start(words);
  const [out, err, [code, signal]] = await Promise.all([
    text(child.stdout!),
    text(child.stderr!),
    once(child, "close"),
  ]);
  return { out, err, code: code as number | null, signal: signal as string | null };
}

describe("exit codes and streams", () => {
  const check = (line: string, expected: { code: number; out: RegExp; err: RegExp }) =>
    it(line, async () => {
      const { code, out, err } = await run(line.split(" ").map((word) => (word === "MODEL" ? model : word)));
      expect({ code, out, err }).toEqual({
        code: expected.code,
        out: expect.stringMatching(expected.out) as string,
        err: expect.stringMatching(expected.err) as string,
      });
    });
  const nothing = /^$/;

  check("--version", { code: 0, out: new RegExp(`^${manifest.version.replaceAll(".", "\\.")}\n$`), err: nothing });
  check("--help", { code: 0, out: /^usage: turnkey COMMAND\n/, err: nothing });
  check("nonsense", { code: 2, out: nothing, err: /^turnkey: unknown command "nonsense".*\n$/ });
  check("complete a.py:3:2", { code: 2, out: nothing, err: /^turnkey: a\.py: line 3 has columns 1 to 1, not 2\n$/ });
  check("complete a.py:1:1 --model nowhere.gguf", { code: 1, out: nothing, err: /^turnkey: .*nowhere\.gguf.*\n$/ });
  check("complete a.py:2:12 --json --model MODEL", {
    code: 0,
    out: /^\{"text":.*,"outcome":"\w+".*"tokens":\{"kept":0,"moved":0,"evaluated":\d+,"beforeFirst":\d+,"generated":\d+\}\}\n$/,
    err: nothing,
  });
  check("doctor --json --model MODEL", { code: 0, out: /^\{"versions":.*\}\n$/, err: nothing });
});

it("a replay is the same each time", async () => {
  const file = join(folder, "s.jsonl");
  const open = { open: { path: "a.py", languageId: "python", text: "def f(x):\n    return \n" } };
  const edit = { edit: [{ offset: 21, deleted: 0, inserted: "x +" }] };
  await writeFile(
    file,
    [open, edit, { complete: { offset: 24, truth: " 1" } }].map((step) => JSON.stringify(step)).join("\n"),
  );
  const lines = await Promise.all([run(["replay", file, "--model", model]), run(["replay", file, "--model", model])]);
  const [first, second] = lines.map(({ code, out }) => {
    expect(code).toBe(0);
    const { timing: _, ...rest } = JSON.parse(out) as { timing: object };
    return rest;
  });
  expect(first).toEqual(second);
  expect(first).toMatchObject({ id: "s", step: 2, healed: 0, logprob: expect.any(Number) as number });
});

it("Ctrl-C ends a replay without a word", async () => {
  const file = join(folder, "long.jsonl");
  const steps = [{ open: { path: "a.py", languageId: "python", text: "" } }];
  const asks = Array.from({ length: 2000 }, () => ({ complete: { offset: 0 } }));
  await writeFile(file, JSON.stringify({ id: "long", trace: [...steps, ...asks.flatMap((ask) => [typing, ask])] }));
  const child = start(["replay", file, "--model", model]);
  const err = text(child.stderr!);
  await once(child.stdout!, "data");
  child.kill("SIGINT");
  child.stdout!.resume();
  const [code, signal] = (await once(child, "close")) as [number | null, string | null];
  expect({ code, signal, err: await err }).toEqual({ code: 130, signal: null, err: "" });
});

const typing = { edit: [{ offset: 0, deleted: 0, inserted: "x" }] };

it("a reader that has seen enough is no failure", async () => {
  const file = join(folder, "read.jsonl");
  const open = { open: { path: "a.py", languageId: "python", text: "" } };
  const asks = Array.from({ length: 50 }, () => [typing, { complete: { offset: 0 } }]).flat();
  await writeFile(file, JSON.stringify({ id: "read", trace: [open, ...asks] }));
  const child = start(["replay", file, "--model", model]);
  const err = text(child.stderr!);
  await once(child.stdout!, "data");
  child.stdout!.destroy();
  const [code] = (await once(child, "close")) as [number | null];
  expect({ code, err: await err }).toEqual({ code: 0, err: "" });
});
