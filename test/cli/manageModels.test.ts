/** `turnkey models`: what is printed for what the machine's models say. */

import { describe, expect, it } from "vitest";
import type { ListedModel, ModelDesk } from "../../src/core/models/modelDesk.ts";
import { runCli } from "./fakeHost.ts";

const HERE: ListedModel = {
  ...{ name: "small-1b", title: "Small 1B", path: "/m/small-1b.gguf", bytes: 1.2e9, remarks: ["MIT"] },
  fit: { kind: "fits", tokensPerSecond: 41.2 },
};
const OFFERED: ListedModel = {
  ...{ name: "large-7b", title: "Large 7B", path: undefined, bytes: 7.6e9, remarks: ["Apache-2.0", "it is slow"] },
  fit: { kind: "swaps", needed: 8.7e9 },
};
const FOUND: ListedModel = { ...HERE, name: "/o/x", title: "coder:1.5b", path: "/o/x", remarks: ["Ollama"] };

function check(line: string, models: Partial<ModelDesk>, expected: { code: number; out: string; err: string }): void {
  it(line, async () => {
    const { code, out, err } = await runCli(line.split(" "), { models });
    expect({ code, out, err }).toEqual(expected);
  });
}

describe("the list", () => {
  const list: ModelDesk["list"] = async () => ({
    ...{ folder: "/m", embedded: false, stored: [HERE], found: [FOUND], offered: [OFFERED] },
  });
  check(
    "models",
    { list },
    {
      code: 0,
      out: `embedded: not here; turnkey models get embedded

In /m:
  small-1b; 1.20 GB; fits, about 41 tokens/s; MIT

Of other programs, used by their paths:
  coder:1.5b  /o/x; 1.20 GB; fits, about 41 tokens/s; Ollama

To get with turnkey models get NAME:
  large-7b; about 7.60 GB; will swap: needs 8.70 GB of free memory; Apache-2.0; it is slow

Use one with --model NAME or --model PATH, in VS Code with Turnkey: Choose Model…
`,
      err: "",
    },
  );
  it("models --json is the list itself", async () => {
    const { out } = await runCli(["models", "--json"], { models: { list } });
    expect(JSON.parse(out)).toEqual(JSON.parse(JSON.stringify(await list())));
  });
});

describe("getting", () => {
  const get: ModelDesk["get"] = async (wanted, options) => {
    options?.onProgress?.({ phase: "asking", done: 0, total: 0, bytesPerSecond: 0 });
    options?.onProgress?.({ phase: "fetching", done: 5e6, total: 2e8, bytesPerSecond: 5e6 });
    options?.onProgress?.({ phase: "fetching", done: 6e6, total: 2e8, bytesPerSecond: 5e6 });
    if (wanted === "gone") return { kind: "notFound", message: "There is nothing." };
    return { kind: wanted === "old" ? "present" : "fetched", path: `/m/${wanted}.gguf` };
  };
  const progress = "Asking the server…\n5 of 200 MB, 5.0 MB/s, 39 s left\n";
  check("models get new", { get }, { code: 0, out: "/m/new.gguf\n", err: `${progress}Done.\n` });
  check("models get old", { get }, { code: 0, out: "/m/old.gguf\n", err: `${progress}It is here already.\n` });
  check("models get gone", { get }, { code: 1, out: "", err: `${progress}turnkey: There is nothing.\n` });
  check(
    "models get gone --json",
    { get },
    {
      code: 1,
      out: '{"kind":"notFound","message":"There is nothing."}\n',
      err: `${progress}turnkey: There is nothing.\n`,
    },
  );
});

describe("removing", () => {
  const remove: ModelDesk["remove"] = async (name) => (name === "small-1b" ? 1.2e9 : undefined);
  check("models remove small-1b", { remove }, { code: 0, out: "", err: "Removed; 1.20 GB are free again.\n" });
  check(
    "models remove x",
    { remove },
    {
      code: 1,
      out: "",
      err: 'turnkey: there is no model "x" to remove; turnkey models lists them\n',
    },
  );
});

describe("checking", () => {
  const checkAll: ModelDesk["check"] = async (onCheck) => {
    onCheck({
      name: "a",
      address: "hf:x/a",
      problem: undefined,
      bytes: 1.2e9,
      hasChecksum: true,
      fit: { kind: "slow", tokensPerSecond: 8 },
    });
    onCheck({
      name: "b",
      address: "hf:x/b",
      problem: "There is nothing.",
      bytes: 0,
      hasChecksum: false,
      fit: undefined,
    });
  };
  check(
    "models check",
    { check: checkAll },
    {
      code: 1,
      out: "a: answers, 1.20 GB, with a checksum; fits, but is slow, about 8.0 tokens/s\nb: There is nothing. (hf:x/b)\n",
      err: "turnkey: 1 address does not answer with a model\n",
    },
  );
});
