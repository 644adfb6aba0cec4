/**
 * `npm run bench -- drafts [--minutes N] [--places N] [--known] [--dump FILE] [--fit] [--check N] [--measure]`: what guesses of the next
 * tokens save. `--known` asks no model: texts that it wrote for `npm run bench -- worth`, and what really stands in tests and data files. `--dump` writes the texts with the model, token by token, and what was guessed at each (and goes on with a dump that is
 * there); from it the table says what an evaluation of several tokens saves, by counts and the measured costs. `--fit` prints the
 * chances of guesses. `--check N` writes N texts with guesses and without: are they equal, and how long did each take?
 */

import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { throwBug } from "../../src/core/bug.ts";
import { PLANNERS } from "../../src/core/cache/planners.ts";
import { planBudget } from "../../src/core/prompt/budget.ts";
import { EngineSession, type EngineSessionOptions } from "../../src/core/request/engineSession.ts";
import { Pipeline } from "../../src/core/request/pipeline.ts";
import type { TraceEvent } from "../../src/core/request/trace.ts";
import { DEFAULT_SETTINGS } from "../../src/core/settings/settings.ts";
import type { ChanceTable, Guess } from "../../src/core/writing/guesses.ts";
import { createSyntax } from "../../src/grammars.ts";
import type { LlamaEngine } from "../../src/llama/llamaEngine.ts";
import { findPackageRoot, findStorageFolder } from "../../src/places.ts";
import { LAPTOP_BATCHES, ReplayEngine } from "../../src/replay/replayEngine.ts";
import { systemClock } from "../../src/system/systemClock.ts";
import { Deadline, loadLlama, report } from "./bench.ts";
import { toTable } from "./comparison.ts";
import { type DraftPlace, repetitivePlaces, sessionPlaces } from "./draftPlaces.ts";
import { type DraftedText, fitChances, simulate } from "./draftSteps.ts";
import { type AskedText, apartBy, MOST_TIED, textsOfWindows, trueTexts } from "./draftTexts.ts";
import { findSessionFile, loadSessions } from "./sessions.ts";
import { takeInTurns } from "./turns.ts";

/** Choosing among what it says. */
const CHOICE_MS = 1;
const MOST_GUESSES = 15;

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "14" },
    places: { type: "string", default: "120" },
    known: { type: "boolean" },
    dump: { type: "string" },
    fit: { type: "boolean" },
    check: { type: "string" },
    measure: { type: "boolean" },
  },
});
const options = {
  model: "",
  minutes: Number(values.minutes),
  sessionFile: findSessionFile(findPackageRoot()),
  fresh: false,
};
const deadline = new Deadline(options.minutes);

if (values.measure) await measure();
if (values.known) await tryKnown();
if (values.dump !== undefined) {
  const known = readDump(values.dump);
  if (!values.fit) await collect(values.dump, new Set(known.map(({ id }) => id)));
  printSavings(readDump(values.dump));
}
if (values.check !== undefined) await check(Number(values.check));

async function places(): Promise<readonly DraftPlace[]> {
  const most = Number(values.places);
  const trees = join(findPackageRoot(), "..", "shared", "data", "trees");
  const repetitive = existsSync(trees) ? repetitivePlaces(trees, most) : [];
  const sessions = sessionPlaces(await loadSessions(options.sessionFile)).slice(0, most);
  // In turns: every beginning is a fair sample.
  const kinds = [
    sessions,
    repetitive.filter(({ kind }) => kind === "tests"),
    repetitive.filter(({ kind }) => kind === "data"),
  ];
  return takeInTurns(kinds.map((kind) => kind.slice(0, most)));
}

async function tryKnown(): Promise<void> {
  const engine = await loadLlama(options);
  try {
    const written = join(findStorageFolder() ?? tmpdir(), "bench", "worth-dump.jsonl");
    const { tokenizer } = engine;
    printSavings([...textsOfWindows(written, tokenizer), ...trueTexts(await places(), tokenizer)]);
  } finally {
    await engine.dispose();
  }
}

function readDump(path: string): readonly DraftedText[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, "utf8").split("\n");
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as DraftedText);
}

interface Asked extends AskedText {
  readonly decodeMs: number;
  readonly tokens: number;
  readonly evaluations: readonly number[] | undefined;
}

