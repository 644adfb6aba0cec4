/** What is written in another file's line with a key or a token comes out nowhere: no vote, no prompt, no kept cache, no trace. */

import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import type { Context } from "../../src/core/prompt/context.ts";
import { PrecedentDesk } from "../../src/repo/precedentDesk.ts";
import { TraceLog } from "../../src/server/traceLog.ts";
import { Conversation } from "../core/request/conversation.ts";
import { end } from "../core/request/keptDocuments.ts";
import { MemoryCellStore } from "../fakes/cellStore.ts";
import { createFakeTokenizer } from "../fakes/tokenizer.ts";
import { makeSecretLines } from "../secretLines.ts";
import { indexed, makeFolder, SHELF } from "./repoFolders.ts";

const clock = { now: () => performance.now(), sleep: () => new Promise<void>((resolve) => setImmediate(resolve)) };
const secrets = makeSecretLines(12);
const shelfOf = (index: number, line: string) =>
  SHELF.replace("  readonly", `  ${line}\n  readonly`).replaceAll("Books", `Books${index}`);
const folder = () =>
  makeFolder(Object.fromEntries(secrets.map(({ line }, index) => [`src/shelf${index}.ts`, shelfOf(index, line)])));

test("nothing that stands elsewhere votes for two hundred secrets", async () => {
  const tokenizer = createFakeTokenizer();
  const root = folder();
  const desk = new PrecedentDesk({ clock, note: () => {} });
  desk.setFolders([pathToFileURL(root).href], []);
  desk.useVocabulary({ name: "one", tokenizer });
  await desk.settle();
  expect(desk.state.files).toBe(secrets.length);
  // What stands beside them does.
  expect(desk.find(tokenizer.tokenize("countBooks7(author: string"), undefined)[0]?.length).toBeGreaterThan(3);
  for (const { secret, line } of secrets) {
    const half = tokenizer.tokenize(line.slice(0, line.indexOf(secret) + Math.ceil(secret.length / 2)));
    const found = desk
      .find(half, undefined)
      .map(({ token, length }) => ({ text: tokenizer.detokenize([token]), length }));
    const known = tokenizer.tokenize(secret.slice(0, Math.ceil(secret.length / 2))).length;
    expect(
      found.filter(({ text, length }) => length >= known && secret.includes(text)),
      line,
    ).toEqual([]);
  }
  desk.dispose();
});

test("neither prompt nor trace nor what is kept of the cache holds one, with text of other files in the prompt", async () => {
  const root = folder();
  const repo = await indexed([root]);
  const log = new TraceLog(clock);
  const prompts: string[] = [];
  const kept: string[] = [];
  const main = join(root, "src/main.ts");
  for (const [index] of secrets.entries()) {
    const context: Context = {
      find: async ({ before, after, chars }) => repo.find({ path: main, before, after, chars }),
      changed: () => {},
      closed: () => {},
      setBusy: () => {},
    };
    const marked = `import { Shelf } from "./shelf${index}";\n\nconst shelf = new Shelf();\nshelf.countBooks${index}("me");\n▮\n`;
    const [tokenizer, store] = [createFakeTokenizer(), new MemoryCellStore()];
    const engine = {
      tokenizer,
      disk: new Map<string, readonly number[]>(),
      continuation: (prefix: string, suffix: string) => {
        prompts.push(prefix, suffix);
        return `shelf.countBooks${index}("you");\n`;
      },
    };
    const talk = new Conversation(marked, engine, {
      context,
      uri: pathToFileURL(main).href,
      settings: { contextMode: "repository" },
      keeping: { store, isAllowed: () => true },
    });
    await talk.rest();
    await talk.ask({ invoked: true });
    await end(talk);
    for (const event of talk.events) log.emit(event);
    for (const { cells } of store.kept.values()) kept.push(tokenizer.detokenize(cells.ids));
  }
  const said = `${prompts.join("\n")}\n${kept.join("\n")}\n${log.lines().join("\n")}`;
  // It was there.
  expect(prompts.some((prompt) => prompt.includes("// src/shelf"))).toBe(true);
  expect(kept.some((cells) => cells.includes("// src/shelf"))).toBe(true);
  expect(log.lines().some((line) => line.includes("context: src/shelf"))).toBe(true);
  expect(secrets.filter(({ secret }) => said.includes(secret)).map(({ line }) => line)).toEqual([]);
});
