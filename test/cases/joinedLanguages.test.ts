/** Languages whose grammars only judge the join: the text rules write, the grammar refuses what would break the file. */

import { describe } from "vitest";
import { check } from "./check.ts";

/** What the model writes comes out, with more behind it that does not. */
const whole = (languageId: string, marked: string, text: string, more = "") =>
  check(languageId, marked, text + more, marked.replace("▮", text));

describe("what is right comes out", () => {
  whole("toml", "[package]\n▮\n", 'name = "shop"', "\n");
  whole("toml", "members = ▮\n", '[\n  "a",\n  "b",\n]', "\n");
  whole("lua", "local sum = ▮\n", "add(1, 2)", "\n");
  whole("lua", "local function add(a, b)\n  ▮\nend\n", "return a + b", "\nend\n");
  whole("lua", "for _, item in ipairs(items) do\n  ▮\nend\n", "if item.ok then\n    sell(item)\n  end", "\nend\n");
  whole("terraform", 'resource "shop" "a" {\n  ▮\n}\n', "name = var.name", "\n}\n");
  whole("terraform", "locals {\n  tags = ▮\n}\n", '{\n    owner = "me"\n  }', "\n}\n");
  whole("scala", "object Shop {\n  ▮\n}\n", "def add(a: Int, b: Int): Int = {\n    a + b\n  }", "\n}\n");
  whole("r", "total <- function(items) {\n  ▮\n}\n", "items %>%\n    filter(price > 3) %>%\n    nrow()", "\n}\n");
  whole("makefile", "shop: main.o\n▮\n", "\tcc -o $@ $^", "\n\nclean:\n");
  whole("makefile", "OBJECTS := ▮\n", "$(SOURCES:.c=.o)", "\n");
});

describe("what would break the file is cut or not shown", () => {
  check("toml", "[package]\n▮\nedition = 2\n", "version = = 1\n", null);
  check("lua", "local a = (▮)\n", "b = c\n", null);
  check("lua", "local function f()\n  ▮\nend\n", "g()\n  local = 1\n", "local function f()\n  g()\nend\n");
  check("terraform", "locals {\n  ▮\n}\n", "a = 1\n  b = = 2\n", "locals {\n  a = 1\n}\n");
  check("scala", "object A {\n  ▮\n}\n", "val b = 1\n  val = 2\n", "object A {\n  val b = 1\n}\n");
  check("r", "f <- function(a) {\n  ▮\n}\n", "b <- 1\n  c <- <- 2\n", "f <- function(a) {\n  b <- 1\n}\n");
  check("makefile", "▮\n", "ifdef A\nB = 1\n\n", null);
});

describe("what the text rules would not show is not shown either", () => {
  check("makefile", "a:\n\t▮\n\nb:\n\tls\n", "cp x \\\n", null);
  check("lua", "local t = {\n  ▮\n}\n", "a = function()\n    g()\n", null);
});
