/** Which chunks of other files stand in the prompt: they stay where they are until others are clearly better. */

import type { ContextChunk } from "./context.ts";

export interface HoldingLimits {
  /** Tokens of all chunks. */
  readonly maxTokens: number;
  readonly tokensOf: (chunk: ContextChunk) => number;
  /** What is held was chosen for another document: of it only what helps here too is worth its room. */
  readonly isElsewhere: boolean;
}

/** Chunks further down in what is offered are not worth moving others for. */
const LOOKED_AT = 8;
/** A chunk must be so many times as likely to help as the one whose place it takes. */
const CLEARLY_BETTER = 1.3;

/**
 *     held      a b c              offered, the best first   d b e
 *     result    b c d              a made room for d, which is appended
 *
 * A chunk that is held keeps its place among the others, so that the cells of those behind it need only be moved; new ones
 * are appended. `offered`: the best first.
 */
export function planChunks(
  held: readonly ContextChunk[],
  offered: readonly ContextChunk[],
  limits: HoldingLimits,
): readonly ContextChunk[] {
  const best = offered.slice(0, LOOKED_AT);
  const values = new Map(offered.map(({ id, value }) => [id, value]));
  const worthOf = ({ id }: ContextChunk) => values.get(id) ?? 0;
  let kept: readonly ContextChunk[] = held.filter((chunk) => {
    const isOffered = values.has(chunk.id);
    return isOffered || !(limits.isElsewhere || offered.some((other) => isNewerState(other, chunk)));
  });
  const left = () => limits.maxTokens - kept.reduce((sum, chunk) => sum + limits.tokensOf(chunk), 0);
  while (left() < 0) kept = without(kept, weakest(kept, worthOf)!);
  for (const chunk of best) {
    if (kept.some(({ id }) => id === chunk.id)) continue;
    const room = makeRoom(kept, chunk, limits, worthOf);
    if (room !== undefined) kept = [...room, chunk];
  }
  return kept;
}

/** What is left when the chunk gets its room; undefined when what would have to go is as good. */
function makeRoom(
  kept: readonly ContextChunk[],
  chunk: ContextChunk,
  { maxTokens, tokensOf }: HoldingLimits,
  worthOf: (chunk: ContextChunk) => number,
): readonly ContextChunk[] | undefined {
  let rest = kept;
  let lost = 0;
  const size = (chunks: readonly ContextChunk[]) => chunks.reduce((sum, other) => sum + tokensOf(other), 0);
  while (size(rest) + tokensOf(chunk) > maxTokens) {
    const victim = weakest(rest, worthOf);
    if (victim === undefined) return undefined;
    lost += worthOf(victim);
    rest = without(rest, victim);
  }
  return chunk.value > lost * CLEARLY_BETTER ? rest : undefined;
}

function weakest(chunks: readonly ContextChunk[], worthOf: (chunk: ContextChunk) => number): ContextChunk | undefined {
  return chunks.reduce<ContextChunk | undefined>(
    (least, chunk) => (least === undefined || worthOf(chunk) < worthOf(least) ? chunk : least),
    undefined,
  );
}

function without(chunks: readonly ContextChunk[], one: ContextChunk): readonly ContextChunk[] {
  return chunks.filter((chunk) => chunk !== one);
}

/** Of the same lines, or some of them, with another text. */
function isNewerState(now: ContextChunk, then: ContextChunk): boolean {
  return now.path === then.path && now.startLine < then.endLine && then.startLine < now.endLine;
}
