/** A block that is written as it stands in a program ends where the node of its body ends, by whichever rule. */

import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Node } from "web-tree-sitter";
import { findPlace } from "../../src/core/place.ts";
import { checkStop, createStopContext } from "../../src/core/stop.ts";
import { readPlace } from "../../src/core/structure.ts";
import { findPackageRoot } from "../../src/places.ts";
import { JoinCheck } from "../../src/syntax/join.ts";
import { whereIs } from "../../src/syntax/structure.ts";
import { loadGrammar } from "./oracles.ts";
import { PROGRAMS } from "./programs.ts";

/** A body that is opened at the end of a line, and where it ends: closers that follow on its last line included. */
interface Body {
  readonly from: number;
  readonly to: number;
}

function bodiesOf(root: Node, text: string): readonly Body[] {
  const bodies: Body[] = [];
  for (const { index } of text.matchAll(/[{:]\n/g)) {
    const from = index + 1;
    const opener = root.descendantForIndex(index, from);
    const end = opener && endOfBody(opener, text);
    if (end === undefined || end === null || end <= from) continue;
    const to = end + /^[)\]};,]*/.exec(text.slice(end))![0].length;
    // What goes on behind the body on its last line does not belong to it, nor is there an end at the end of the file.
    const rest = /^[^\n]*\n?/.exec(text.slice(to))![0];
    if (/^\s*(?:\/\/|#|$)/.test(rest) && to + rest.length < text.length) bodies.push({ from, to });
  }
  return bodies;
}

function endOfBody(opener: Node, text: string): number | undefined {
  if (opener.type === "{") {
    const end = opener.parent?.endIndex;
    return end !== undefined && text[end - 1] === "}" ? end : undefined;
  }
  const body = opener.type === ":" ? opener.nextNamedSibling : null;
  return body !== null && /block|suite/.test(body.type) ? body.startIndex + body.text.trimEnd().length : undefined;
}

/** The bodies that would be cut too early or too late, as what is kept of each and why. */
async function findWrong(language: string, text: string): Promise<{ count: number; wrong: readonly string[] }> {
  const judge = new JoinCheck(await loadGrammar(language));
  try {
    const root = judge.rootOf({ prefix: text, suffix: "" });
    const bodies = bodiesOf(root, text).filter(
      ({ from }) => whereIs(root, { prefix: text.slice(0, from), suffix: text.slice(from) }) === "opensBody",
    );
    const wrong = bodies.flatMap(({ from, to }) => {
      const lineEnd = text.indexOf("\n", to);
      const document = text.slice(0, from) + text.slice(lineEnd);
      const place = readPlace(findPlace(document, from, language), "opensBody");
      const context = createStopContext({ text: document, cursor: from, place, maxLines: Number.POSITIVE_INFINITY });
      const generated = text.slice(from, lineEnd + 300);
      const verdict = checkStop(generated, context);
      const kept = verdict.kind === "stop" ? generated.slice(0, verdict.keep).trimEnd() : generated;
      if (kept === text.slice(from, to).trimEnd() || kept === text.slice(from, lineEnd).trimEnd()) return [];
      const reason = verdict.kind === "stop" ? verdict.reason : "no end";
      return [`${reason} behind ${JSON.stringify(`${text.slice(Math.max(0, from - 30), from)}▮${kept.slice(-40)}`)}`];
    });
    return { count: bodies.length, wrong };
  } finally {
    judge.close();
  }
}

describe("our own programs", () => {
  for (const [language, text] of Object.entries(PROGRAMS))
    it(language, async () => expect((await findWrong(language, text)).wrong).toEqual([]));
});

it("our own source: nearly always", async () => {
  const root = findPackageRoot();
  let count = 0;
  const wrong: string[] = [];
  for (const path of globSync("src/{core,syntax}/*.ts", { cwd: root })) {
    const found = await findWrong("typescript", readFileSync(join(root, path), "utf8"));
    count += found.count;
    wrong.push(...found.wrong.map((one) => `${path}: ${one}`));
  }
  expect(count).toBeGreaterThan(500);
  // Repetition is stopped although it is meant.
  expect(wrong.length / count, wrong.join("\n")).toBeLessThan(0.01);
});
