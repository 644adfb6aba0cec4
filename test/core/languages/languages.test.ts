/** The table of languages, and that everyone who must know a language's text reads it there. */

import { describe, expect, test } from "vitest";
import tables from "../../../grammars/languages.json" with { type: "json" };
import {
  commentStart,
  continuesLine,
  findLanguage,
  goesOn,
  LANGUAGES,
  type Language,
  languageOfPath,
  opensBody,
} from "../../../src/core/languages/languages.ts";
import { findPlace } from "../../../src/core/place/place.ts";
import { goesOnPlainly } from "../../../src/core/place/plainText.ts";
import { languageOf } from "../../../src/syntax/grammarTables.ts";

describe("the table", () => {
  const twice = (names: readonly string[]) => names.filter((name, index) => names.indexOf(name) !== index);

  test("names each language and each kind of file once, in lower case", () => {
    const names = LANGUAGES.flatMap(({ id, names }) => [id, ...names]);
    const files = LANGUAGES.flatMap((language) => language.files);
    expect(twice(names)).toEqual([]);
    expect(twice(files)).toEqual([]);
    expect([...names, ...files].filter((name) => name !== name.toLowerCase())).toEqual([]);
  });

  test("and the grammars know each other", () => {
    const grammars = new Set(LANGUAGES.flatMap(({ grammar }) => grammar ?? []));
    expect([...grammars].sort()).toEqual(Object.keys(tables).sort());
    for (const { id, names, grammar } of LANGUAGES)
      for (const name of [id, ...names]) expect([name, languageOf(name)?.name]).toEqual([name, grammar]);
  });

  test("says of each grammar what it gets wrong, under its name too", () => {
    for (const { grammar, grammarFacts = {} } of LANGUAGES)
      expect([grammar, languageOf(grammar ?? "")?.facts]).toEqual([grammar, grammar && grammarFacts]);
  });
});

describe("every language is known", () => {
  /** The languages for which `holds` does not; none of those that it passes over. */
  const failing = (holds: (language: Language) => boolean | undefined) =>
    LANGUAGES.filter((language) => holds(language) === false).map(({ id }) => id);

  test("by its files", () => {
    const paths = LANGUAGES.flatMap(({ id, files }) =>
      files.flatMap((file) => [
        [`a/b.${file}`, id],
        [`a/${file}`, id],
      ]),
    );
    const wrong = paths.filter(([path, id]) => languageOfPath(path!) !== id);
    // A name with a dot in it is no ending.
    expect(wrong.filter(([path]) => path!.split(".").length < 3)).toEqual([]);
  });

  test("to what needs no parser: its comments and strings, and what is none of either", () => {
    const goesOn = (before: string, { id }: Language) => goesOnPlainly(before, " ) ( ]", id);
    expect(failing((language) => language.lineComments.every((sign) => goesOn(`x ${sign} a`, language)))).toEqual([]);
    const slashes = (language: Language) => language.lineComments.includes("//");
    expect(failing((language) => slashes(language) === goesOn("curl x //y", language))).toEqual([]);
    const quotes = (language: Language) => [...language.quotes];
    expect(failing((language) => quotes(language).every((sign) => goesOn(`x = ${sign}a`, language)))).toEqual([]);
    expect(failing((language) => !quotes(language).some((q) => goesOn(`x = ${q}a${q}`, language)))).toEqual([]);
  });

  test("to what finds places: heads with a comment behind", () => {
    const opens = (language: Language) => {
      const line = `a {${language.lineComments.map((sign) => ` ${sign} b`).join("")}`;
      const { mode, opens } = findPlace(line, line.length, language.id);
      return language.isProse ? mode === "line" : opens && opensBody(line, language);
    };
    expect(failing(opens)).toEqual([]);
  });
});

