/** Text of other files in the prompt: when it comes, and what it costs those who wait. */

import { describe, expect, test } from "vitest";
import type { Context, ContextChunk, ContextPlace } from "../../../src/core/prompt/context.ts";
import { DEFAULT_SETTINGS } from "../../../src/core/settings/settings.ts";
import { Conversation } from "./conversation.ts";

function chunk(name: string, value: number, text = `const ${name} = 1;`): ContextChunk {
  return {
    id: `${name}:${text}`,
    uri: "",
    path: `${name}.ts`,
    startLine: 0,
    endLine: 1,
    text,
    value,
    reason: "similar",
  };
}

class FakeContext implements Context {
  chunks: readonly ContextChunk[] | undefined = [chunk("shelf", 0.8)];
  readonly places: ContextPlace[] = [];
  readonly open = new Map<string, () => string | undefined>();
  readonly busy: boolean[] = [];
  wait: Promise<void> = Promise.resolve();

  async find(place: ContextPlace): Promise<readonly ContextChunk[] | undefined> {
    this.places.push(place);
    await this.wait;
    return this.chunks;
  }

  changed(uri: string, text: () => string | undefined): void {
    this.open.set(uri, text);
  }

  closed(uri: string): void {
    this.open.delete(uri);
  }

  setBusy(isBusy: boolean): void {
    this.busy.push(isBusy);
  }
}

function start(marked = "let a = 1;\nlet b = ▮;\n", context = new FakeContext()) {
  const talk = new Conversation(
    marked,
    { continuation: () => "shelf" },
    { context, settings: { contextMode: "repository" } },
  );
  const cached = () => talk.engine.tokenizer.detokenize(talk.engine.cells.filter((id) => id > 0));
  return { talk, context, cached };
}

const HEADER = "// shelf.ts\nconst shelf = 1;\n\n";

describe("text of other files", () => {
  test("stands in front of the document's, before anything of it is read", async () => {
    const { talk, cached } = start();
    await talk.clock.advance(200);
    expect(cached()).toContain(`${HEADER}let a = 1;`);
    expect(talk.engine.counts.dropped).toBe(0);
    expect(await talk.show()).toContain("shelf");
  });

  test("is asked for with what stands around the cursor", async () => {
    const { talk, context } = start();
    await talk.clock.advance(200);
    expect(context.places).toMatchObject([{ uri: talk.uri, before: "let a = 1;\nlet b = ", after: ";\n" }]);
  });

  test("does not change while the user types on a line", async () => {
    const { talk, context, cached } = start();
    await talk.clock.advance(1000);
    context.chunks = [chunk("garden", 0.9)];
    for (const letter of "total") {
      talk.type(letter);
      await talk.clock.advance(400);
    }
    expect(context.places.length).toBe(1);
    expect(cached()).toContain(HEADER);
  });

  test("comes when the user rests on another line, behind what is there", async () => {
    const { talk, context, cached } = start();
    await talk.clock.advance(1000);
    context.chunks = [chunk("garden", 0.9), chunk("shelf", 0.8)];
    talk.type("2;\nlet c = ");
    await talk.clock.advance(100);
    expect(cached()).not.toContain("garden");
    await talk.clock.advance(400);
    expect(cached()).toContain(`${HEADER}// garden.ts\nconst garden = 1;\n\nlet a = 1;`);
    const events = talk.events.flatMap((event) => (event.stage === "context" ? [event.chunks] : []));
    expect(events.map((chunks) => chunks.map(({ path, isNew }) => `${path} ${isNew}`))).toEqual([
      ["shelf.ts true"],
      ["shelf.ts false", "garden.ts true"],
    ]);
  });

  test("who asks reads what is there, not what is to come", async () => {
    const { talk, context } = start();
    await talk.clock.advance(1000);
    context.chunks = [chunk("garden", 0.9, "const garden = 2;\n".repeat(20))];
    talk.type("2;\nlet c = ");
    await talk.clock.advance(100);
    const before = talk.engine.counts.evaluated;
    await talk.show();
    expect(talk.engine.counts.evaluated - before).toBeLessThan(30);
  });

  test("nobody who knows: the document alone", async () => {
    const context = new FakeContext();
    context.chunks = undefined;
    const { talk, cached } = start(undefined, context);
    await talk.clock.advance(1000);
    expect(cached()).toContain("let a = 1;");
    expect(cached()).not.toContain("//");
  });

  test("a slow answer keeps nobody waiting", async () => {
    const context = new FakeContext();
    context.wait = new Promise(() => {});
    const { talk, cached } = start(undefined, context);
    await talk.clock.advance(300);
    expect(cached()).toContain("let a = 1;");
  });

  test("a text that is deleted while others are looked for is read as it is then", async () => {
    const context = new FakeContext();
    let answer = () => {};
    context.wait = new Promise((resolve) => {
      answer = resolve;
    });
    const bugs: unknown[] = [];
    const settings = { contextMode: "repository" } as const;
    const talk = new Conversation(
      "let a = 1;\n▮",
      { continuation: () => "" },
      { context, settings, onBug: (error) => bugs.push(error) },
    );
    for (let waited = 0; waited < 50 && context.places.length === 0; waited += 1) await talk.clock.advance(10);
    talk.type("", { deleted: talk.cursor });
    answer();
    await talk.clock.advance(1000);
    expect([context.places.length > 0, bugs]).toEqual([true, []]);
    expect(talk.engine.tokenizer.detokenize(talk.engine.cells.filter((id) => id > 0))).not.toContain("let a");
  });

  test("the text of open documents is there to be read, but for what is excluded", async () => {
    const { talk, context } = start();
    expect(context.open.get(talk.uri)?.()).toBe(talk.text);
    talk.pipeline.open({ uri: "file:///.env", languageId: "dotenv", version: 1, text: "KEY=1" });
    expect(context.open.get("file:///.env")?.()).toBeUndefined();
    talk.pipeline.close(talk.uri);
    expect(context.open.has(talk.uri)).toBe(false);
  });

  test("the index does not work while somebody waits", async () => {
    const { talk, context } = start();
    await talk.clock.advance(1000);
    await talk.show();
    expect(context.busy).toEqual([true, false]);
  });
});

describe("text of other files goes", () => {
  test("when nothing is to be read beside the document any more", async () => {
    const { talk, cached } = start();
    await talk.clock.advance(1000);
    talk.settings.set({ ...DEFAULT_SETTINGS, contextMode: "off" });
    talk.type("2;\nlet c = ");
    await talk.clock.advance(1000);
    expect(cached()).not.toContain("shelf.ts");
    expect(cached()).toContain("let a = 1;");
  });

  test("when nobody knows anything for another document", async () => {
    const { talk, context, cached } = start();
    await talk.clock.advance(1000);
    context.chunks = undefined;
    const uri = "file:///other.ts";
    talk.pipeline.open({ uri, languageId: "typescript", version: 1, text: "let z = 1;\n" });
    talk.pipeline.cursor(uri, 3, true);
    await talk.clock.advance(1000);
    expect(cached()).toContain("let");
    expect(cached()).not.toContain("shelf.ts");
  });
});
