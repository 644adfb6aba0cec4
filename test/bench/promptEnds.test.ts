import { describe, expect, test } from "vitest";
import { TextEdit } from "../../src/core/text/textEdit.ts";
import type { InstanceId } from "../../src/core/tokens/tokenizer.ts";
import { endsOf, hasMoved } from "./promptEnds.ts";

const FIM = {
  family: "any",
  prefix: [100],
  suffix: [101],
  middle: [102],
  order: "psm",
  fileSeparator: undefined,
  repository: undefined,
  needsHealing: false,
} as const;

describe("ends", () => {
  const check = (name: string, order: "psm" | "spm", instances: readonly number[], cursor: number, ends: object) =>
    test(name, () => {
      const run = { ids: instances.map(() => 0), instances: instances as readonly InstanceId[] };
      const [prefixTokens, suffixTokens] = [
        instances.filter((one) => one < 10).length,
        instances.filter((one) => one > 10 && one < 50).length,
      ];
      expect(endsOf({ run, cursor, prefixTokens, suffixTokens, heal: "" }, { ...FIM, order })).toEqual(ends);
    });

  check("text before first", "psm", [100, 1, 2, 3, 101, 11, 12, 102], 4, { first: 1, last: 12 });
  check("text behind first", "spm", [101, 11, 12, 100, 1, 2, 3, 102], 7, { first: 1, last: 12 });
  check("nothing behind", "psm", [100, 1, 2, 101, 102], 3, { first: 1, last: undefined });
  check("nothing before", "psm", [100, 101, 11, 102], 1, { first: undefined, last: 11 });
});

describe("a window has moved", () => {
  const ends = (first: number, last: number) => ({ first: first as InstanceId, last: last as InstanceId });
  const check = (
    name: string,
    from: [number, number],
    to: [number, number],
    edit: TextEdit | undefined,
    moved: boolean,
  ) => test(name, () => expect(hasMoved(ends(...from), ends(...to), { edit, length: 1000 })).toBe(moved));
  const insert = (at: number) => TextEdit.replace(at, at, "x");

  check("not by typing", [1, 9], [1, 9], insert(500), false);
  check("at its start", [1, 9], [2, 9], insert(500), true);
  check("at its end", [1, 9], [1, 8], insert(500), true);
  check("with the cursor alone", [1, 9], [2, 8], undefined, true);
  check("not where the first token is typed anew", [1, 9], [20, 9], insert(3), false);
  check("not where the last token is typed anew", [1, 9], [1, 20], insert(995), false);
});
