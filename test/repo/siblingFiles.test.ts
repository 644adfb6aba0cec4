/** Files of one piece are found by their names, from either side. */

import { describe, expect, it } from "vitest";
import { siblingsOf } from "../../src/repo/siblingFiles.ts";

const check = (one: string, other: string, others: readonly string[] = []) => {
  const all = new Set([one, other, ...others]);
  const find = (path: string) => siblingsOf(path, (guess) => all.has(guess), 3);
  it(`${one} ↔ ${other}`, () => {
    expect(find(one)).toEqual([other]);
    expect(find(other)).toEqual([one]);
  });
};

describe("a source and its test", () => {
  check("src/cart.ts", "src/cart.test.ts", ["src/carts.ts", "src/index.ts"]);
  check("src/cart.tsx", "src/__tests__/cart.spec.tsx");
  check("lib/shop/cart.js", "test/shop/cart.js");
  check("lib/cart.js", "test/cart.test.js");
  check("shop/cart.go", "shop/cart_test.go", ["shop/test.go"]);
  check("shop/cart.py", "shop/tests/test_cart.py");
  check("cart.py", "test_cart.py", ["cart_data.py"]);
  check("src/main/java/shop/Cart.java", "src/test/java/shop/CartTest.java");
  check("lib/shop/cart.rb", "spec/shop/cart_spec.rb");
  check("/home/me/shop/lib/cart.py", "/home/me/shop/tests/cart_test.py");
});

describe("a header and its source", () => {
  check("shop/cart.h", "shop/cart.cpp");
  check("include/shop/cart.hpp", "src/shop/cart.cc");
});

describe("of no piece", () => {
  const none = (path: string, others: readonly string[]) =>
    it(`${path}: ${others.join(", ")}`, () => {
      expect(siblingsOf(path, (guess) => others.includes(guess), 3)).toEqual([]);
    });
  none("src/index.ts", ["src/shop/index.ts", "lib/index.ts"]);
  none("src/cart.ts", ["src/cart.go", "src/cart_items.ts", "src/cart.test.js"]);
  none("test.py", ["src/test.py", ".py"]);
  none("Makefile", ["test/Makefile"]);
  none(".env.py", ["test_.py"]);
});

it("no more than wanted", () => {
  expect(siblingsOf("a/cart.ts", (guess) => /^a\/cart\.(test|spec)\.ts$/.test(guess), 1)).toEqual(["a/cart.test.ts"]);
});
