/** Positions of the cache. */

import { expect, it } from "vitest";
import { type ContextSizeFacts, chooseContextSize, limitContextSize, limitToUse } from "../../src/llama/contextSize.ts";

function check(facts: Partial<ContextSizeFacts>, expected: number): void {
  it(JSON.stringify(facts), () => {
    const all = { setting: 0, trained: 32_768, freeMemory: 2 ** 34, bytesPerPosition: 12_288, ...facts };
    expect(chooseContextSize(all)).toBe(expected);
  });
}

check({}, 4096);
check({ trained: 2048 }, 2048);
check({ trained: 128 }, 128);
check({ trained: undefined }, 4096);
check({ setting: 8192 }, 8192);
check({ setting: 65_536 }, 32_768);
check({ freeMemory: 12_288 * 4000 }, 1792);
check({ freeMemory: 12_288 * 10 }, 512);
check({ freeMemory: -1 }, 512);
check({ freeMemory: undefined }, 4096);
check({ bytesPerPosition: 0 }, 4096);
check({ tuned: 2560 }, 2560);
check({ tuned: 8192 }, 4096);
check({ tuned: 2560, setting: 8192 }, 8192);

function checkLimit(contextSize: number, rotateMs: number, expected: number): void {
  it(`${contextSize} positions re-rotated in ${rotateMs} ms, of which 50 are allowed`, () => {
    expect(limitContextSize(contextSize, rotateMs, 50)).toBe(expected);
  });
}

checkLimit(4096, 26, 4096);
checkLimit(4096, 50, 4096);
checkLimit(4096, 60, 3328);
checkLimit(4096, 500, 2048);
checkLimit(1024, 500, 1024);
checkLimit(4096, 0, 4096);

function checkUse(
  prefill: number,
  contextSize: number,
  expected: number,
  contextMode: "off" | "repository" = "off",
): void {
  it(`${contextSize} positions at ${prefill} tokens a second, other files ${contextMode}`, () => {
    const settings = { latencyTargetMs: 400, contextMode };
    expect(limitToUse(contextSize, { rates: { prefill, decode: 113 }, settings, movable: true })).toBe(expected);
  });
}

checkUse(330, 4096, 2560);
checkUse(50, 4096, 2560);
checkUse(330, 1024, 1024);
checkUse(500, 4096, 3840);
checkUse(330, 4096, 3584, "repository");
