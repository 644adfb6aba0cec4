/** One more member is wanted behind members, one statement where statements end with a sign, one target of a Makefile. */

import { describe } from "vitest";
import { check } from "./check.ts";

/** What the model writes comes out, with more behind it that does not. */
const whole = (languageId: string, marked: string, text: string, more = "") =>
  check(
    languageId,
    marked,
    text + more,
    marked.replace("▮", () => text),
  );

describe("behind members", () => {
  whole(
    "typescript",
    "class A {\n  b() {\n    c();\n  }\n\n  ▮\n}\n",
    "d() {\n    e();\n\n    f();\n  }",
    "\n\n  g() {\n  }\n}\n",
  );
  whole(
    "python",
    "class A:\n    b = 1\n\n    ▮\n",
    "def c(self):\n        return 1",
    "\n\n    def d(self):\n        pass\n",
  );
  whole(
    "java",
    "class A {\n    int b;\n\n    ▮\n}\n",
    "void c() {\n        d();\n    }",
    "\n\n    void e() {\n    }\n}\n",
  );
  whole(
    "csharp",
    "class A\n{\n    int b;\n\n    ▮\n}\n",
    "void C()\n    {\n        D();\n    }",
    "\n\n    void E()\n    {\n    }\n}\n",
  );
  whole("rust", "impl A {\n    fn b() {}\n\n    ▮\n}\n", "fn c() {\n        d();\n    }", "\n\n    fn e() {}\n}\n");
  whole(
    "ruby",
    "class A\n  def b\n    1\n  end\n\n  ▮\nend\n",
    "def c\n    2\n  end",
    "\n\n  def d\n    3\n  end\nend\n",
  );
  whole(
    "kotlin",
    "class A {\n    val b = 1\n\n    ▮\n}\n",
    "fun c() {\n        d()\n    }",
    "\n\n    fun e() {\n    }\n}\n",
  );
  whole(
    "elixir",
    "defmodule A do\n  @b 1\n\n  ▮\nend\n",
    "def c do\n    1\n  end",
    "\n\n  def d do\n    2\n  end\nend\n",
  );
  const tests = 'describe("a", () => {\n  it("b", () => {\n    c();\n  });\n\n  ▮\n});\n';
  whole("typescript", tests, 'it("d", () => {\n    e();\n  });', '\n\n  it("f", () => {\n    g();\n  });\n});\n');
  // A comment on its own is no member.
  whole("typescript", "class A {\n  b() {}\n\n  ▮\n}\n", "// More.\n\n  c() {}", "\n\n  d() {}\n}\n");
});

describe("the first member", () => {
  whole("typescript", "class A {\n  ▮\n}\n", "b() {\n    c();\n  }", "\n\n  d() {\n    e();\n  }\n}\n");
  whole("typescript", "class A {\n▮\n}\n", "  b() {\n    c();\n  }", "\n\n  d() {\n    e();\n  }\n}\n");
  whole("typescript", "class A {▮}\n", "\n  b() {\n    c();\n  }\n", "\n  d() {\n    e();\n  }\n}\n");
  // Those of a line each are none that it ends with.
  whole("typescript", "class A {\n  ▮\n}\n", "b = 1;\n\n  c() {\n    d();\n  }", "\n\n  e() {\n  }\n}\n");
  whole("python", "class A:\n    ▮\n", "def b(self):\n        return 1", "\n\n    def c(self):\n        return 2\n");
  whole("ruby", "class A\n  ▮\nend\n", "def b\n    1\n  end", "\n\n  def c\n    2\n  end\nend\n");
  whole(
    "csharp",
    "class A\n{\n    ▮\n}\n",
    "int B()\n    {\n        return 1;\n    }",
    "\n\n    int C()\n    {\n        return 2;\n    }\n}\n",
  );
});

