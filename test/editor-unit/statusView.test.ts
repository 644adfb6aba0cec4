import { describe, expect, test } from "vitest";
import "../fakes/vscode/index.ts";
import { type StatusFacts, viewStatus } from "../../src/editor/statusView.ts";
import type { EngineStatus, RemoteStatus } from "../../src/protocol.ts";

const ENGINE: EngineStatus = {
  ...{ state: "ready", message: "", model: "Little Coder", threads: 2, contextSize: 2048 },
  rates: { prefill: 123.4, decode: 17.6 },
};
const CALM: StatusFacts = {
  engine: ENGINE,
  pausedUntil: undefined,
  offEverywhere: false,
  document: { languageId: "python", fileOff: false, no: undefined },
  blockers: { inlineSuggestOff: false, rivals: [] },
  isFirst: false,
  getsModel: false,
};
const no = (
  kind: "disabled" | "excluded" | "tooLarge" | "unsupportedDocument",
  fileOff = false,
): Partial<StatusFacts> => ({
  document: { languageId: "python", fileOff, no: { kind, reason: "", rule: "private keys" } },
});
const engine = (change: Partial<EngineStatus>): Partial<StatusFacts> => ({ engine: { ...ENGINE, ...change } });

/** State, icon, the words of the summary, and what one click does. */
function check(what: string, facts: Partial<StatusFacts>, expected: readonly [string, string, RegExp, string]): void {
  test(what, () => {
    const view = viewStatus({ ...CALM, ...facts });
    const [state, icon, words, command] = expected;
    expect([view.state, view.text, view.command]).toEqual([
      state,
      `$(${icon}) ${facts.isFirst && icon === "key" ? "Tab takes it" : "Turnkey"}`,
      command,
    ]);
    expect(view.summary).toMatch(words);
    expect(view.isInTheWay).toBe(!["key", "sync~spin", "loading~spin"].includes(icon));
  });
}

describe("a server in the status", () => {
  const REMOTE: RemoteStatus = {
    ...{ host: "gpu.example:8000", isPrivate: true, state: "ready", message: "", since: 0 },
    ...{ model: "coder-7b", saysLikelihoods: true, sent: { requests: 1, bytes: 1 } },
  };
  const says = (what: string, remote: Partial<RemoteStatus>, expected: string) =>
    test(what, () => {
      const { details } = viewStatus({ ...CALM, ...engine({ remote: { ...REMOTE, ...remote } }) });
      expect(details.at(-1)).toBe(expected);
    });
  const sent = "Text around the cursor is sent to gpu.example:8000";

  says("not asked yet", { state: "unasked" }, sent);
  says("reached", {}, `${sent}; coder-7b writes there`);
  says("not encrypted", { isPrivate: false }, `${sent}; coder-7b writes there (not encrypted)`);
  says(
    "no likelihoods",
    { saysLikelihoods: false },
    `${sent}; coder-7b writes there (how likely its texts are is not said, and guessed)`,
  );
  says(
    "withheld",
    { state: "withheld", message: "Nobody agreed." },
    "Nothing is sent to gpu.example:8000: Nobody agreed.",
  );
  says(
    "gone",
    { state: "failed", message: "It is busy.", isPassing: true },
    "The server is left alone for a while: It is busy.",
  );
  says(
    "refused",
    { state: "failed", message: "The key is wrong.", isPassing: false },
    "The server cannot be used: The key is wrong.",
  );
});

