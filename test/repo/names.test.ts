/** What is read of a text without a grammar: terms, the names that a line defines, imports. */

import { describe, expect, it } from "vitest";
import { namesDefinedIn } from "../../src/repo/definedNames.ts";
import { ImportedFiles } from "../../src/repo/importedFiles.ts";
import { definitionTerm, hashTerm, namesIn, termsOf } from "../../src/repo/terms.ts";

describe("terms", () => {
  const check = (identifier: string, expected: string) =>
    it(identifier, () => expect(termsOf(identifier)).toEqual(expected.split(" ").filter(Boolean).map(hashTerm)));

  check("getUserName", "getusername user name");
  check("HTTPServer2", "httpserver2 http server");
  check("open_door", "open_door open door");
  check("price", "price");
  check("x", "");
  check("return", "");
  check("größe", "größe");
  it("a definition is none of its name's terms", () => expect(termsOf("price")).not.toContain(definitionTerm("price")));
  it("names", () =>
    expect(namesIn("const total = cart.price(x) + total")).toEqual(["total", "cart", "price", "total"]));
});

describe("names that a line defines", () => {
  const check = (line: string, expected: string) =>
    it(line, () => expect(namesDefinedIn(line).join(" ")).toBe(expected));

  check("export default class Cart extends Base {", "Cart");
  check("export async function* walk(folder: string) {", "walk");
  check("  private static readTotal(cart: Cart): number {", "readTotal");
  check("  if (cart.isEmpty) {", "");
  check("  } else if (x) {", "");
  check("export const TOTALS: Map<string, number> = new Map();", "TOTALS");
  check("  const inner = 1;", "");
  check("def read_total(cart):", "read_total");
  check("    async def fetch(self):", "fetch");
  check("MOST_ITEMS: int = 12", "MOST_ITEMS");
  check("total == 12", "");
  check("func (c *Cart) Total() int {", "Total");
  check("func main() {", "main");
  check("type Cart struct {", "Cart");
  check("pub(crate) fn total(&self) -> u64 {", "total");
  check("pub fn total(&self) -> u64 {", "total");
  check("pub trait Priced {", "Priced");
  check("macro_rules! price {", "price");
  check("public interface Priced<T> {", "Priced");
  check("module Shop", "Shop");
  check("return total(cart)", "");
  check("cart.total = function () {", "");
});

describe("imports", () => {
  const check = (text: string, from: string, expected: Record<string, number>) =>
    it(text, () => {
      const imports = new ImportedFiles(text, from, []);
      const strengths = Object.keys(expected).map((path) => [path, imports.strengthOf(path)]);
      expect(Object.fromEntries(strengths)).toEqual(expected);
    });

  check('import { a } from "../lib/cart.js";', "/r/src/app/main.ts", {
    "/r/src/lib/cart.ts": 1,
    "/r/src/lib/other.ts": 0,
  });
  check('export * from "./cart";', "/r/src/main.ts", { "/r/src/cart/index.ts": 1, "/r/cart.ts": 0 });
  check('const cart = require("./cart")', "/r/src/main.js", { "/r/src/cart.js": 1 });
  check('import { Cart } from "@shop/cart/totals";', "/r/app/main.ts", {
    "/r/packages/cart/totals.ts": 0,
    "/r/@shop/cart/totals.ts": 1,
  });
  check("from ..shop.cart import Cart", "/r/a/b/c.py", { "/r/a/shop/cart.py": 1, "/r/shop/cart.py": 0 });
  check("from . import cart", "/r/shop/a.py", { "/r/shop/__init__.py": 1 });
  check("import shop.cart as c", "/r/a.py", { "/r/src/shop/cart.py": 1, "/r/src/shop/cat.py": 0.25 });
  check('import (\n\t"fmt"\n\t"example.com/shop/cart"\n)', "/r/main.go", { "/r/example.com/shop/cart/totals.go": 0.5 });
  check("use crate::shop::cart::Total;", "/r/src/main.rs", { "/r/src/shop/cart.rs": 1, "/r/src/shop/cart/mod.rs": 1 });
  check("import com.shop.Cart;", "/r/src/Main.java", { "/r/src/com/shop/Cart.java": 1 });
  check('#include "shop/cart.h"', "/r/src/main.c", { "/r/include/shop/cart.h": 1 });
});
