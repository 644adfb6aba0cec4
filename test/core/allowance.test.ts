import { expect, test } from "vitest";
import { Allowance } from "../../src/core/allowance.ts";

/** One door: sizes, the most wanted first; what is kept of them. */
const check = (name: string, allowance: number, sizes: readonly number[], kept: readonly number[]) =>
  test(name, () => {
    const allowed = new Allowance(allowance);
    expect(sizes.filter((size) => allowed.allows(size))).toEqual(kept);
  });

check("all that has room together", 10, [3, 3, 4], [3, 3, 4]);
check("not what has none behind it", 10, [3, 8], [3]);
check("nor what is older than that, however small", 10, [3, 8, 1], [3]);
check("the first, whatever its size", 10, [11], [11]);
check("and nothing beside it then", 10, [11, 1], [11]);
