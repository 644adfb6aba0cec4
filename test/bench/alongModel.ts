/**
 * `npm run bench -- along --with-model --root DIR --trees DIR --dump FILE [--lines N] [--minutes N]`: what the model says at
 * each token of known lines, with text of other files in front and without, as JSON lines. `-- along --dump FILE` mixes it
 * with what the repository says. Resumes; every beginning is a fair sample.
 */

import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Candidate, TokenScore } from "../../src/core/cache/engine.ts";
import { buildPrompt, createMarkers } from "../../src/core/prompt/prompt.ts";
import { toHeaderText } from "../../src/core/request/chunkHolder.ts";
import { InstanceSource, type TokenId } from "../../src/core/tokens/tokenizer.ts";
import { tokenizeText } from "../../src/core/tokens/tokenText.ts";
import type { LlamaEngine } from "../../src/llama/llamaEngine.ts";
import { largestOf, toCandidate } from "../../src/llama/logprobs.ts";
import { findPackageRoot } from "../../src/places.ts";
import { canBeHelped } from "../../src/repo/askedPlace.ts";
import { packCandidates } from "../../src/repo/packing.ts";
import { EMPTY_PROBABILITY } from "../../src/repo/weights.ts";
import { DefinitionReader } from "../../src/syntax/definitions.ts";
import { type AlongCase, readCommits, readFinished } from "./alongCases.ts";
import type { DumpedChunk, DumpedLine, DumpedToken } from "./alongDumped.ts";
import { Deadline, loadLlama, readOptions, report } from "./bench.ts";
import { HEADER_CHARS, preparePlace } from "./contextArms.ts";
import { loadSessions } from "./sessions.ts";
import { WorkTimedEngine } from "./workClock.ts";

/** Text in the prompt, about that of a laptop. */
const BEFORE_CHARS = 1400;
const AFTER_CHARS = 350;
const TOP = 40;

const OWN = {
  root: { type: "string" },
  trees: { type: "string" },
  dump: { type: "string" },
  lines: { type: "string" },
  chunks: { type: "boolean" },
  least: { type: "string" },
} as const;
const { values } = parseArgs({ strict: false, options: OWN });
const least = Number(values.least ?? EMPTY_PROBABILITY);
const reader = new DefinitionReader(join(findPackageRoot(), "grammars"));
const options = readOptions({ quickMinutes: 9, minutes: 14 }, OWN);

/** Keeps the model's best candidates at each token that is scored. */
class TopEngine extends WorkTimedEngine {
  readonly #llama: LlamaEngine;
  tokens: DumpedToken[] = [];

  constructor(llama: LlamaEngine) {
    super(llama);
    this.#llama = llama;
  }

  override async score(tokens: readonly TokenId[]): Promise<readonly TokenScore[]> {
    this.tokens = [];
    const first = await this.#llama.best(TOP);
    const [score] = await this.#llama.score(tokens.slice(0, 1));
    this.#push(tokens[0]!, score!.logprob, first);
    const { cache } = this.#llama.loaded;
    const context = tokens.slice(0, -1);
    const from = cache.end;
    const places = await cache.evaluate(context, from, [...context.keys()]);
    for (const [index, place] of places.entries()) {
      const token = tokens[index + 1]!;
      const reading = await cache.read(place, [token], TOP);
      const own = reading.logits.find((entry) => entry.token === token)!;
      const best = largestOf(reading, TOP).map((entry) => toCandidate(entry, reading));
      this.#push(token, toCandidate(own, reading).logprob, best);
    }
    cache.remove(from, -1);
    return this.tokens.map(({ logprob, top }) => ({ logprob, best: top[0]! }));
  }

  #push(token: TokenId, logprob: number, best: readonly Candidate[]): void {
    const round = (value: number) => Math.round(value * 10_000) / 10_000;
    this.tokens.push({
      token,
      logprob: round(logprob),
      top: best.flatMap((candidate) => [candidate.token, round(candidate.logprob)]),
    });
  }
}

async function main(root: string, trees: string, dump: string): Promise<void> {
  const deadline = new Deadline(options.minutes);
  const most = Number(values.lines ?? 100);
  const finished = await readFinished(root, most);
  const commits = readCommits(trees, await loadSessions(options.sessionFile));
  const cases = finished.flatMap((one, index) => [one, ...commits.slice(index, index + 1)]);
  report(`${finished.length} lines of finished trees, ${commits.length} hunks`);
  const arm = values.chunks ? "chunks" : "alone";
  const done = new Set(readDump(dump).map((line) => `${line.arm} ${line.id}`));
  const engine = new TopEngine(await loadLlama(options));
  engine.fixRates();
  try {
    for (const one of cases) {
      if (deadline.isOver) break;
      if (done.has(`${arm} ${one.id}`)) continue;
      // Without any it is what it was alone.
      if (values.chunks && !done.has(`alone ${one.id}`)) continue;
      const chunks = values.chunks ? await findChunks(one) : [];
      if (values.chunks && chunks.length === 0) continue;
      const startedAt = performance.now();
      const heal = await score(one, chunks, engine);
      const { id, source, repository } = one;
      const line: DumpedLine = { id, source, repository, arm, heal, truth: one.truth, tokens: engine.tokens, chunks };
      appendFileSync(dump, `${JSON.stringify(line)}\n`);
      report(`${id} ${arm}: ${engine.tokens.length} tokens, ${Math.round(performance.now() - startedAt)} ms`);
    }
  } finally {
    await engine.dispose();
  }
}

function readDump(dump: string): DumpedLine[] {
  if (!existsSync(dump)) return [];
  return readFileSync(dump, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as DumpedLine);
}

/** None where nothing is likely enough to help; the empty candidate is worth `--least` here, to see what another one would be. */
async function findChunks(one: AlongCase): Promise<readonly DumpedChunk[]> {
  const { id, repository, path, before, after, truth, files } = one;
  const place = { id, repository, path, before, after, block: truth, files };
  const { asked, ranked } = await preparePlace(place, reader);
  if (!canBeHelped(asked)) return [];
  return packCandidates(ranked, { chars: HEADER_CHARS, least }).map(({ candidate, probability }) => ({
    path: candidate.path,
    text: candidate.text,
    probability,
  }));
}

/** Answers with the text that was spelt again. */
async function score(one: AlongCase, chunks: readonly DumpedChunk[], engine: TopEngine): Promise<string> {
  const { tokenizer, facts } = engine;
  const before = one.before.slice(-BEFORE_CHARS);
  const text = before + one.after.slice(0, AFTER_CHARS);
  const instances = new InstanceSource();
  const ids = chunks.flatMap((chunk) => tokenizer.tokenize(toHeaderText(chunk)));
  const { run, heal } = buildPrompt({
    ...{ tokens: tokenizeText(text, before.length, tokenizer, instances), tokenizer },
    ...{ fim: facts.fim, beginToken: facts.beginToken, markers: createMarkers(instances, facts) },
    budget: { prefixTokens: 2000, suffixTokens: 1000 },
    header: { ids, instances: ids.map(() => instances.next()) },
  });
  await engine.clear();
  await engine.apply({ kind: "evaluate", from: 0, run });
  await engine.score(tokenizer.tokenize(heal + one.truth));
  return heal;
}

await main(String(values.root), String(values.trees), String(values.dump));
