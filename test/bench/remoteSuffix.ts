/**
 * `npm run bench -- remoteSuffix [--before N] [--minutes M]`: how much of the text behind the cursor a server should read. Bits per character of
 * the true rest of the line, by the embedded model, with several lengths of it; scores are kept, and a run goes on where the last one stopped.
 */

import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { planWindow } from "../../src/core/prompt/window.ts";
import { CHARS_PER_TOKEN } from "../../src/core/remote/remotePrompt.ts";
import { findPackageRoot, findStorageFolder } from "../../src/places.ts";
import { Deadline, loadLlama, readOptions, report } from "./bench.ts";
import { keyOf, type Scored, Scorer, type Wanted } from "./contextScores.ts";
import { type Asked, requestsOf } from "./remotePlaces.ts";
import { ResultFile } from "./results.ts";
import { findSessionFile, loadSessions } from "./sessions.ts";

const OWN = { before: { type: "string", default: "1792" } } as const;
const options = readOptions({ quickMinutes: 5, minutes: 14 }, OWN);
/** Tokens in front of the cursor. With fewer than in use, what stands behind is worth more: a bound. */
const before = Number(parseArgs({ strict: false, options: OWN }).values.before);
/** Tokens in front of the cursor and behind it; the first is what is in use. What shares its beginning with the one before is read on. */
const ARMS: readonly (readonly [before: number, behind: number])[] = [
  ...[256, 0, 512, 1024].map((behind) => [before, behind] as const),
  // As many in all.
  ...(before === 1792
    ? ([
        [1536, 512],
        [1024, 1024],
      ] as const)
    : []),
];
type Arm = (typeof ARMS)[number];
/** Behind the cursor of a place there is as much as the longest arm reads, and half of it in front. */
const LEAST_BEHIND = 1024 * CHARS_PER_TOKEN;
const LEAST_BEFORE = 512 * CHARS_PER_TOKEN;
const LEAST_TRUTH = 6;
const DRAWS = 2000;

const deadline = new Deadline(options.minutes);
const path = join(findStorageFolder() ?? tmpdir(), "bench", "remote-suffix.jsonl");
const file = new ResultFile<Scored>(path, ({ key }) => key);
if (options.fresh) file.clear();

const places = requestsOf(await loadSessions(findSessionFile(findPackageRoot()))).flatMap((requests) => {
  const fitting = requests.filter(isLong);
  const place = fitting[Math.floor(fitting.length / 2)];
  return place === undefined ? [] : [place];
});
report(`${places.length} places; scores in ${path}`);
await scoreAll();
print();

function isLong({ text, cursor, truth }: Asked): boolean {
  const isAtLineEnd = (text[cursor] ?? "\n") === "\n";
  return (
    isAtLineEnd && truth.trim().length >= LEAST_TRUTH && text.length - cursor > LEAST_BEHIND && cursor > LEAST_BEFORE
  );
}

function wantedOf({ text, cursor, truth }: Asked, [prefixTokens, suffixTokens]: Arm): Wanted {
  const budget = { prefixTokens, suffixTokens };
  const { start, end } = planWindow({ text, cursor, previous: undefined, budget, charsPerToken: CHARS_PER_TOKEN });
  const after = suffixTokens === 0 ? "" : text.slice(cursor, end);
  return { header: "", before: text.slice(start, cursor), after, text: `${truth}\n` };
}

async function scoreAll(): Promise<void> {
  const engine = await loadLlama(options);
  const scorer = new Scorer(engine, file);
  try {
    for (const [index, place] of places.entries()) {
      for (const arm of ARMS) {
        if (deadline.isOver) return;
        const wanted = wantedOf(place, arm);
        if (!file.has(keyOf(wanted))) await scorer.score(wanted);
      }
      report(`${index + 1}/${places.length} ${place.id}`);
    }
  } finally {
    await engine.dispose();
  }
}

/** Bits per character of one place. */
function bitsAt(place: Asked, arm: Arm): number | undefined {
  const key = keyOf(wantedOf(place, arm));
  const scored = file.results.find((one) => one.key === key);
  const bits = scored && -scored.tokens.reduce((sum, [, logprob]) => sum + logprob, 0) / Math.LN2;
  return bits === undefined ? undefined : bits / (place.truth.length + 1);
}

function print(): void {
  const rows = places.map((place) => ARMS.map((arm) => bitsAt(place, arm)));
  const whole = rows.filter((row): row is number[] => row.every((bits) => bits !== undefined));
  console.log(
    `${whole.length} places\n\n| tokens in front, behind | bits per character | more than in use |\n|---|---:|---:|`,
  );
  for (const [index, [before, behind]] of ARMS.entries()) {
    const differences = whole.map((row) => row[index]! - row[0]!);
    const [low, high] = spreadOf(differences);
    const mean = meanOf(whole.map((row) => row[index]!));
    const more = index === 0 ? "" : `${meanOf(differences).toFixed(3)} (${low.toFixed(3)} … ${high.toFixed(3)})`;
    console.log(`| ${before}, ${behind} | ${mean.toFixed(3)} | ${more} |`);
  }
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

/** Where the mean lies in 95 % of draws of as many places. */
function spreadOf(values: readonly number[]): readonly [number, number] {
  let seed = 1;
  const draw = (): number => {
    seed = (seed * 48_271) % 2_147_483_647;
    return values[seed % Math.max(1, values.length)] ?? 0;
  };
  const means = Array.from({ length: DRAWS }, () => meanOf(values.map(draw))).sort((one, other) => one - other);
  return [means[Math.floor(0.025 * DRAWS)]!, means[Math.floor(0.975 * DRAWS)]!];
}
