import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { PrecedentDesk } from "../../src/repo/precedentDesk.ts";
import { createFakeTokenizer } from "../fakes/tokenizer.ts";
import { base, makeFolder } from "./repoFolders.ts";

const tokenizer = createFakeTokenizer();
/** Time passes at once. */
const clock = { now: () => performance.now(), sleep: () => new Promise<void>((resolve) => setImmediate(resolve)) };

function start(files: Record<string, string>, globs: readonly string[] = []) {
  const root = makeFolder(files);
  const notes: string[] = [];
  const desk = new PrecedentDesk({ clock, note: (message) => notes.push(message) });
  const uri = (path: string) => pathToFileURL(join(root, path)).href;
  desk.setFolders([pathToFileURL(root).href], globs);
  desk.useVocabulary({ name: "one", tokenizer });
  /** What follows a text elsewhere, and in which files. */
  const now = (text: string, without?: string) => {
    const found = desk.find(tokenizer.tokenize(text), without && desk.nameOf(uri(without)));
    return found.map(({ token, source }) => `${tokenizer.detokenize([token])} ${source.path?.slice(root.length + 1)}`);
  };
  const after = async (text: string, without?: string) => {
    await desk.settle();
    expect(notes).toEqual([]);
    return now(text, without);
  };
  return { desk, root, uri, now, after };
}

test("all that people wrote in a folder votes, but for what is left out", async () => {
  const { after } = start(
    {
      "a.ts": "call(one);\n",
      "lib/b.ts": "// Copyright 2020 A\n// call(licence)\n\nx;\n",
      "node_modules/c.ts": "call(vendored);\n",
      ".gitignore": "*.out.ts\n",
      "d.out.ts": "call(ignored);\n",
      "e.ts": "// Code generated. DO NOT EDIT\ncall(generated);\n",
      ".env": "call(secret)\n",
      "f.ts": "call(excluded);\n",
      "g.min.js": "call(minified);\n",
    },
    ["**/f.ts"],
  );
  expect(await after("call(")).toEqual(["one a.ts"]);
});

test("the document itself does not vote", async () => {
  const { after } = start({ "a.ts": "call(one);\n", "b.ts": "call(two);\n" });
  expect(await after("call(", "a.ts")).toEqual(["two b.ts"]);
});

test("files that change, come and go are heard of", async () => {
  const { desk, root, uri, after } = start({ "a.ts": "call(one);\n", "lib/b.ts": "call(two);\n" });
  expect((await after("call(")).sort()).toEqual(["one a.ts", "two lib/b.ts"]);
  writeFileSync(join(root, "a.ts"), "call(three);\n");
  writeFileSync(join(root, "c.ts"), "call(four);\n");
  rmSync(join(root, "lib"), { recursive: true });
  desk.filesChanged([uri("a.ts"), uri("c.ts"), uri("lib")]);
  expect((await after("call(")).sort()).toEqual(["four c.ts", "thre a.ts"]);
});

test("a branch that is switched is read anew", async () => {
  const { desk, root, uri, after } = start({ "a.ts": "call(one);\n" });
  await after("call(");
  writeFileSync(join(root, "b.ts"), "call(two);\n");
  rmSync(join(root, "a.ts"));
  desk.filesChanged(Array.from({ length: 1001 }, (_, at) => uri(`x${at}.ts`)));
  expect(await after("call(")).toEqual(["two b.ts"]);
});

test("an open document stands for its file until it is closed", async () => {
  const { desk, uri, after } = start({ "a.ts": "call(one);\n" });
  await after("call(");
  desk.changed(uri("a.ts"), () => "call(unsaved);\n");
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  expect(await after("call(")).toEqual(["unsa a.ts"]);
  desk.filesChanged([uri("a.ts")]);
  expect(await after("call(")).toEqual(["unsa a.ts"]);
  desk.closed(uri("a.ts"));
  expect(await after("call(")).toEqual(["one a.ts"]);
});

test("what was not saved of a closed document has no say, also while nothing can be read", async () => {
  const { desk, uri, after, now } = start({ "a.ts": "call(one);\n" });
  await after("call(");
  desk.changed(uri("a.ts"), () => "call(unsaved);\n");
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  expect(await after("call(")).toEqual(["unsa a.ts"]);
  desk.setBusy(true);
  desk.closed(uri("a.ts"));
  expect(now("call(")).toEqual([]);
  desk.setBusy(false);
  expect(await after("call(")).toEqual(["one a.ts"]);
});

