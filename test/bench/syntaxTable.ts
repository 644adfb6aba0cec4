/** The prefix bench's results as tables in Markdown. Pure. */

import { countClasses } from "./syntaxClasses.ts";
import { type Count, newCount, rate } from "./syntaxCounts.ts";
import type { DamageKind } from "./syntaxDamage.ts";
import type { LanguageBench } from "./syntaxLanguage.ts";
import type { MistakeBench } from "./syntaxMistakes.ts";
import { describeTimes, SIZES } from "./syntaxTimes.ts";

const KINDS: Readonly<Record<DamageKind, string>> = {
  closer: "closer",
  lineBreak: "line break in a string",
  indentation: "indentation",
  tokenGone: "token gone",
  tokenTwice: "token twice",
};

export function toTables(results: readonly LanguageBench[]): string {
  return [
    "**Right texts**: how often a token that is right is refused",
    toTable(
      [
        "language",
        "judge",
        "texts",
        "refused, of tokens",
        "of cuts at characters",
        "in texts it cannot parse",
        "refusals by class",
        "parses per token",
      ],
      results.map(truthRow),
    ),
    "**Wrong texts**: how often a mistake is taken. What is one, the judge says",
    toTable(
      [
        "language",
        "taken, of dead prefixes",
        ...Object.values(KINDS),
        "refused, of prefixes that are right after all",
        "unclear",
      ],
      results.map(mistakeRow),
    ),
    "**Time** of a judgement, ms p50 / p95 / p99",
    toTable(
      [
        "language",
        ...SIZES.map((size) => `${size} lines`),
        ...SIZES.map((size) => `first at a place, ${size} lines`),
        "start: load, ms; first judgement",
      ],
      results.map(timeRow),
    ),
  ].join("\n\n");
}

function toTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
}

function truthRow({ grammar, judgeName, files, truth }: LanguageBench): readonly string[] {
  const { tokens, characters, broken, advised, refusals, parsesPerToken } = truth;
  const dead = refusals.filter(({ verdict }) => verdict === "dead").length;
  const others = [
    files.unparsed > 0 ? `${files.unparsed} it cannot parse` : "",
    files.wrong > 0 ? `${files.wrong} wrong` : "",
  ].filter((part) => part !== "");
  return [
    grammar.table.name + (grammar.table.enforced ? "" : ", join only"),
    judgeName,
    `${files.parsed}${others.length > 0 ? ` (${others.join(", ")})` : ""}`,
    `${rate(tokens)}${refusals.length > 0 ? ` (${dead} of ${refusals.length} refusals called proved)` : ""}`,
    rate(characters),
    files.unparsed === 0 ? "–" : `${rate(broken)}, advice only at ${rate(advised)}`,
    countClasses(
      grammar.table.name,
      refusals.map(({ prefix }) => prefix),
    ),
    parsesPerToken.toFixed(2),
  ];
}

function mistakeRow({ grammar, mistakes, judgeName }: LanguageBench): readonly string[] {
  const { dead, notJudged, right, unclear } = mistakes;
  const isJudged = dead.size > 0 || notJudged.size === 0;
  /** These are mistakes wherever they stand. */
  const ofKind = (kind: DamageKind) => (isJudged ? dead.get(kind) : isPlain(kind) ? notJudged.get(kind) : undefined);
  const kinds = Object.keys(KINDS) as DamageKind[];
  return [
    grammar.table.name,
    isJudged ? rate(sumOf(dead)) : judgeName,
    ...kinds.map((kind) => rate(ofKind(kind) ?? newCount())),
    isJudged ? rate(right) : "–",
    isJudged ? `${unclear}` : "–",
  ];
}

function isPlain(kind: DamageKind): boolean {
  return kind === "closer" || kind === "lineBreak";
}

function sumOf(counts: MistakeBench["dead"]): Count {
  const all = newCount();
  for (const { right, wrong } of counts.values()) {
    all.right += right;
    all.wrong += wrong;
  }
  return all;
}

function timeRow({ grammar, times, loadMs, truth }: LanguageBench): readonly string[] {
  return [
    grammar.table.name,
    ...SIZES.map((size) => times.describe(size)),
    ...SIZES.map((size) => times.describeArrival(size)),
    `${loadMs.toFixed(0)}; ${describeTimes(truth.firstTimes)}`,
  ];
}
