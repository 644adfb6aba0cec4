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
/** What a chunk that is not offered at a line is still worth at the next one, as a part: it was chosen for what stands near. */
const FADING = 0.85;
/** A chunk that is worth less by now takes attention from the document's own text: it goes, whatever room there is. */
const LEAST_WORTH = 0.1;
/** A chunk must be so many times as likely to help as the one whose place it takes. */
const CLEARLY_BETTER = 1.3;

/**
 *     held      a b c              offered, the best first   d b e
 *     result    b c d              a made room for d, which is appended
 *
 * A chunk that is held keeps its place among the others, so that the cells of those behind it need only be moved; new ones
 * are appended. Those that stay carry what they are worth by now. `offered`: the best first. Measured in `src/repo/README.md`.
 */
export function planChunks(
  held: readonly ContextChunk[],
  offered: readonly ContextChunk[],
  limits: HoldingLimits,
): readonly ContextChunk[] {
  const best = offered.slice(0, LOOKED_AT);
  const values = new Map(offered.map(({ id, value }) => [id, value]));
  let kept = held
    .filter(({ id }) => values.has(id) || !limits.isElsewhere)
    .filter((chunk) => values.has(chunk.id) || !offered.some((other) => isNewerState(other, chunk)))
    .map((chunk) => ({ ...chunk, value: Math.max(values.get(chunk.id) ?? 0, FADING * chunk.value) }))
    .filter(({ value }) => value >= LEAST_WORTH);
  const left = () => limits.maxTokens - kept.reduce((sum, chunk) => sum + limits.tokensOf(chunk), 0);
  while (left() < 0) kept = without(kept, weakest(kept)!);
  for (const chunk of best) {
    if (kept.some(({ id }) => id === chunk.id)) continue;
    const room = makeRoom(kept, chunk, limits);
    if (room !== undefined) kept = [...room, chunk];
  }
  return kept;
}

/** What is left when the chunk gets its room; undefined when what would have to go is as good. */
function makeRoom(
  kept: readonly ContextChunk[],
  chunk: ContextChunk,
  { maxTokens, tokensOf }: HoldingLimits,
): ContextChunk[] | undefined {
  let rest = [...kept];
  let lost = 0;
  const size = (chunks: readonly ContextChunk[]) => chunks.reduce((sum, other) => sum + tokensOf(other), 0);
  while (size(rest) + tokensOf(chunk) > maxTokens) {
    const victim = weakest(rest);
    if (victim === undefined) return undefined;
    lost += victim.value;
    rest = without(rest, victim);
  }
  return chunk.value > lost * CLEARLY_BETTER ? rest : undefined;
}

function weakest(chunks: readonly ContextChunk[]): ContextChunk | undefined {
  return chunks.reduce<ContextChunk | undefined>(
    (least, chunk) => (least === undefined || chunk.value < least.value ? chunk : least),
    undefined,
  );
}

function without(chunks: readonly ContextChunk[], one: ContextChunk): ContextChunk[] {
  return chunks.filter((chunk) => chunk !== one);
}

/** Of the same lines, or some of them, with another text. */
function isNewerState(now: ContextChunk, then: ContextChunk): boolean {
  return now.path === then.path && now.startLine < then.endLine && then.startLine < now.endLine;
}
