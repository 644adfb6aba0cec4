import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BugError } from "../../../src/core/bug.ts";
import { type EditStep, type Replacement, TextEdit } from "../../../src/core/text/textEdit.ts";
import { anyEdit, anyText } from "../anyText.ts";
import { markEdit, parseEdit } from "./markedEdit.ts";

describe("construction", () => {
  test.each<[string, Replacement[]]>([
    ["backwards", [{ start: 3, end: 2, text: "" }]],
    ["negative", [{ start: -1, end: 2, text: "" }]],
    ["not whole", [{ start: 0.5, end: 2, text: "" }]],
    ["not a number", [{ start: Number.NaN, end: 2, text: "" }]],
    [
      "unsorted",
      [
        { start: 4, end: 5, text: "" },
        { start: 1, end: 2, text: "" },
      ],
    ],
    [
      "overlapping",
      [
        { start: 1, end: 3, text: "" },
        { start: 2, end: 4, text: "" },
      ],
    ],
  ])("refuses %s replacements", (_name, replacements) => {
    expect(() => TextEdit.of(replacements)).toThrow(BugError);
  });

  function checkNormal(replacements: readonly [number, number, string][], expected: string): void {
    const edit = TextEdit.of(replacements.map(([start, end, text]) => ({ start, end, text })));
    expect(edit.toString()).toBe(expected);
  }

  test("merges what touches and leaves out what does nothing", () => {
    checkNormal([[2, 2, ""]], "TextEdit.empty");
    checkNormal(
      [
        [0, 0, ""],
        [2, 3, "a"],
        [3, 3, "b"],
        [3, 5, "c"],
        [6, 6, ""],
      ],
      'TextEdit.of([{ start: 2, end: 5, text: "abc" }])',
    );
    checkNormal(
      [
        [0, 0, "x"],
        [0, 1, ""],
        [2, 2, '"\n'],
      ],
      'TextEdit.of([{ start: 0, end: 1, text: "x" }, { start: 2, end: 2, text: "\\"\\n" }])',
    );
  });

  test("apply refuses a text that is too short", () => {
    expect(() => TextEdit.replace(3, 4, "x").apply("abc")).toThrow(BugError);
  });
});

describe("compose", () => {
  function checkCompose(first: string, second: string, expected: string): void {
    const { before, edit } = parseEdit(first);
    const next = parseEdit(second);
    expect(next.before).toBe(edit.apply(before));
    expect(markEdit(before, edit.compose(next.edit))).toBe(expected);
  }

  test("cases", () => {
    checkCompose("ab[→x]cd", "abx[→y]cd", "ab[→xy]cd");
    checkCompose("ab[→x]cd", "ab[→y]xcd", "ab[→yx]cd");
    checkCompose("ab[→x]cd", "ab[x→]cd", "abcd");
    checkCompose("ab[→xyz]cd", "abx[y→]zcd", "ab[→xz]cd");
    checkCompose("ab[c→xyz]d", "a[bx→q]yzd", "a[bc→qyz]d");
    checkCompose("[a→1]b[c→2]d", "[1b2→]d", "[abc→]d");
    checkCompose("a[→1]bcd", "a1bc[d→2]", "a[→1]bc[d→2]");
    checkCompose("a[bc→]d", "a[→X]d", "a[bc→X]d");
  });

  test("law", () => {
    fc.assert(
      fc.property(
        anyText.chain((text) => fc.tuple(fc.constant(text), anyEdit(text))),
        fc.context(),
        fc.infiniteStream(fc.nat()),
        ([text, first], context, numbers) => {
          const middle = first.apply(text);
          const next = editFrom(middle, numbers);
          context.log(`first ${first}; next ${next}`);
          expect(first.compose(next).apply(text)).toBe(next.apply(middle));
        },
      ),
    );
  });
});

/** An edit of `text` drawn from a stream of numbers, for edits of a text that is only known inside of a property. */
function editFrom(text: string, numbers: Iterator<number>): TextEdit<never> {
  const replacements: Replacement<never>[] = [];
  let at = 0;
  for (let left = Number(numbers.next().value) % 5; left > 0; left--) {
    const start = at + (Number(numbers.next().value) % (text.length - at + 1));
    const end = start + (Number(numbers.next().value) % Math.min(6, text.length - start + 1));
    replacements.push({ start, end, text: "QRSTUV".slice(0, Number(numbers.next().value) % 7) });
    at = end;
  }
  return TextEdit.of(replacements);
}

describe("sequence", () => {
  test("is one step after the other", () => {
    const steps: EditStep[] = [
      { offset: 0, deleted: 0, inserted: "one two" },
      { offset: 3, deleted: 1, inserted: "\n" },
      { offset: 0, deleted: 3, inserted: "" },
      { offset: 0, deleted: 1, inserted: "" },
    ];
    expect(TextEdit.sequence(steps).toString()).toBe('TextEdit.of([{ start: 0, end: 0, text: "two" }])');
    expect(TextEdit.sequence([])).toBe(TextEdit.empty);
  });

  test("law", () => {
    fc.assert(
      fc.property(anyText, fc.array(fc.tuple(fc.nat(), fc.nat(9), fc.string({ maxLength: 4 }))), (text, raw) => {
        let expected = text;
        const steps = raw.map(([place, length, inserted]) => {
          const offset = place % (expected.length + 1);
          const deleted = Math.min(length, expected.length - offset);
          expected = expected.slice(0, offset) + inserted + expected.slice(offset + deleted);
          return { offset, deleted, inserted };
        });
        expect(TextEdit.sequence(steps).apply(text)).toBe(expected);
      }),
    );
  });
});

