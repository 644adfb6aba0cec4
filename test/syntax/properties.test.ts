/** What holds for all texts. A failure prints the seed and the text. */

import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { canBecomeJson } from "../../src/syntax/jsonText.ts";
import type { PrefixOracle } from "../../src/syntax/oracle.ts";
import { toPieces } from "../bench/syntaxPieces.ts";
import { openOracle } from "./oracles.ts";

// Many parses on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 });

/** Whole programs of ours with the tokens that are hard to cut. */
const PROGRAMS: Readonly<Record<string, string>> = {
  typescript: `/** A comment. */\nimport { a as b } from "./x";\nexport default class C<T extends object> {\n  #n = 0x1f;\n  get size(): number { return this.#n ** 2; }\n  async *[Symbol.iterator]() { yield* /[/"]+/g.exec(\`a\${b.c ?? \`n\${1}\`}d\`) ?? []; }\n}\nlabel: for (const k in {}) { if (k instanceof Array) continue label; else break; }\nfunction f(...rest: readonly string[]): asserts rest is [string] { try { g?.(); } catch { throw new Error("\\u0041\\n"); } finally { void 0; } }\n`,
  tsx: `const v = <A.B {...p} title="x &amp; y">text {list.map((i) => <li key={i}>{i}</li>)} <></></A.B>;\nexport const w = (a: number): JSX.Element => (a > 1 ? <br /> : <b>{"q"}</b>);\n`,
  python: `@dec(1)\nasync def f(a, *b, c: int = 0x1f, **d) -> "str":\n    """Doc\n    string."""\n    try:\n        async with a as b, c:\n            x = f"{a!r:>{b}} {{}} {d['k']}"\n    except (A, B) as e:\n        raise C from e\n    else:\n        return [i for i in b if i not in d or i is not None]\n    finally:\n        pass\n\n\nmatch x:\n    case [1, *_] if a:\n        y = rb'\\x00' \\\n            b'q'\n    case _:\n        lambda *k: ...\n`,
  go: `package main\n\nimport (\n\t"fmt" // c\n)\n\ntype T[K comparable] struct {\n\ta, b map[K][]int \`json:"a"\`\n}\n\nfunc (t *T[K]) f(c chan<- int, r ...rune) (n int, err error) {\n\tswitch x := any(t).(type) {\n\tcase nil:\n\t\tfallthrough\n\tdefault:\n\t\tc <- 0x1F &^ 1\n\t}\n\tfor i := range r {\n\t\tgo func() { fmt.Println('\\n', i, "\\u0041") }()\n\t}\n\treturn\n}\n`,
  rust: `//! doc\nuse std::{fmt, io::*};\n#[derive(Debug, Clone)]\npub(crate) struct S<'a, T: ?Sized + 'a>(&'a mut T);\nimpl<'a, T> S<'a, T> where T: Fn(u8) -> u8 {\n    unsafe fn f(&self, x: *const u8) -> Result<(), Box<dyn fmt::Debug>> {\n        let r = r#"a"b"#; let c = b'\\n'; /* x /* y */ */\n        for i in 0..=10_usize { match i { 1 | 2 if i != 0x1f => continue, _ => break } }\n        println!("{:?} {}", r, c as char); Ok(())\n    }\n}\n`,
  java: `package a.b;\nimport static java.util.Map.*;\n/** Doc. */\npublic sealed interface A<T extends Comparable<? super T>> permits B {\n  @Deprecated default <R> R f(final int[] a, String... s) throws E {\n    for (var x : s) { if (!(x instanceof String y) || a[0] >>> 2 == 0x1fL) continue; }\n    return switch (a.length) { case 1, 2 -> null; default -> { yield g(B::new, (p, q) -> p); } };\n  }\n}\n`,
  c: `#include <stdio.h>\n#define MAX(a, b) \\\n  ((a) > (b) ? (a) : (b))\ntypedef struct node { unsigned long n : 3; struct node *next[2]; } Node;\nstatic inline int f(const char *s, ...) {\n  for (int i = 0; s[i] != '\\0'; i++) { if (i >> 1 == 0x1fUL) goto end; else continue; }\n  do { printf("%d\\n" "x", sizeof(Node)); } while (0);\nend:\n  return s->n ? -1 : ~2;\n}\n`,
  cpp: `namespace a::b {\ntemplate <typename T, auto... N>\nclass C final : public D<T> {\n public:\n  explicit C(T&& t) noexcept : D<T>{std::move(t)}, n_(0x1f) {}\n  auto operator<=>(const C&) const = default;\n  ~C() override { delete[] p_; }\n private:\n  int n_ = sizeof...(N);\n};\nconstexpr auto r = R"x(a)b)x";\nauto l = [&, x = 1](auto y) mutable -> int { return y + x; };\n}\n`,
  csharp: `using System;\nnamespace A.B;\n/// <summary>Doc</summary>\npublic sealed record R<T>(int X) where T : class, new() {\n  public string? P { get; init; } = $"a{X:D2}b" + @"c""d";\n  async Task F(params int[] a) {\n    foreach (var x in a) { if (x is > 1 and not 3) continue; else await G(y => y ?? 0); }\n    _ = X switch { 1 => "a", _ => throw new Exception() };\n  }\n}\n`,
};

async function withOracle(language: string, use: (oracle: PrefixOracle) => unknown): Promise<void> {
  const oracle = await openOracle(language);
  try {
    await use(oracle);
  } finally {
    oracle.close();
  }
}

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

describe("verdicts do not depend on what was asked before", () => {
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
              const expected = alone.judge(prefix);
              alone.close();
              expect({ prefix, verdict: shared.judge(prefix) }).toEqual({ prefix, verdict: expected });
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
