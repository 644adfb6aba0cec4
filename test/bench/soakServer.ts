/**
 * The language server on a model whose native cache is compared with its mirror after every step, for soaks: a program
 * that speaks on stderr, in lines of JSON, of what a client cannot see.
 */

import { createHash } from "node:crypto";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { type Engine, EngineFailure } from "../../src/core/cache/engine.ts";
import type { Gap, Syntax } from "../../src/core/grammar/syntax.ts";
import { findPackageRoot, findStorageFolder, findSyntaxWorker } from "../../src/places.ts";
import type { LoadEngine } from "../../src/server/engineHost.ts";
import { startServer } from "../../src/server/start.ts";
import { ThreadSyntax } from "../../src/syntax/threadSyntax.ts";
import { systemClock } from "../../src/system/systemClock.ts";
import { findMisreading } from "./promptCheck.ts";
import { loadWatched, type WatchedEngine } from "./watchedEngine.ts";

/** `SIGUSR2` asks for it. Megabytes after a garbage collection, and steps of the cache since the start. */
export interface SoakState {
  readonly said: "state";
  readonly memory: number;
  readonly heap: number;
  /** Outside of JavaScript's heap, as far as it belongs to it. */
  readonly external: number;
  readonly cacheSteps: number;
  readonly moves: number;
  /** Prompts that were compared with the documents. */
  readonly prompts: number;
}

/** The text that a grammar was told, in the model's form, and the cursor in it. */
export interface SoakPlace {
  readonly said: "place";
  readonly hash: string;
  readonly cursor: number;
}

/** Generations that may wait for the model at once, and more. */
const MOST_PLACES = 16;

export function hashOf(text: string): string {
  return createHash("sha1").update(text, "utf16le").digest("base64").slice(0, 12);
}

if (process.argv[1] === import.meta.filename) start();

function start(): void {
  const packageRoot = findPackageRoot();
  const counts = { cacheSteps: 0, moves: 0, prompts: 0 };
  const verifies = process.env.TURNKEY_VERIFY === "1";
  /** The newest first. */
  let places: readonly Gap[] = [];
  const loadEngine: LoadEngine = async (settings) => {
    try {
      const engine = await loadWatched({ ...settings, packageRoot, storageFolder: findStorageFolder() });
      engine.onStep = ({ kind }) => {
        counts.cacheSteps += 1;
        if (kind === "move") counts.moves += 1;
      };
      engine.onRead = (ids) => {
        const { fim } = engine.facts;
        if (!verifies || fim === undefined || ids.at(-1) !== fim.middle.at(-1)) return;
        counts.prompts += 1;
        const misreading = findMisreading(ids, places, fim, engine.tokenizer);
        if (misreading !== undefined) throw new Error(misreading);
      };
      engine.reviseBest = createAuthor(engine);
      return { engine: Object.assign(engine, { threads: 1 }) };
    } catch (error) {
      if (error instanceof EngineFailure) return { failed: error.message };
      throw error;
    }
  };
  const createSyntax = (note: (message: string) => void): Syntax => {
    const grammarFolder = join(packageRoot, "grammars");
    const syntax = new ThreadSyntax({ workerFile: findSyntaxWorker(), grammarFolder, clock: systemClock, note });
    return {
      supportOf: (languageId) => syntax.supportOf(languageId),
      open: (languageId, gap) => {
        const { prefix, suffix } = gap;
        if (verifies) places = [gap, ...places].slice(0, MOST_PLACES);
        if (prefix + suffix !== "") say({ said: "place", hash: hashOf(prefix + suffix), cursor: prefix.length });
        return syntax.open(languageId, gap);
      },
    };
  };
  process.on("SIGUSR2", () => say({ said: "state", ...readMemory(), ...counts }));
  startServer(process.argv.slice(2), { loadEngine, createSyntax });
}

/** What chance writes is no text: lines of code are put in the place of its best tokens, as if it were sure of them. */
function createAuthor({ tokenizer, facts }: Engine): WatchedEngine["reviseBest"] {
  const lines = LINES.map((line) => tokenizer.tokenize(line));
  return (best, ids) => {
    const prompt = ids.lastIndexOf(facts.fim?.middle.at(-1) ?? ids[0]!) + 1;
    const line = lines[prompt % lines.length]!;
    const token = line[(ids.length - prompt) % line.length]!;
    const others = best.filter((candidate) => candidate.token !== token);
    return [{ token, logprob: Math.log(0.9) }, ...others].slice(0, best.length);
  };
}

const LINES = ["qz + total;\n", "return add(first, second);\n", "if (a) {\n  b();\n}\n", "= [1, 2]\n"];

function say(line: SoakState | SoakPlace): void {
  process.stderr.write(`${JSON.stringify(line)}\n`);
}

function readMemory(): Pick<SoakState, "memory" | "heap" | "external"> {
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
  const { rss, heapUsed, external } = process.memoryUsage();
  const megabytes = (bytes: number) => Math.round(bytes / 1e5) / 10;
  return { memory: megabytes(rss), heap: megabytes(heapUsed), external: megabytes(external) };
}
