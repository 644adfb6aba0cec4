import { describe, expect, test } from "vitest";
import { toVotingStretches } from "../../src/repo/votingText.ts";

describe("what of a file may be written again", () => {
  const check = (name: string, text: string, expected: string | string[], writtenAt: number[] = []) =>
    test(name, () => expect(toVotingStretches(text, writtenAt)).toEqual([expected].flat()));

  check("all of it", "a = 1\nb = 2\n", "a = 1\nb = 2\n");
  check(
    "no licence in line comments",
    "// Copyright 2020 A. Writer\n// All rights reserved.\n\npackage a\n",
    "package a\n",
  );
  check("none in a block", "/*\n Copyright (c) 2020\n Permission is granted\n*/\nint a;\n", "int a;\n");
  check("none behind the line that names the program", "#!/bin/sh\n# SPDX-License-Identifier: MIT\nls\n", "ls\n");
  check("none in a document's comment", "<!--\nLicensed under X\n-->\n<p>a</p>\n", "<p>a</p>\n");
  check("none in a Python string", '"""Tools.\n\nCopyright 2020\n"""\nimport a\n', "import a\n");
  check("another comment at the top", "// Reads things.\nread();\n", "// Reads things.\nread();\n");
  check("a comment on licences further down", "a();\n// Licence of b\nb();\n", "a();\n// Licence of b\nb();\n");
  check("a block closed on its line ends there", "/* Copyright 2020 */\na();\n", "a();\n");
  check("lines with carriage returns", "a\r\nb\r\n", "a\nb\n");
  check("no line with a key", `a = 1\ntoken = "ghp_${"aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1dE3fG5".slice(0, 36)}"\nb = 2`, [
    "a = 1\n",
    "b = 2",
  ]);
  check("nothing half written, and nothing goes on across it", "f() {\n  retu\n}\n", ["f() {\n", "}\n"], [12]);
  check("nor where others write in it", "a\nb\nc\nd", ["a\n", "c\n"], [2, 3, 7]);
  check("of two such lines in a row", "a\nb\nc\nd\n", ["a\n", "d\n"], [3, 5]);
  check("in an empty document", "", [], [0]);
  check("behind a licence", "// (c) 2020 A\na\nb\n", "b\n", [14]);
});