/** One text at a place, on a cache that is kept from place to place. */
async function ask(
  engine: ReplayEngine,
  { languageId, text, cursor }: DraftPlace,
  guessing: EngineSessionOptions["guessing"],
  syntax: ReturnType<typeof createSyntax>,
): Promise<Asked> {
  let asked: Asked = { text: "", written: [], decodeMs: 0, tokens: 0, evaluations: undefined };
  const trace = {
    emit: (event: TraceEvent): void => {
      if (event.stage === "written") asked = { ...asked, text: event.written.drafted, written: event.written.tokens };
      if (event.stage === "decoded" && event.request === 1)
        asked = { ...asked, decodeMs: event.ms, tokens: event.tokens, evaluations: event.ahead?.evaluations };
    },
  };
  const settings = { now: DEFAULT_SETTINGS };
  const pipeline = new Pipeline({ clock: systemClock, trace, settings, syntax, onBug: throwBug });
  // Neither is to be cut short by a slow machine.
  const { rates, facts } = engine;
  const budget = {
    ...planBudget({ rates, ...DEFAULT_SETTINGS, contextSize: facts.contextSize, movable: true }),
    timeLimitMs: 60_000,
  };
  const common = {
    clock: systemClock,
    trace,
    settings,
    onBug: throwBug,
    planner: PLANNERS.edit,
    budget: { now: budget },
  };
  pipeline.setWriter(
    new EngineSession(engine, { ...common, nearFirst: false, ...(guessing === undefined ? {} : { guessing }) }),
    "",
  );
  const uri = "file:///bench/a";
  pipeline.open({ uri, languageId, version: 1, text });
  await pipeline.suggest({ uri, offset: cursor, invoked: false, finishUnlikely: true }, deadline.signal);
  await pipeline.settle();
  pipeline.dispose();
  return asked;
}

async function withEngine(
  work: (engine: ReplayEngine, inner: LlamaEngine, syntax: ReturnType<typeof createSyntax>) => Promise<void>,
): Promise<void> {
  const inner = await loadLlama(options);
  const engine = new ReplayEngine(inner);
  engine.fixRates();
  const syntax = createSyntax(report);
  try {
    await work(engine, inner, syntax);
  } finally {
    syntax.close();
    await inner.dispose();
  }
}

async function collect(path: string, known: ReadonlySet<string>): Promise<void> {
  const todo = (await places()).filter(({ id }) => !known.has(id));
  if (todo.length === 0) return;
  await withEngine(async (engine, _, syntax) => {
    for (const place of todo) {
      if (deadline.isOver) break;
      const drafts: { readonly draft: readonly number[]; readonly guesses: readonly Guess[] }[] = [];
      let whole: readonly number[] = [];
      await engine.clear();
      const { text } = await ask(
        engine,
        place,
        (guesses) => ({
          ledger: guesses.ledger,
          after: (draft) => {
            drafts.push({ draft: [...draft], guesses: guesses.after(draft, MOST_GUESSES, 0) });
            return [];
          },
          ended: (draft) => {
            whole = [...draft];
            guesses.ended(draft);
          },
        }),
        syntax,
      );
      // What was taken back is not looked at.
      const steps = drafts
        .filter(({ draft }) => draft.every((token, index) => whole[index] === token))
        .map(({ draft, guesses }) => ({
          token: draft.at(-1)!,
          guesses: guesses.map(({ token, shared, share }) => ({ token, shared, share })),
        }));
      const { id, kind } = place;
      const line: DraftedText = { id, kind, lines: text.trim().split("\n").length, steps };
      appendFileSync(path, `${JSON.stringify(line)}\n`);
    }
  });
}

