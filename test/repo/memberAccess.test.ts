/** Of which class a member is wanted: `▮` is where it is typed. */

import { expect, test } from "vitest";
import { classesAtMember } from "../../src/repo/memberAccess.ts";

function check(text: string, expected: string): void {
  test(text, () => expect(classesAtMember(text.slice(0, text.indexOf("▮"))).join(" ")).toBe(expected));
}

check("const cart = new Cart(rules);\nconst other = 1;\ncart.▮", "Cart");
check("function pay(cart: Cart, till?: Till) {\n  return till?.op▮", "Till");
check("function pay(cart: Cart | undefined) {\n  cart.▮", "Cart");
check("let cart = new Cart();\ncart = new Basket();\ncart.▮", "Basket");
check("class Cart extends Basket {\n  total() {\n    return this.▮", "Cart Basket");
check("class Cart(shop.Basket, Priced):\n    def total(self):\n        return self.▮", "Cart Basket Priced");
check("def pay(cart: shop.Cart):\n    cart.▮", "Cart");
check("cart = shop.Cart(1)\ncart.▮", "Cart");
check("func pay(cart *shop.Cart, n int) {\n\tcart.▮", "Cart");
check("cart := &Cart{}\ncart.▮", "Cart");
check("fn pay(cart: &mut Cart) {\n    cart.▮", "Cart");
check("let cart = Cart::new();\ncart.▮", "Cart");
check("impl Priced for Cart {\n    fn total(&self) {\n        self.▮", "Priced Cart");
check("List<Item> items = load();\nitems.▮", "List");
check("void pay(const Cart& cart) {\n  cart.▮", "Cart");
check("Cart* cart = open();\ncart->▮", "Cart");
check("const total = Cart.▮", "Cart");
check("cart.▮", "");
check("const cart = open();\nconst cartTotal: Total = 1;\ncart.▮", "");
check("const cart = new Cart();\ncart▮", "");
check("this.▮", "");