describe("the status", () => {
  const list = "turnkey.showStatus";
  check("ready", {}, ["ready", "key", /ready/, list]);
  check("no document", { document: undefined }, ["ready", "key", /ready/, list]);
  check("the first suggestion", { isFirst: true }, ["ready", "key", /Tab takes/, list]);
  check("the first suggestion, and then a pause", { isFirst: true, pausedUntil: 1_700_000_000_000 }, [
    "paused",
    "debug-pause",
    /paused until/,
    "turnkey.pause",
  ]);
  check("thinking", engine({ state: "thinking" }), ["thinking", "loading~spin", /thinking/, list]);
  check("loading", engine({ state: "loading" }), ["loading", "sync~spin", /loaded/, list]);
  check("loading says why", engine({ state: "loading", message: "Once more." }), [
    "loading",
    "sync~spin",
    /Once more/,
    list,
  ]);
  check("at rest", engine({ state: "off" }), ["off", "key", /when you type/, list]);
  check("failed", engine({ state: "error", message: "No such file." }), ["error", "error", /No such file/, list]);
  check("failed without a word", engine({ state: "error" }), ["error", "error", /failed/, list]);
  check("paused", { pausedUntil: 1_700_000_000_000 }, ["paused", "debug-pause", /paused until/, "turnkey.pause"]);
  check("paused and failed", { pausedUntil: 1, ...engine({ state: "error" }) }, [
    "paused",
    "debug-pause",
    /resume/,
    "turnkey.pause",
  ]);
  check("off everywhere", { offEverywhere: true, ...no("disabled") }, [
    "off",
    "circle-slash",
    /switched off/,
    "turnkey.toggle",
  ]);
  check("off for the language", no("disabled"), ["off", "circle-slash", /python/, "turnkey.toggleLanguage"]);
  check("off for the file", no("disabled", true), ["off", "circle-slash", /this file/, "turnkey.toggleFile"]);
  check("excluded", no("excluded"), ["off", "circle-slash", /never completes this file: private keys\./, list]);
  check("too large", no("tooLarge"), ["off", "circle-slash", /too large/, list]);
  check("another kind of document", no("unsupportedDocument"), ["off", "circle-slash", /of this kind/, list]);
  const inlineSuggestOff = { blockers: { inlineSuggestOff: true, rivals: [] } };
  check("ghost text is off in the editor", inlineSuggestOff, [
    "ready",
    "warning",
    /editor\.inlineSuggest\.enabled/,
    list,
  ]);
  check("off here, whatever the editor does", { ...inlineSuggestOff, ...no("disabled") }, [
    ...(["off", "circle-slash", /python/, "turnkey.toggleLanguage"] as const),
  ]);
});

test("details name the model, its speed and others that offer ghost text", () => {
  const { details } = viewStatus({ ...CALM, blockers: { inlineSuggestOff: false, rivals: ["Other Coder"] } });
  expect(details.join(" ")).toMatch(/Little Coder.*123.*18.*2.*2048.*Other Coder/);
});

test("details say whether cached text is moved, and why not", () => {
  const cache = { mode: "edit", type: "f16", rotateMs: 12.3 } as const;
  const details = (status: typeof cache & { readonly immovable?: string }) =>
    viewStatus({ ...CALM, ...engine({ cache: status }) }).details.join(" ");
  expect(details(cache)).toMatch(/kept and moved, in 12 ms/);
  expect(details({ ...cache, immovable: "it slides" })).toMatch(/read again, because it slides/);
});

test("details say how far the index is", () => {
  const details = (isComplete: boolean) =>
    viewStatus({ ...CALM, ...engine({ index: { files: 12, units: 34, bytes: 1_200_000, isComplete } }) }).details.at(
      -1,
    );
  expect(details(true)).toBe("Index: 12 files in 34 units, 2 MB");
  expect(details(false)).toBe("Index: being built, 12 files in 34 units so far");
});

test("details say how many windows share the engine", () => {
  const details = (windows: number) => viewStatus({ ...CALM, ...engine({ windows }) }).details.join(" ");
  expect(details(3)).toMatch(/One engine for 3 windows$/);
  expect(details(1)).toMatch(/there for all windows; this is the only one now$/);
  expect(viewStatus({ ...CALM, ...engine({}) }).details.join(" ")).not.toMatch(/window/);
});

test("what is not known is not said", () => {
  const nothing = { model: undefined, threads: undefined, contextSize: undefined, rates: undefined };
  expect(viewStatus({ ...CALM, ...engine({ state: "loading", ...nothing }) }).details).toEqual([]);
});