function printSavings(texts: readonly DraftedText[]): void {
  const halves = [0, 1].map((half) => texts.filter((_, index) => index % 2 === half));
  const tables = [fitChances(halves[1]!), fitChances(halves[0]!)];
  if (values.fit)
    process.stdout.write(
      `${fitChances(texts)
        .map((row) => `  [${row.join(", ")}],`)
        .join("\n")}\n\n`,
    );
  const kinds: Readonly<Record<string, (text: DraftedText) => boolean>> = {
    sessions: ({ kind }) => kind === "sessions",
    "sessions, blocks": ({ kind, lines }) => kind === "sessions" && lines > 1,
    "sessions, eight tokens and more": ({ kind, steps }) => kind === "sessions" && steps.length >= 8,
    tests: ({ kind }) => kind === "tests",
    data: ({ kind }) => kind === "data",
  };
  const otherTable = (text: DraftedText): ChanceTable => tables[texts.indexOf(text) % 2]!;
  const rows = Object.entries(kinds).map(([name, has]) => toRow(name, texts.filter(has), otherTable));
  const head = [
    "texts",
    "times",
    "tokens",
    "evaluations",
    "guessed",
    "of them right",
    "time, of one by one",
    "fitted on the other half",
    "worst text",
  ];
  process.stdout.write(`${toTable(head, rows).join("\n")}\n`);
}

function toRow(name: string, texts: readonly DraftedText[], otherTable: (text: DraftedText) => ChanceTable): string[] {
  const sums = { alone: 0, evaluations: 0, aloneMs: 0, ms: 0, guessed: 0, stood: 0, fittedMs: 0, most: 0 };
  for (const text of texts) {
    const cost = simulate(text, LAPTOP_BATCHES, CHOICE_MS);
    for (const key of Object.keys(cost) as (keyof typeof cost)[]) sums[key] += cost[key];
    sums.fittedMs += simulate(text, LAPTOP_BATCHES, CHOICE_MS, otherTable(text)).ms;
    if (cost.aloneMs > 0) sums.most = Math.max(sums.most, cost.ms / cost.aloneMs);
  }
  const { alone, evaluations, aloneMs, ms, guessed, stood, fittedMs, most } = sums;
  const share = (part: number, all: number) => (all === 0 ? "–" : (part / all).toFixed(2));
  const counts = [texts.length, alone, evaluations, guessed].map(String);
  return [name, ...counts, share(stood, guessed), share(ms, aloneMs), share(fittedMs, aloneMs), most.toFixed(2)];
}

async function check(count: number): Promise<void> {
  await withEngine(async (engine, inner, syntax) => {
    report(`costs: ${JSON.stringify(inner.verifying?.costs.map(({ tokens, ms }) => [tokens, Number(ms.toFixed(1))]))}`);
    const sums = { equal: 0, ties: 0, different: 0, plainMs: 0, guessedMs: 0, tokens: 0 };
    for (const place of (await places()).slice(0, count)) {
      if (deadline.isOver) break;
      await engine.clear();
      const plain = await ask(engine, place, false, syntax);
      await engine.clear();
      const guessed = await ask(engine, place, undefined, syntax);
      const apart = plain.text === guessed.text ? undefined : apartBy(plain, guessed);
      sums[apart === undefined ? "equal" : apart <= MOST_TIED ? "ties" : "different"] += 1;
      if (apart !== undefined) report(`${place.id}, ${apart} nats: ${JSON.stringify([plain.text, guessed.text])}`);
      sums.plainMs += plain.decodeMs;
      sums.guessedMs += guessed.decodeMs;
      sums.tokens += plain.tokens;
      const ratio = (guessed.decodeMs / plain.decodeMs).toFixed(2);
      report(
        `${place.kind} ${plain.tokens} tokens, ${ratio} of the time, evaluations ${JSON.stringify(guessed.evaluations)}`,
      );
    }
    process.stdout.write(`${JSON.stringify(sums)}\n`);
  });
}

/** The costs themselves: the shortest of several times. */
async function measure(): Promise<void> {
  await withEngine(async (_, inner) => {
    const { verifying } = inner;
    const token = inner.tokenizer.tokenize("a")[0]!;
    const run = (size: number) => ({ ids: new Array<number>(size).fill(token), instances: new Array(size).fill(0) });
    for (let at = 0; at < 1024; at += 256) await inner.apply({ kind: "evaluate", from: at, run: run(256) });
    for (const size of [1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16, 20, 24, 28, 32]) {
      const times: number[] = [];
      for (let round = 0; round < 8; round += 1) {
        const startedAt = performance.now();
        await verifying!.verify(run(size));
        times.push(performance.now() - startedAt);
        await inner.apply({ kind: "drop", source: 0, from: 1024, to: 1024 + size });
      }
      times.sort((a, b) => a - b);
      report(`${size} tokens: ${times[0]!.toFixed(1)} ms, median ${times[4]!.toFixed(1)}`);
    }
  });
}
