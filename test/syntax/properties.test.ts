/** What holds for all texts. A failure prints the seed and the text. */

import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { canBecomeJson, JsonJudge } from "../../src/syntax/jsonText.ts";
import { toPieces } from "../bench/syntaxPieces.ts";
import { openOracle, withOracle } from "./oracles.ts";
import { PROGRAMS } from "./programs.ts";

// Many parses on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 });

describe("no part of a right text is refused", () => {
  for (const [language, program] of Object.entries(PROGRAMS))
    it(language, () =>
      withOracle(language, (oracle) => {
        const refused = toPieces(program)
          .map((_, index, pieces) => pieces.slice(0, index + 1).join(""))
          .filter((prefix) => oracle.judge(prefix) !== "viable");
        expect(refused).toEqual([]);
      }),
    );

  for (const [language, program] of Object.entries(PROGRAMS))
    it(`${language}: nor at any character is it proved dead`, () =>
      withOracle(language, (oracle) => {
        const lengths = Array.from({ length: program.length + 1 }, (_, length) => length);
        const dead = lengths.filter((length) => oracle.judge(program.slice(0, length)) === "dead");
        expect(dead.map((length) => program.slice(0, length))).toEqual([]);
      }));

  for (const [language, program] of Object.entries(PROGRAMS))
    it(`${language}: nor behind as many items that a whole file has`, () =>
      withOracle(language, (oracle) => {
        const header = language === "go" || language === "java" || language === "csharp" ? "" : program.repeat(6);
        const pieces = toPieces(program);
        const prefixes = pieces.map((_, index) => header + pieces.slice(0, index + 1).join(""));
        expect(prefixes.filter((prefix) => oracle.judge(prefix) !== "viable")).toEqual([]);
      }));
});

// Whether what is not viable is proved dead may depend on it: the parser stops elsewhere where it could use an old tree.
describe("what is viable does not depend on what was asked before", () => {
  for (const language of ["typescript", "python", "rust", "cpp"])
    it(language, () =>
      withOracle(language, (shared) => {
        const text = PROGRAMS[language]!.repeat(3);
        const place = fc.nat({ max: text.length });
        const typed = fc.constantFrom("", ")", "]", " x y", "\n", '"', "(", "else", "/*");
        return fc.assert(
          fc.asyncProperty(fc.array(fc.tuple(place, typed), { minLength: 2, maxLength: 5 }), async (asked) => {
            for (const [end, more] of asked) {
              const prefix = text.slice(0, end) + more;
              const alone = await openOracle(language);
              const expected = alone.judge(prefix) === "viable";
              alone.close();
              expect({ prefix, isViable: shared.judge(prefix) === "viable" }).toEqual({ prefix, isViable: expected });
            }
          }),
          { numRuns: 20 },
        );
      }),
    );
});

describe("what is dead stays dead", () => {
  for (const language of ["typescript", "python", "go", "rust"])
    it(language, () =>
      withOracle(language, (oracle) => {
        const text = PROGRAMS[language]!;
        fc.assert(
          fc.property(
            fc.nat({ max: text.length }),
            fc.string({ maxLength: 4 }),
            fc.string({ maxLength: 8 }),
            (end, bad, more) => {
              const prefix = text.slice(0, end) + bad;
              fc.pre(oracle.judge(prefix) === "dead");
              expect({ prefix, more, verdict: oracle.judge(prefix + more) }).not.toMatchObject({ verdict: "viable" });
            },
          ),
          { numRuns: 60 },
        );
      }),
    );
});

describe("JSON", () => {
  it("every beginning of a value can become one", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(), fc.constantFrom(0, 2), (value, end, indent) => {
        const text = JSON.stringify(value, undefined, indent);
        expect(canBecomeJson(text.slice(0, end % (text.length + 1)))).toBe(true);
      }),
    );
  });

  it("texts that continue one another are judged as each alone", () => {
    const judge = new JsonJudge();
    const text = JSON.stringify(Array.from({ length: 60 }, (_, a) => ({ a, b: ["c", { d: [null, `${a}`] }] })));
    fc.assert(
      fc.property(
        fc.nat({ max: text.length }),
        fc.constantFrom("", "]", "}", ",", ":", '"e"', "1", "/*"),
        (end, more) => {
          for (const asked of [text.slice(0, end), text.slice(0, end) + more, text.slice(0, end) + more.repeat(2)])
            expect({ asked, can: judge.canBecomeJson(asked) }).toEqual({ asked, can: canBecomeJson(asked) });
        },
      ),
    );
  });

  it("what JSON.parse takes can become a value, and what can end there is taken", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...'[]{},:"a\\u1e-+.0 tnf'.split(""), "true", "null"), { maxLength: 9 }),
        (parts) => {
          const text = parts.join("");
          const isValue = isJson(text);
          // Behind a whole value nothing but white space is possible; behind a number, more digits.
          if (isValue) expect({ text, can: canBecomeJson(text) }).toEqual({ text, can: true });
          else if (canBecomeJson(text))
            expect({ text, can: canBecomeJson(`${text} ]`) || canComplete(text) }).toEqual({ text, can: true });
        },
      ),
      { numRuns: 2000 },
    );
  });
});

/** What may be missing of a scalar, a key or a value, then of brackets. */
const ENDINGS = ' " 0 0041" 041" 41" 1" n" rue ue e ull ll l alse lse se null ":0 :0 "a":0 0:0'.split(" ");
const CLOSERS = ' ] } ]] }} ]} }] :0} :0}] "":0} 0] ]]] ]}] }]] ]]} }}] }]} ]}} }}}'.split(" ");

/** Tries endings until JSON.parse is content. */
function canComplete(text: string): boolean {
  const tails = CLOSERS.flatMap((closer) => [closer, closer + "]".repeat(6), closer + "}".repeat(6)]);
  return ENDINGS.some((ending) => tails.some((tail) => isJson(text + ending + tail)));
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
