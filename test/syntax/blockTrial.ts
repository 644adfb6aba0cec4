/** Writes the bodies of a program as they stand in it, and looks where the stop rules would end them. */

import type { Node } from "web-tree-sitter";
import { readPlace } from "../../src/core/grammar/structure.ts";
import { findPlace } from "../../src/core/place/place.ts";
import { checkStop, createStopContext } from "../../src/core/place/stop.ts";
import { JoinCheck } from "../../src/syntax/join.ts";
import { whereIs } from "../../src/syntax/whereIs.ts";
import { loadGrammar } from "./oracles.ts";

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

export interface BlockEnds {
  /** Bodies in the program. */
  readonly count: number;
  readonly wrong: readonly WrongEnd[];
}

/** A body that does not end where its node does. */
export interface WrongEnd {
  readonly reason: string;
  readonly isLate: boolean;
  /** What stands in front of it, and the end of what is kept. */
  readonly where: string;
}

export async function tryBlockEnds(language: string, text: string): Promise<BlockEnds> {
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
      const where = JSON.stringify(`${text.slice(Math.max(0, from - 30), from)}▮${kept.slice(-40)}`);
      return [{ reason, isLate: kept.length > lineEnd - from, where }];
    });
    return { count: bodies.length, wrong };
  } finally {
    judge.close();
  }
}
