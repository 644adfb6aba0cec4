/** Whether a first line that was shown is what was written in its place, told by the changes alone. */

import { describe, expect, test } from "vitest";
import { TextEdit } from "../../../src/core/text/textEdit.ts";
import { Looks } from "../../../src/core/worth/looks.ts";

/** Types a text key by key; or at once (`take`), deletes to the left, replaces a part elsewhere, shows another text. */
type Step =
  | string
  | { readonly take: string }
  | { readonly delete: number }
  | { readonly at: number; readonly insert: string }
  | { readonly show: string };

/** One door: what is known of what was shown at `▮`, in the order in which it became known. */
function check(
  name: string,
  marked: string,
  shown: string,
  steps: readonly Step[],
  expected: readonly boolean[],
): void {
  test(name, () => {
    const looks = new Looks();
    let [cursor, text] = [marked.indexOf("▮"), marked.replace("▮", "")];
    const seen: boolean[] = [];
    const show = (suggested: string): void =>
      looks.show({ uri: "a", languageId: "x", level: "balanced", chance: 0.5, start: cursor, text: suggested }, text);
    const change = (start: number, end: number, inserted: string): void => {
      const edit = TextEdit.replace<"raw">(start, end, inserted);
      text = edit.apply(text);
      cursor = edit.mapOffset(cursor, "after");
      seen.push(...looks.change("a", edit, () => text).map(({ isRight }) => isRight));
    };
    show(shown);
    for (const step of steps)
      if (typeof step === "string") for (const key of step) change(cursor, cursor, key);
      else if ("take" in step) change(cursor, cursor, step.take);
      else if ("delete" in step) for (let key = 0; key < step.delete; key += 1) change(cursor - 1, cursor, "");
      else if ("show" in step) show(step.show);
      else change(step.at, step.at, step.insert);
    expect(seen).toEqual(expected);
  });
}

const PLACE = "first\nlet a = ▮\nlast\n";

describe("right", () => {
  check("taken at once", PLACE, "call(b);", [{ take: "call(b);" }], [true]);
  check("a block: its first line is what counts", PLACE, "call(() => {\n  b();\n});", ["call(() => {\n"], [true]);
  check("typed along, and gone on", PLACE, "call(b);", ["call(b);\n"], [true]);
  check("taken word by word", PLACE, "call(b, c);", [{ take: "call" }, { take: "(b, " }, { take: "c);" }], [true]);
  check("with a slip that was corrected", PLACE, "call(b);", ["cx", { delete: 1 }, "all(b);", "\n"], [true]);
  check("text in front of it grows meanwhile", PLACE, "call(b);", ["call", { at: 0, insert: "// " }], [false]);
  check("on the line below", "if (a) {▮\n}\n", "\n  call();", ["\n  call();\n"], [true]);
  check("the editor indents and closes", "if (a) ▮\n", "{ call(b); }", ["{ ", { take: "call(b); }" }], [true]);
});

describe("not right", () => {
  check("something else was written", PLACE, "call(b);", ["other();\n"], [false]);
  check("nothing was, and somebody went elsewhere", PLACE, "call(b);", [{ at: 0, insert: "x" }], [false]);
  check("half of it", PLACE, "call(b);", ["call(c);\n"], [false]);
  check("the line ended before", PLACE, "call(b);", ["\n"], [false]);
});

describe("not known", () => {
  check("still on the line", PLACE, "call(b);", ["call(b)"], []);
  check("the place was deleted", PLACE, "call(b);", ["ca", { delete: 4 }, "\n"], [false]);
  check("what is no line", PLACE, "\n", ["x\n"], []);
});

describe("several", () => {
  check("the rest of what stands is no second look", PLACE, "call(b);", ["ca", { show: "ll(b);" }, "ll(b);\n"], [true]);
  check("another one on the line is", PLACE, "call(b);", ["pu", { show: "t(c);" }, "t(c);\n"], [false, true]);
});

test("what was shown long ago is forgotten, so that nothing grows", () => {
  const looks = new Looks();
  const text = "let a = \n";
  for (let look = 0; look < 500; look += 1)
    looks.show({ uri: "a", languageId: "x", level: "quiet", chance: 0.5, start: 8, text: `call${look}();` }, text);
  const left = looks.change("a", TextEdit.replace(0, 0, "\n"), () => `\n${text}`);
  expect(left.map(({ look }) => look.line)).toEqual(Array.from({ length: 50 }, (_, index) => `call${450 + index}();`));
  expect(looks.change("b", TextEdit.replace(0, 0, "x"), () => expect.unreachable())).toEqual([]);
});
