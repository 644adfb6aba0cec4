import { describe, expect, it } from "vitest";
import { CancellationTokenSource, type InlineCompletionParams } from "vscode-languageserver/node";
import type { Suggestion } from "../../src/core/place/suggestion.ts";
import type { Outcome } from "../../src/core/request/outcome.ts";
import type { SuggestRequest } from "../../src/core/request/suggestRequest.ts";
import { Mirror } from "../../src/server/documents.ts";
import { createRequests } from "../../src/server/requests.ts";
import { createFakeClock } from "../fakes/clock.ts";

const URI = "file:///project/a.ts";
const TEXT = "const 👍 = 1;\r\nreturn x;\r\n";

interface Stage {
  readonly documents: Map<string, Mirror>;
  readonly asked: SuggestRequest[];
  readonly signals: AbortSignal[];
  readonly outcomes: string[];
  readonly bugs: unknown[];
  readonly source: CancellationTokenSource;
  readonly answer: (params?: Partial<InlineCompletionParams>) => Promise<unknown>;
}

function createStage(suggest: (stage: Stage) => Promise<Outcome> | Outcome, isPaced = false): Stage {
  const clock = createFakeClock();
  const source = new CancellationTokenSource();
  const stage: Stage = {
    documents: new Map([[URI, new Mirror(URI, "typescript", 3, TEXT)]]),
    asked: [],
    signals: [],
    outcomes: [],
    bugs: [],
    source,
    answer: (params) =>
      requests(
        { textDocument: { uri: URI }, position: { line: 1, character: 6 }, context: { triggerKind: 2 }, ...params },
        source.token,
      ),
  };
  const requests = createRequests({
    clock,
    isPaced,
    documentOf: (uri) => stage.documents.get(uri),
    suggest: async (request, signal) => {
      stage.asked.push(request);
      stage.signals.push(signal);
      await clock.advance(40);
      return suggest(stage);
    },
    onOutcome: (uri, outcome, totalMs) =>
      stage.outcomes.push(`${outcome.kind} ${uri === URI ? "" : `${uri} `}${totalMs}`),
    onBug: (error) => stage.bugs.push(error),
  });
  return stage;
}

const shown = (...suggestions: Omit<Suggestion, "confidence">[]): Outcome => ({
  kind: "shown",
  suggestions: suggestions.map((suggestion) => ({ ...suggestion, confidence: -0.1 })),
});

describe("what the core is asked", () => {
  function checkRequest(name: string, params: Partial<InlineCompletionParams>, expected: object): void {
    it(name, async () => {
      const stage = createStage(() => ({ kind: "empty", reason: "" }));
      expect(await stage.answer(params)).toEqual([]);
      expect(stage.asked).toEqual([{ uri: URI, ...expected }]);
    });
  }
  it("to wait for a pause, where its client's user types", async () => {
    const stage = createStage(() => ({ kind: "empty", reason: "" }), true);
    await stage.answer();
    expect(stage.asked).toEqual([{ uri: URI, offset: 21, invoked: false, paced: true }]);
  });
  checkRequest("a place in UTF-16", { position: { line: 0, character: 8 } }, { offset: 8, invoked: false });
  checkRequest("a place on a later line", { position: { line: 1, character: 6 } }, { offset: 21, invoked: false });
  checkRequest("behind the line's end", { position: { line: 0, character: 99 } }, { offset: 13, invoked: false });
  checkRequest("the end of the text", { position: { line: 2, character: 0 } }, { offset: 26, invoked: false });
  checkRequest("asked for by a command", { context: { triggerKind: 1 } }, { offset: 21, invoked: true });
  checkRequest(
    "with an item selected in the suggest widget",
    {
      context: {
        triggerKind: 2,
        selectedCompletionInfo: {
          range: { start: { line: 1, character: 0 }, end: { line: 1, character: 6 } },
          text: "returns",
        },
      },
    },
    { offset: 21, invoked: false, selected: { start: 15, end: 21, text: "returns" } },
  );
});

describe("what the client gets", () => {
  it("plain texts with their ranges, and nothing else", async () => {
    const stage = createStage(() => shown({ start: 21, end: 22, text: " x;" }, { start: 26, end: 26, text: "\r\n}" }));
    expect(await stage.answer()).toEqual([
      { insertText: " x;", range: { start: { line: 1, character: 6 }, end: { line: 1, character: 7 } } },
      { insertText: "\r\n}", range: { start: { line: 2, character: 0 }, end: { line: 2, character: 0 } } },
    ]);
    expect(stage.outcomes).toEqual(["shown 40"]);
  });

  function checkEmpty(
    name: string,
    suggest: (stage: Stage) => Outcome,
    expected: string,
    params?: Partial<InlineCompletionParams>,
  ): void {
    it(name, async () => {
      const stage = createStage(suggest);
      expect(await stage.answer(params)).toEqual([]);
      expect(stage.outcomes).toEqual([expected]);
      expect(stage.bugs).toEqual([]);
    });
  }
  const never = (): Outcome => {
    throw new Error("not to be asked");
  };
  checkEmpty("nothing, with the core's reason", () => ({ kind: "afterUndo" }), "afterUndo 40");
  checkEmpty("nothing for a document that is not open", never, "unsupportedDocument file:///b.ts 0", {
    textDocument: { uri: "file:///b.ts" },
  });
  checkEmpty("nothing below the last line", never, "notShowable 0", { position: { line: 3, character: 0 } });
  checkEmpty(
    "nothing when the text changed meanwhile",
    ({ documents }) => {
      documents.get(URI)?.apply([{ text: "" }], 4);
      return shown({ start: 21, end: 21, text: "x" });
    },
    "stale 40",
  );
  checkEmpty(
    "nothing when the document was opened afresh meanwhile",
    ({ documents }) => {
      documents.set(URI, new Mirror(URI, "typescript", 3, ""));
      return shown({ start: 21, end: 21, text: "x" });
    },
    "stale 40",
  );
  checkEmpty("nothing when another request took over", () => ({ kind: "cancelled" }), "cancelled 40");
});

describe("errors", () => {
  const cancelled = { code: -32800 };

  it("a request cancelled while it runs leaves as RequestCancelled, whatever the core says", async () => {
    const stage = createStage(({ source, signals }) => {
      expect(signals[0]?.aborted).toBe(false);
      source.cancel();
      expect(signals[0]?.aborted).toBe(true);
      return shown({ start: 21, end: 21, text: "x" });
    });
    await expect(stage.answer()).rejects.toMatchObject(cancelled);
    expect(stage.outcomes).toEqual(["cancelled 40"]);
  });

  it("a request cancelled before it runs asks nothing of the core", async () => {
    const stage = createStage(() => ({ kind: "cancelled" }));
    stage.source.cancel();
    await expect(stage.answer()).rejects.toMatchObject(cancelled);
    expect(stage.asked).toEqual([]);
  });

  it("a bug becomes an outcome and a report, never an error", async () => {
    const bug = new Error("a rule is broken");
    const stage = createStage(() => Promise.reject(bug));
    expect(await stage.answer()).toEqual([]);
    expect(stage.outcomes).toEqual(["failed 40"]);
    expect(stage.bugs).toEqual([bug]);
  });
});