describe("comments", () => {
  const check = (languageId: string, line: string, expected: string | undefined) =>
    test(`${languageId} ${line}`, () => {
      const start = commentStart(line, findLanguage(languageId));
      expect(start === undefined ? undefined : line.slice(start)).toBe(expected);
    });

  check("typescript", 'f("http://a") // b', "// b");
  check("typescript", "f('//')", undefined);
  check("typescript", `\`a\` // b`, "// b");
  check("python", "x = '#'#b", "#b");
  check("python", "x = rb'#'", undefined);
  check("python", "# don't", "# don't");
  check("shellscript", "# don't", "# don't");
  check("shellscript", 'echo "$(#a)" $# a#b # c', "# c");
  check("css", "a: url(http://b)", undefined);
  check("yaml", "a: b#c # d", "# d");
  check("rust", "fn f<'a>() { // b", "// b");
  check("c", "1'000 // '", "// '");
  check("lua", "a = b -- c", "-- c");
  check("vb", "a = 1 ' b", "' b");
  check("json", '"a" // b', undefined);
  check("no such language", "a // b", "// b");
});

describe("heads", () => {
  const check = (languageId: string, line: string, expected: boolean) =>
    test(`${languageId} ${line}`, () => expect(opensBody(line, findLanguage(languageId))).toBe(expected));

  check("makefile", "all: main.o", true);
  check("makefile", "all:", true);
  check("makefile", "%.o: %.c $(DEPS)", true);
  check("makefile", ".PHONY: all # b", true);
  check("makefile", "A := b", false);
  check("makefile", "A = b:c", false);
  check("makefile", "all: A = b", false);
  check("makefile", "\tcp a:b c", false);
  check("ruby", "def a", true);
  check("ruby", "private def a(b)", true);
  check("ruby", "def a = 1", false);
  check("ruby", "def a(b) = b + 1", false);
  check("ruby", "x = if a", true);
  check("ruby", "def a; end", false);
  check("shellscript", "  -h | --help)", true);
  check("shellscript", "f() {", true);
  check("yaml", "- run: |", true);
  check("yaml", "a: >-", true);
  check("yaml", "a: b", false);
  check("sql", "SELECT", true);
  check("sql", "SELECT a", false);
  check("markdown", "- a", true);
  check("markdown", "a {", false);
  check("latex", "\\begin{itemize}[a]", true);
  check("vb", "Private Sub F()", true);
  check("vb", "If a Then b = 1", false);
  check("fortran-modern", "subroutine f(a)", true);
  check("fortran-modern", "integer function f(a) result(b)", true);
  check("svelte", "{#if a}", true);
  check("svelte", "{/if}", false);
  check("jinja", "{% if a %}", true);
  check("jinja", "{% endif %}", false);
  check("erb", "<% a.each do |b| %>", true);
  check("cmake", "if(A)", true);
  check("cmake", "endif()", false);
  check("pascal", "procedure F;", true);
  check("c", "a->", false);
  check("c", "case 1:", true);
  check("typescript", "const a = (b): c =>", true);
});

describe("lines that go on", () => {
  const check = (languageId: string, line: string, expected: boolean) =>
    test(`${languageId} ${line}`, () => expect(goesOn(line, findLanguage(languageId))).toBe(expected));

  check("dockerfile", "RUN a \\", true);
  check("dockerfile", "RUN a", false);
  check("python", "a = b + \\", true);
  check("r", "a %>%", true);
  check("typescript", "a &&  // b", true);
  check("typescript", "a;", false);
  check("vb", "a = b + _", true);
  check("markdown", "a =", false);
});

describe("lines that continue", () => {
  const check = (languageId: string, line: string, expected: boolean) =>
    test(`${languageId} ${line}`, () => expect(continuesLine(line, findLanguage(languageId))).toBe(expected));

  check("typescript", "  .then()", true);
  check("typescript", "  ?.then()", true);
  check("typescript", "  ...a", false);
  check("typescript", "  1.5", false);
  check("elixir", "  |> a()", true);
  check("haskell", "  | a = b", true);
  check("plaintext", "  .a", false);
});

describe("languageOfPath", () => {
  const check = (path: string, expected: string) => test(path, () => expect(languageOfPath(path)).toBe(expected));

  check("/a/b.tsx", "typescriptreact");
  check("C:\\x\\Main.CS", "csharp");
  check("Dockerfile", "dockerfile");
  check("a/Makefile", "makefile");
  check("rules.mk", "makefile");
  check("CMakeLists.txt", "cmake");
  check("docker-compose.yml", "dockercompose");
  check("a/tsconfig.build.json", "jsonc");
  check("a/package.json", "json");
  check("a.d/README", "plaintext");
});
