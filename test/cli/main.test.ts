import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EngineFailure } from "../../src/core/cache/engine.ts";
import { TIME_PARTS } from "../../src/core/request/requestCosts.ts";
import type { Continuation } from "../fakes/engine.ts";
import { type RunOptions, runCli } from "./fakeHost.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "turnkey-cli-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** Wants to write the rest of these words wherever they were begun. */
const WORDS: Continuation = (prefix) => {
  const line = prefix.slice(prefix.lastIndexOf("\n") + 1);
  return (
    ["total = price * count", "return total"]
      .find((words) => line !== "" && words.startsWith(line))
      ?.slice(line.length) ?? ""
  );
};

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

describe("complete", () => {
  it("prints the suggestion and nothing else", async () => {
    const path = await file("a.py", "price = 2\ntotal = pri\n");
    expect(await runCli(["complete", `${path}:2:12`], { engine: { continuation: WORDS } })).toEqual({
      code: 0,
      out: "ce * count\n",
      err: "",
      loaded: 1,
      disposed: 1,
    });
  });

  it("has the figures in JSON", async () => {
    const path = await file("b.py", "total = pri");
    const { code, out, err } = await runCli(["complete", "--json", `${path}:1:12`], {
      engine: { continuation: WORDS, logprob: -0.001 },
    });
    expect({ code, err }).toEqual({ code: 0, err: "" });
    const { text, outcome, timing, tokens } = JSON.parse(out) as Record<string, object>;
    expect({ text, outcome }).toEqual({ text: "ce * count", outcome: "shown" });
    expect(Object.keys(timing ?? {}).sort()).toEqual(["firstTokenMs", "parts", "totalMs"]);
    expect(Object.keys(tokens ?? {})).toEqual(["kept", "moved", "evaluated", "beforeFirst", "generated"]);
    expect(tokens).toMatchObject({ moved: 0, generated: 4 });
  });

  it("names the outcome of what an editor would not show, and shows it", async () => {
    const path = await file("c.py", "total = pri");
    const unsure = { continuation: WORDS, logprob: -4 };
    const { code, out, err } = await runCli(["complete", `${path}:1:12`], { engine: unsure });
    expect({ code, out }).toEqual({ code: 0, out: "ce * count\n" });
    expect(err).toMatch(/^turnkey: an editor would not show this: It.* likely/);
  });

  it("nothing to suggest is no failure", async () => {
    const path = await file("d.py", "x");
    const { code, out, err } = await runCli(["complete", `${path}:1:2`], { engine: { continuation: () => "" } });
    expect({ code, out }).toEqual({ code: 0, out: "" });
    expect(err).toMatch(/^turnkey: no suggestion: .+\n$/);
  });

  it("a file of secrets is not read to the model", async () => {
    const path = await file(".env", "KEY=");
    const { code, out, loaded } = await runCli(["complete", `${path}:1:5`, "--json"], {
      engine: { continuation: WORDS },
    });
    // Nobody waits for a model that is not asked.
    expect(loaded).toBe(0);
    expect({ code, outcome: (JSON.parse(out) as { outcome: string }).outcome }).toEqual({
      code: 0,
      outcome: "excluded",
    });
  });
});

