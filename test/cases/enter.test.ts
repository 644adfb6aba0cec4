/** Enter while a body stands as ghost text between the braces. */

import { expect, test } from "vitest";
import { Conversation } from "../core/request/conversation.ts";

/** The editor indents by `typed` and puts the closer on a line of its own. */
const check = (marked: string, writes: string, typed: string, tail: string, expected: string) =>
  test(`${JSON.stringify(marked)} ${JSON.stringify(writes)} ${JSON.stringify(typed)}`, async () => {
    const talk = new Conversation(marked, { continuation: () => writes, others: "" });
    await talk.show();
    talk.type(typed, { tail });
    expect(await talk.show()).toBe(expected);
    await talk.rest();
  });

check("function f() {▮}\n", "\n    a();\n    b();\n", "\n  ", "\n", "[a();\n  b();]");
check("function f() {▮}\n", "    a();\n    b();\n", "\n  ", "\n", "[a();\n  b();]");
check("class A {\n  f() {▮}\n}\n", "\n      a();\n      b();\n", "\n    ", "\n  ", "[a();\n    b();]");
check("class A {\n  f() {▮}\n}\n", "\n    a();\n    b();\n", "\n    ", "\n  ", "[a();\n    b();]");
check("function f() {▮}\n", "\n\t\ta();\n\t\tb();\n", "\n\t", "\n", "[a();\n\tb();]");
