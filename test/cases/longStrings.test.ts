/** Strings over several lines, and here-documents, go on to their end; nothing is shown of one that has none. */

import { describe } from "vitest";
import { check } from "./check.ts";

describe("to the end", () => {
  const whole = (languageId: string, marked: string, string: string, more = "") =>
    check(languageId, marked, string + more, marked.replace("▮", string));
  whole("python", "text = ▮\n", '"""\nOne (\n"""', "\nother = 1\n");
  whole("python", "text = ▮\n", 'f"""\n{one}\n"""');
  whole("python", "run(▮)\n", '"""\nOne\n"""', ")\n");
  whole("python", "run(▮)\n", '"""\nOne\n""", (1, 2)', ")\n");
  whole("python", "def f():\n    ▮\n    return 1\n", '"""Does it.\n\n    Well.\n    """', "\n");
  whole("java", "class A {\n  String text = ▮;\n}\n", '"""\n      one {\n      """', ";\n");
  whole("csharp", "class A\n{\n    string text = ▮;\n}\n", '"""\n        one\n        """', ";\n");
  whole("csharp", "class A\n{\n    string text = ▮;\n}\n", '@"one\ntwo"', ";\n");
  whole("rust", "fn f() {\n    let text = ▮;\n}\n", 'r#"\n one "two"\n"#', ";\n");
  whole("rust", "fn f() {\n    println!(▮);\n}\n", 'r#"\n one "two"\n"#', ");\n");
  whole("kotlin", "val text = ▮\n", '"""\n    one {\n""".trimIndent()', "\nval x = 1\n");
  whole("swift", "let text = ▮\n", '"""\n    one (\n    """', "\nlet x = 1\n");
  whole("toml", "text = ▮\n", '"""\none\n"""', "\nx = 1\n");
  whole("typescript", "const text = ▮;\n", `\`\n  one \${two(\`\${three}\`)}\n\``, ";\n");
  whole("typescript", "const query = sql▮\n", "`\n  SELECT 1 (\n`;");
  whole("javascript", "await ask(▮);\n", "`one\n  two`, [1]", ");\n");
  whole("go", "package a\n\nvar text = ▮\n", "`\nSELECT (\n`", "\n");
  whole("dart", "final text = ▮;\n", "'''\n{\n'''", ";\n");
  whole("lua", "local text = ▮\n", "[[\none (\n]]", "\nlocal x = 1\n");
  whole("shellscript", "cat ▮\n", "<<END\none (\nEND", "\n");
  whole("php", "<?php\n$text = ▮;\n", "<<<END\none (\nEND", ";\n");
  whole("ruby", "text = ▮\n", "<<~END\n  one (\nEND", "\n");
  whole("terraform", 'resource "a" "b" {\n  text = ▮\n}\n', "<<END\none {\nEND", "\n");
  whole("nix", "x = ▮\n", "''\n  one\n'';", "\n");
});

describe("strings below each other are one", () => {
  const whole = (languageId: string, marked: string, string: string, more = "") =>
    check(languageId, marked, string + more, marked.replace("▮", string));
  whole("c", "const char *a = ▮;\n", '"b"\n    "c"', ";\nint d;\n");
  whole("c", "const char *a = ▮\n", '"b"\n    "c";', "\nint d;\n");
  whole("c", "const char *a = ▮;\n", '"b"', ";\nint d;\n");
  whole("dart", "final a = ▮;\n", "'b '\n    'c'", ";\n");
  whole("cpp", "#include ▮\n", '"a.h"', '\n#include "b.h"\n');
  check("go", "package a\n\nvar b = ▮\n", '"c"\n"d"\n', 'package a\n\nvar b = "c"\n');
});

describe("in a block, brackets and lines further left in it are its own", () => {
  const inside = (languageId: string, marked: string, block: string) =>
    check(languageId, marked, `${block}\n}\n`, marked.replace("▮", block));
  inside("typescript", "function f() {\n  ▮\n}\n", "const text = `\none (\n}\n`;\n  return text;");
  inside("go", "package a\n\nfunc f() {\n\t▮\n}\n", "text := `\none (\n}\n`\n\tuse(text)");
  inside("rust", "fn f() {\n    ▮\n}\n", 'let text = r#"\n}\n"#;\n    go(text);');
  inside("swift", "func f() {\n    ▮\n}\n", 'let text = """\n    }\n    """\n    use(text)');
  inside("shellscript", "f() {\n  ▮\n}\n", "cat <<END\n} (\nEND\n  use");
  check(
    "python",
    "def f():\n    ▮\n",
    'text = """\none (\ndef x\n"""\n    use(text)\n',
    'def f():\n    text = """\none (\ndef x\n"""\n    use(text)\n',
  );
});

describe("without an end nothing of it", () => {
  check("python", "text = ▮\n", '"""\none\ntwo\n', null);
  check("typescript", "const text = ▮;\n", "`\n  one\n", null);
  check("kotlin", "val text = ▮\n", '"""\n    one\n', null);
  check("ruby", "run(▮)\n", "<<~END)\n  one\nEND\n", null);
  check("lua", "function f()\n  ▮\nend\n", "one()\n  x = [[\n  two\n", "function f()\n  one()\nend\n");
});

describe("within one that stands there already, a line", () => {
  check(
    "python",
    'def f():\n    """▮"""\n    return 1\n',
    'Does it.\n\n    Well."""\n',
    'def f():\n    """Does it."""\n    return 1\n',
  );
  check("python", 'def f():\n    """One (\n    ▮\n    """\n', "two.\n", 'def f():\n    """One (\n    two.\n    """\n');
  check("lua", "x = [[\none (\n▮\n]]\n", "two (\n", "x = [[\none (\ntwo (\n]]\n");
});

describe("right behind what announces them", () => {
  check("shellscript", "cat <<END▮\n", "\none\ntwo\nEND\necho three\n", "cat <<END\none\ntwo\nEND\n");
  check("python", 'text = """▮\n', '\none\ntwo\n"""\nshow(text)\n', 'text = """\none\ntwo\n"""\n');
  check("python", 'text = """▮\none\n"""\n', "\ntwo\n", null);
});