describe("replay", () => {
  const OPEN = { open: { path: "a.py", languageId: "python", text: "price = 2\n\n" } };
  const edit = (offset: number, inserted: string) => ({ edit: [{ offset, deleted: 0, inserted }] });
  const lines = (...steps: object[]) => steps.map((step) => JSON.stringify(step)).join("\n");
  const replay = async (content: string | Uint8Array, words: readonly string[] = [], options: RunOptions = {}) => {
    const path = await file(typeof content === "string" ? "s.jsonl" : "s.jsonl.gz", content);
    const { code, out, err } = await runCli(["replay", path, ...words], {
      engine: { continuation: WORDS, logprob: -0.001 },
      ...options,
    });
    return {
      code,
      err: err.replace(path, "FILE"),
      lines: out
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as Line),
    };
  };
  interface Line {
    readonly id: string;
    readonly step: number;
    readonly text: string;
    readonly shown: boolean;
    readonly outcome: string;
    readonly timing: object;
    readonly tokens: {
      readonly kept: number;
      readonly moved: number;
      readonly evaluated: number;
      readonly generated: number;
    };
    readonly healed: number;
    readonly logprob?: number;
    readonly exact?: boolean;
  }

  it("prints a line for each completion", async () => {
    const steps = lines(
      OPEN,
      edit(10, "tot"),
      { complete: { offset: 13, truth: "al = price * count" } },
      { complete: { offset: 0 } },
    );
    const { code, err, lines: printed } = await replay(steps);
    expect({ code, err, count: printed.length }).toEqual({ code: 0, err: "", count: 2 });
    const { timing, tokens, logprob, ...rest } = printed[0]!;
    expect(rest).toMatchObject({
      id: "s",
      step: 2,
      text: "al = price * count",
      shown: true,
      outcome: "shown",
      healed: 0,
      exact: true,
    });
    expect(Object.keys(timing)).toContain("totalMs");
    expect(tokens.evaluated).toBeGreaterThan(0);
    expect(logprob).toBeLessThan(0);
    expect(Object.keys(printed[1]!)).not.toContain("exact");
  });

  it("says where the time went when asked to, and how many tokens it took", async () => {
    const steps = lines(OPEN, edit(10, "tot"), { complete: { offset: 13 } }, { complete: { offset: 0 } });
    const { err, lines: printed } = await replay(steps, ["--timing"]);
    const table = err.trim().split("\n");
    expect(table[0]).toMatch(/^time of 2 requests +ms +share +p50 +p90 +p95$/);
    const names = [
      ...TIME_PARTS,
      "whole",
      "tokens",
      "beforeFirst",
      "evaluated",
      "kept",
      "moved",
      "generated",
      "healed",
    ];
    expect(table.slice(1).map((row) => row.split(" ", 1)[0])).toEqual(names);
    const evaluated = printed.reduce((sum, { tokens }) => sum + tokens.evaluated, 0);
    expect(table.find((row) => row.startsWith("evaluated"))).toMatch(new RegExp(`^evaluated +${evaluated} +`));
  });

  it("what was evaluated while typing is in the count, and less with a cache than without", async () => {
    const typing = [..."total = "].map((key, index) => edit(10 + index, key));
    const content = lines(OPEN, ...typing, { complete: { offset: 18 } });
    const [kept, afresh] = await Promise.all([replay(content), replay(content, ["--cache", "none"])]);
    expect(kept.lines[0]!.text).toBe("price * count");
    expect(afresh.lines[0]!.text).toBe("price * count");
    expect(kept.lines[0]!.tokens.evaluated).toBeLessThan(afresh.lines[0]!.tokens.evaluated);
  });

  it("says so when the model was not trained for the layout", async () => {
    const path = await file("layout.jsonl", lines(OPEN));
    expect(await runCli(["replay", path, "--layout", "spm"], { engine: { continuation: WORDS } })).toEqual({
      code: 2,
      out: "",
      err: "turnkey: --layout spm: fake (fake) is not known to be trained with that order\n",
      loaded: 1,
      disposed: 1,
    });
  });

  it("accepts what is shown, takes it back and does it again", async () => {
    const accepted = [{ accept: "word" }, { accept: "all" }, { undo: true }, { redo: true }];
    // Right only if the text is "…total = price * count": the offset would not fit otherwise.
    const end = "price = 2\ntotal = price * count\n".length;
    const { code, err } = await replay(
      lines(OPEN, edit(10, "tot"), { complete: { offset: 13 } }, ...accepted, { cursor: end }),
    );
    expect({ code, err }).toEqual({ code: 0, err: "" });
    const tooFar = await replay(
      lines(OPEN, edit(10, "tot"), { complete: { offset: 13 } }, ...accepted, { cursor: end + 1 }),
    );
    expect(tooFar).toMatchObject({ code: 2, err: "turnkey: s, step 7: offset 33 is behind the end of a.py (32)\n" });
  });

  it("is silent right after an undo", async () => {
    const { lines: printed } = await replay(
      lines(OPEN, edit(10, "to"), edit(12, "t"), { undo: true }, { complete: { offset: 12 } }),
    );
    expect(printed[0]).toMatchObject({ shown: false, text: "", outcome: "afterUndo" });
  });

  it("reads packed files, sessions of one line, several documents, and stops at the limit", async () => {
    const trace = [
      OPEN,
      { open: { path: "b.py", languageId: "python", text: "ret" } },
      { complete: { offset: 3 } },
      { switch: "a.py" },
    ];
    const session = (id: string) => ({
      id,
      trace: [...trace, edit(10, "tota"), { close: "b.py" }, { complete: { offset: 14 } }],
    });
    const packed = gzipSync(lines(session("one"), session("two"), session("three")));
    const { lines: printed } = await replay(packed, ["--limit", "2"]);
    expect(printed.map(({ id, step, text }) => [id, step, text])).toEqual([
      ["one", 2, "urn total"],
      ["one", 6, "l = price * count"],
      ["two", 2, "urn total"],
      ["two", 6, "l = price * count"],
    ]);
  });

  it("starts each session with an empty cache, unless told to keep it", async () => {
    const session = (id: string) => ({ id, trace: [OPEN, edit(10, "tot"), { complete: { offset: 13 } }] });
    const content = lines(session("one"), session("two"));
    const [empty, keeping] = await Promise.all([replay(content), replay(content, ["--keep"])]);
    expect(empty.lines[1]!.tokens).toEqual(empty.lines[0]!.tokens);
    expect(keeping.lines[1]!.tokens.evaluated).toBeLessThan(empty.lines[1]!.tokens.evaluated);
  });

  it("finds a wrong line before it loads a model", async () => {
    const path = await file("wrong.jsonl", lines(OPEN, { idle: 5 }, edit(12, "x")));
    expect(await runCli(["replay", path], { engine: { continuation: WORDS } })).toEqual({
      code: 2,
      out: "",
      err: `turnkey: ${path}: line 3 (wrong, step 2): a change from 12 to 12 does not fit a.py (11)\n`,
      loaded: 0,
      disposed: 0,
    });
  });

  it("a broken engine is a failure with a line for each request", async () => {
    const path = await file("s.jsonl", lines(OPEN, { complete: { offset: 0 } }));
    const onStep = () => {
      throw new EngineFailure("broken; restart it");
    };
    const { code, out, err } = await runCli(["replay", path], { engine: { continuation: WORDS, onStep } });
    expect({ code, err }).toEqual({ code: 1, err: "turnkey: s, step 1: broken; restart it\n" });
    expect(JSON.parse(out)).toMatchObject({ shown: false, outcome: "failed" });
  });

  it("an interrupted replay ends in the middle", async () => {
    const abort = new AbortController();
    const path = await file(
      "s.jsonl",
      lines(OPEN, { complete: { offset: 0 } }, { idle: 1 }, { complete: { offset: 0 } }),
    );
    const onStep = () => abort.abort();
    const { code, err, disposed } = await runCli(["replay", path], { engine: { continuation: WORDS, onStep }, abort });
    expect({ code, err, disposed }).toEqual({ code: 130, err: "", disposed: 1 });
  });
});

describe("the rest", () => {
  const check = (words: string, expected: object) =>
    it(words, async () => expect(await runCli(words.split(" "))).toMatchObject(expected));

  check("--version", { code: 0, out: "1.2.3\n", err: "" });
  check("doctor", { code: 1, out: "well\n" });
  check("serve --stdio", { code: 0, out: "", err: "" });
  check("complete nowhere.py:1:1", {
    code: 2,
    out: "",
    err: "turnkey: cannot read nowhere.py: there is no such file\n",
  });
  check("replay nowhere.jsonl", { code: 2, err: "turnkey: cannot read nowhere.jsonl: there is no such file\n" });
  check("complete package.json:1:99", { code: 2, err: "turnkey: package.json: line 1 has columns 1 to 2, not 99\n" });
  check("complete package.json:1:1", { code: 1, out: "", err: "turnkey: no model here; choose one\n" });

  it("help lists the commands", async () => {
    const { code, out, err } = await runCli(["complete", "--help"]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    for (const command of ["complete FILE:LINE:COL", "replay FILE", "serve --stdio", "doctor"])
      expect(out).toContain(command);
  });
});