test("the line that somebody is writing in an open document has no say", async () => {
  const { desk, uri, after } = start({ "a.ts": "call(one);\n" });
  const text = "call(two);\ncall(th\ncall(four);\n";
  desk.changed(
    uri("a.ts"),
    () => text,
    () => [text.indexOf("th") + 2],
  );
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  expect((await after("call(")).sort()).toEqual(["four a.ts", "two a.ts"]);
  // The lines around it are no neighbours.
  expect(await after("two);\n")).toEqual([]);
});

test("where somebody writes is asked for together with the text", async () => {
  const { desk, uri, after } = start({ "a.ts": "call(one);\n" });
  let writtenAt: number[] | undefined;
  const read = () => {
    writtenAt = [16];
    queueMicrotask(() => (writtenAt = undefined));
    return "call(two);\ncall(th\n";
  };
  // Once it is closed there is no such place.
  desk.changed(uri("a.ts"), read, () => writtenAt!.map((at) => at));
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  expect(await after("call(")).toEqual(["two a.ts"]);
});

test("what an open document said before its last change has no say, also while nothing can be read", async () => {
  const { desk, uri, after, now } = start({ "a.ts": "call(one);\n" });
  desk.changed(uri("a.ts"), () => "call(two);\n");
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  expect(await after("call(")).toEqual(["two a.ts"]);
  desk.setBusy(true);
  desk.changed(uri("a.ts"), () => "call(three);\n");
  expect(now("call(")).toEqual([]);
  desk.setBusy(false);
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  expect(await after("call(")).toEqual(["thre a.ts"]);
});

test("an open document that may not be read does not vote", async () => {
  const { desk, uri, after } = start({ "a.ts": "call(one);\n", ".gitignore": "b.ts\n" });
  desk.changed(uri("a.ts"), () => undefined);
  desk.changed(uri("b.ts"), () => "call(ignored);\n");
  desk.changed(pathToFileURL(join(base, "elsewhere.ts")).href, () => "call(outside);\n");
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  expect(await after("call(")).toEqual([]);
});

test("an open document that is ignored from now on does not vote any more, and again when it no longer is", async () => {
  const { desk, root, uri, after } = start({ ".gitignore": "", "lib/a.ts": "" });
  desk.changed(uri("lib/a.ts"), () => "call(one);\n");
  desk.changed(uri("lib/unsaved.ts"), () => "call(two);\n");
  await new Promise((resolve) => setImmediate(resolve));
  expect((await after("call(")).sort()).toEqual(["one lib/a.ts", "two lib/unsaved.ts"]);
  for (const [rules, expected] of [
    ["lib\n", []],
    ["", ["one lib/a.ts", "two lib/unsaved.ts"]],
  ] as const) {
    writeFileSync(join(root, ".gitignore"), rules);
    desk.filesChanged([uri(".gitignore")]);
    expect((await after("call(")).sort()).toEqual(expected);
  }
});

test("another vocabulary means other tokens, and the same one again goes on", async () => {
  const { desk, after } = start({ "a.ts": "call(one);\n" });
  await after("call(");
  desk.useVocabulary(undefined);
  expect(desk.find(tokenizer.tokenize("call("), undefined)).toHaveLength(1);
  desk.useVocabulary({ name: "one", tokenizer });
  expect(await after("call(")).toEqual(["one a.ts"]);
  desk.useVocabulary({ name: "two", tokenizer: createFakeTokenizer() });
  expect(desk.state.files).toBe(0);
  await desk.settle();
  expect(desk.state.files).toBe(1);
});

test("nothing is read while somebody waits", async () => {
  const { desk } = start({ "a.ts": "call(one);\n" });
  desk.setBusy(true);
  for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  const before = desk.state.files;
  desk.setBusy(false);
  await desk.settle();
  expect([before, desk.state.files]).toEqual([0, 1]);
});

test("without folders nothing is kept", async () => {
  const { desk } = start({ "a.ts": "call(one);\n" });
  await desk.settle();
  expect(desk.state.tokens).toBeGreaterThan(0);
  desk.setFolders([], []);
  await desk.settle();
  expect(desk.state).toMatchObject({ files: 0, tokens: 0, bytes: 0 });
});

test("a text in pieces has the tokens of the whole", async () => {
  const text = Array.from({ length: 900 }, (_, at) => `const name${at} = call(${at}, "a b") / 2; // it's\n`).join("");
  const { desk, after } = start({ "a.ts": text });
  await after("");
  expect(desk.state.tokens).toBe(tokenizer.tokenize(text).length);
});
