/** Commands with a server in place of a model here. */

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FakeServerOptions } from "../fakes/server.ts";
import { runCli } from "./fakeHost.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "turnkey-remote-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function file(name: string, content: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

const SERVER: FakeServerOptions = {
  write: (prompt) => (prompt.includes("return a +") ? [" b", "\n", "\n"] : [" price", " *", " count", "\n"]),
};
const REMOTE = ["--remote", "gpu.example"];

describe("complete", () => {
  it("prints what the server wrote, and loads nothing", async () => {
    const path = await file("a.py", "total = pr\n");
    const ran = await runCli(["complete", `${path}:1:11`, ...REMOTE], { server: SERVER });
    expect(ran).toEqual({ code: 0, out: "ice * count\n", err: "", loaded: 1, disposed: 1 });
  });

  it("says what is wrong with a server", async () => {
    const path = await file("b.py", "total = pr\n");
    const ran = await runCli(["complete", `${path}:1:11`, ...REMOTE], { server: { status: () => 401 } });
    expect(ran).toMatchObject({ code: 1, out: "", loaded: 1, disposed: 1 });
    expect(ran.err).toMatch(/^turnkey: gpu.example:8080 refuses the key \(401\)/);
  });

  it("sends nothing of a file with a key", async () => {
    const path = await file("c.py", 'TOKEN = "ghp_0123456789abcdefghijABCDEFGHIJ456789"\ntotal = pr\n');
    const ran = await runCli(["complete", `${path}:2:11`, ...REMOTE], { server: SERVER });
    expect(ran).toMatchObject({ code: 0, out: "" });
    expect(ran.err).toMatch(/a key or a token: nothing of it is sent/);
  });
});

describe("replay", () => {
  it("asks the server for each completion", async () => {
    const steps = [
      { open: { path: "a.py", languageId: "python", text: "total = \n" } },
      { cursor: 8 },
      { complete: { offset: 8, truth: "price * count\n" } },
      { accept: "all" },
    ];
    const path = await file("s.jsonl", steps.map((step) => JSON.stringify(step)).join("\n"));
    const { code, out, err } = await runCli(["replay", path, ...REMOTE], { server: SERVER });
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(JSON.parse(out)).toMatchObject({
      text: "price * count",
      shown: true,
      exact: true,
      tokens: { kept: 236, evaluated: 1 },
    });
  });
});

describe("doctor", () => {
  const check = (what: string, server: FakeServerOptions, code: number, lines: readonly (string | RegExp)[]) =>
    it(what, async () => {
      const ran = await runCli(["doctor", ...REMOTE], { server });
      expect(ran.code).toBe(code);
      const said = ran.out.trimEnd().split("\n");
      expect(said.length, ran.out).toBe(lines.length);
      for (const [index, line] of lines.entries()) expect(said[index]).toMatch(line);
    });

  check("a good one", SERVER, 0, [
    /^Good \(protocol\): gpu.example:8080 speaks llama-server.$/,
    /^Good \(model\): qwen2.5-coder-7b, fill-in-the-middle as qwen-coder, 4096 positions.$/,
    /^Good \(speed\): the first token came after \d+ ms/,
    /^Good \(probabilities\): it says how likely/,
    /^Good \(fill-in-the-middle\): `return a \+` goes on as it should.$/,
    /^All is well.$/,
  ]);
  check("one that does not fill in the middle", { kind: "openai", write: () => ["Sure, here is"] }, 1, [
    /^Good \(protocol\): gpu.example:8080 speaks openai \(vLLM\).$/,
    /^Good \(model\)/,
    /^Good \(speed\)/,
    /^Good \(probabilities\)/,
    /^BAD \(fill-in-the-middle\): `return a \+` goes on with "Sure, here is"/,
    /^Something is wrong/,
  ]);
  check("one that is busy", { status: () => 503 }, 1, [
    /^BAD \(busy\): gpu.example:8080 is busy \(503\)/,
    /^Something is wrong/,
  ]);

  it("in JSON", async () => {
    const { out } = await runCli(["doctor", "--json", ...REMOTE], { server: SERVER });
    expect(JSON.parse(out)).toMatchObject({
      ok: true,
      server: { facts: { kind: "llama-server", layout: "qwen-coder" }, text: " b\n\n", isSensible: true },
    });
  });
});

describe("wrong use", () => {
  const check = (words: readonly string[], said: RegExp) =>
    it(words.join(" "), async () => {
      const ran = await runCli(words, { server: SERVER });
      expect(ran).toMatchObject({ code: 2, out: "" });
      expect(ran.err).toMatch(said);
    });

  check(["complete", "a.py:1:1", "--remote", "ftp://x"], /--remote is "ftp:\/\/x", but must be an address/);
  check(["complete", "a.py:1:1", "--remote", ""], /--remote is "", but must be an address/);
  check(["complete", "a.py:1:1", "--remote", "x", "--model", "m"], /--model names a model here/);
  check(
    ["doctor", "--remote", "x", "--remote-layout", "qwen"],
    /--remote-layout is "qwen", but must be auto or one of .*qwen-coder/,
  );
  check(["complete", "a.py:1:1", "--remote-model", "m"], /need --remote URL/);
  check(["doctor", "--remote", "x", "--tune"], /--tune fits a model here/);
});