test("inverse leads back", () => {
  fc.assert(
    fc.property(
      anyText.chain((text) => fc.tuple(fc.constant(text), anyEdit(text))),
      ([text, edit]) => {
        const after = edit.apply(text);
        expect(edit.inverse(text).apply(after)).toBe(text);
        expect(after.length - text.length).toBe(edit.lengthDelta);
      },
    ),
  );
});

describe("tryRebase", () => {
  /** Both marks are over the same text; `expected` is over the text after `over`. */
  function checkRebase(mine: string, over: string, expected: string | undefined): void {
    const a = parseEdit(mine);
    const b = parseEdit(over);
    expect(b.before).toBe(a.before);
    const rebased = a.edit.tryRebase(b.edit);
    expect(rebased && markEdit(b.edit.apply(b.before), rebased)).toBe(expected);
  }

  test("elsewhere: places move", () => {
    checkRebase("ab[→x]cd", "[→123]abcd", "123ab[→x]cd");
    checkRebase("ab[→x]cd", "abc[d→]", "ab[→x]c");
    checkRebase("[a→]bc[d→D]", "a[b→]cd", "[a→]c[d→D]");
  });

  test("agreement: what both say is done once", () => {
    checkRebase("ret[→urn x;]", "ret[→u]", "retu[→rn x;]");
    checkRebase("ret[→urn]", "ret[→urn x]", "return x");
    checkRebase("f[)→oo)]", "f[→oo])", "foo[)→)]");
    checkRebase("a[bcd→]e", "a[bc→]de", "a[d→]e");
    checkRebase("a[b→]e", "a[be→]", "a");
  });

  test("touching without two texts at one place", () => {
    checkRebase("a[→x]bc", "[a→]bc", "[→x]bc");
    checkRebase("a[bc→]d", "abc[→x]d", "a[bc→]xd");
    checkRebase("a[bc→]d", "a[→x]bcd", "ax[bc→]d");
  });

  test("contradiction", () => {
    checkRebase("ret[→urn]", "ret[→x]", undefined);
    checkRebase("a[bc→]d", "ab[cd→]", undefined);
    checkRebase("ab[→x]cd", "a[bc→]d", undefined);
    checkRebase("a[bc→]d", "ab[→x]cd", undefined);
    checkRebase("a[b→x]cd", "ab[→y]cd", undefined);
    checkRebase("ab[→x]cd", "a[b→y]cd", undefined);
  });

  test("both ways lead to the same text", () => {
    let rebased = 0;
    const pair = fc
      .string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 12 })
      .chain((text) => fc.tuple(fc.constant(text), anyEdit(text, "ab"), anyEdit(text, "ab")));
    fc.assert(
      fc.property(pair, ([text, a, b]) => {
        const aAfterB = a.tryRebase(b);
        const bAfterA = b.tryRebase(a);
        expect(aAfterB === undefined).toBe(bAfterA === undefined);
        if (aAfterB === undefined || bAfterA === undefined) return;
        rebased += 1;
        expect(a.compose(bAfterA).apply(text)).toBe(b.compose(aAfterB).apply(text));
      }),
      { numRuns: 2000 },
    );
    expect(rebased).toBeGreaterThan(200);
  });
});

describe("mapOffset", () => {
  /** `│` marks the offset in `marked` and where it goes, in the text after. */
  function checkMap(marked: string, bias: "before" | "after", expected: string): void {
    const offset = parseEdit(marked.slice(0, marked.indexOf("│"))).before.length;
    const { before, edit } = parseEdit(marked.replace("│", ""));
    const mapped = edit.mapOffset(offset, bias);
    const after = edit.apply(before);
    expect(`${after.slice(0, mapped)}│${after.slice(mapped)}`).toBe(expected);
  }

  test("an insertion at the offset", () => {
    checkMap("ab│[→x]cd", "before", "ab│xcd");
    checkMap("ab│[→x]cd", "after", "abx│cd");
    checkMap("ab[→x]c│d", "before", "abxc│d");
  });

  test("the ends of a replaced range", () => {
    checkMap("ab│[c→xy]d", "before", "ab│xyd");
    checkMap("ab│[c→xy]d", "after", "ab│xyd");
    checkMap("ab[c→xy]│d", "before", "abxy│d");
    checkMap("ab[c→xy]│d", "after", "abxy│d");
  });

  test("inside of a replaced range", () => {
    const { edit } = parseEdit("ab[cd→xyz]e[f→]g");
    expect(edit.mapOffset(3, "before")).toBe(2);
    expect(edit.mapOffset(3, "after")).toBe(5);
    expect(edit.mapOffset(7, "after")).toBe(7);
  });
});