describe("elsewhere blank lines end nothing", () => {
  // What is not closed yet is written to its end.
  whole("typescript", "class A {▮\n", "\n  b() {\n    c();\n  }\n\n  d() {\n    e();\n  }\n}", "\n\nf();\n");
  whole("python", "def f():\n    ▮\n\n\ndef g():\n    pass\n", "a = 1\n    b = 2\n    return a + b", "\n");
  whole("python", "def f():\n    a = 1\n\n    ▮\n", "if a:\n        b()\n\n    return a", "\n");
});

describe("a statement of SQL at the top level", () => {
  whole("sql", "▮\n", "SELECT name, age\nFROM people\nWHERE age > 3;", "\n\nSELECT 1;\n");
  whole("sql", "SELECT 1;\n\n▮\n", "SELECT\n  name\nFROM\n  people;", "\nSELECT 2;\n");
  whole("sql", "-- The young.\n▮\n", "SELECT name\nFROM people", "\n\nSELECT 2;\n");
  whole(
    "sql",
    "▮\n",
    "CREATE FUNCTION f() RETURNS INT AS $$\nBEGIN\n  RETURN 1;\nEND;\n$$ LANGUAGE plpgsql;",
    "\nSELECT 1;\n",
  );
  whole("sql", "▮\n", "CREATE TRIGGER a AFTER INSERT ON b\nBEGIN\n  UPDATE c SET d = 1;\nEND;", "\n\nSELECT 1;\n");
  whole("sql", "▮\n", "BEGIN;", "\nSELECT 1;\n");
  whole("sql", "SELECT a\nFROM b\n▮\nWHERE d;\n", "JOIN c ON c.a = b.a", "\nWHERE d;\n");
  whole("sql", "BEGIN\n  ▮\nEND;\n", "UPDATE a SET b = 1;", "\nEND;\n");
  whole("sql", "CREATE VIEW a AS\n▮\n", "SELECT b\nFROM c;", "\n\nSELECT 1;\n");
  whole("sql", "CREATE TABLE a AS\n▮\n\nSELECT 1;\n", "SELECT b\nFROM c\nWHERE d", "\n\nSELECT 1;\n");
  whole("sql", "UPDATE a\n▮\n", "SET b = 1\nWHERE c;", "\n\nSELECT 1;\n");
  whole("sql", "SELECT\n▮\nFROM a;\n", "  b,\n  c", "\nFROM a;\n");
  whole("sql", "INSERT INTO a (b)\n▮\n", "VALUES (1);", "\nSELECT 1;\n");
  whole("sql", "SELECT * FROM people WHERE ▮;\n", "age > 3 AND name LIKE 'a%'", ";\nSELECT 1;\n");
});

describe("a section to its end", () => {
  whole("toml", "[a]\nb = 1\n\n▮\n", '[c]\nd = 2\ne = [\n  "f",\n]', "\n\n[g]\n");
  whole("toml", "▮\n", "[a]\nb = 1", "\n[c]\nd = 2\n");
  whole("toml", "[a]\nb = 1\n▮\n", "c = 2", "\nd = 3\n");
  whole("ini", "▮\n", "[a]\nb = 1\nc = 2", "\n\n[d]\n");
  whole("haskell", "module A where\n\n▮\n", "add :: Int -> Int\nadd a = a", "\n\nsub :: Int\n");
});

describe("a target of a Makefile, with its recipe and without", () => {
  whole("makefile", "▮\n", "all: build test", "\n");
  whole("makefile", "A = 1\n\n▮\n", "shop: main.o\n\tcc -o shop main.o\n\tls", "\n\nclean:\n\trm shop\n");
  whole("makefile", "all:\n\tls\n\n▮\n\nclean:\n\trm a\n", "test:\n\tgo test", "\n\nclean:\n\trm a\n");
  whole("makefile", "▮\n", ".PHONY: all clean", "\n\nall:\n");
  whole("makefile", "▮\n", "ifeq ($(A),1)\nB = 2\nendif", "\nC = 3\n");
  check("makefile", "ifeq ($(A),1)\n▮\nendif\n", "  B = 2\n", "ifeq ($(A),1)\n  B = 2\nendif\n");
});
