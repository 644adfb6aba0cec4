/** What the parsing thread keeps of places. */

import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { SyntaxDesk, type SyntaxRequest } from "../../src/syntax/desk.ts";

const GRAMMARS = fileURLToPath(new URL("../../grammars", import.meta.url));

/** One door: places opened one after the other, by the length of their text; which of them can still be asked about. */
const check = (name: string, lengths: readonly number[], known: readonly number[]) =>
  test(name, async () => {
    const desk = new SyntaxDesk(GRAMMARS);
    const send = (place: number, name: SyntaxRequest["name"], asks: SyntaxRequest["asks"]) =>
      desk.answer({ id: 0, language: "json", place, name, asks } as SyntaxRequest);
    for (const [place, length] of lengths.entries())
      await send(place, "open", { prefix: "[", suffix: `${" ".repeat(length - 2)}]` });
    const answers = await Promise.all(lengths.map((_, place) => send(place, "judge", { inserted: "1" })));
    expect([...answers.keys()].filter((place) => answers[place]!.isForgotten !== true)).toEqual(known);
  });

check("eight places are known at once", Array<number>(10).fill(100), [2, 3, 4, 5, 6, 7, 8, 9]);
check("of long texts as many as have 4 million characters together", [1.9e6, 100, 1.9e6, 1.9e6], [1, 2, 3]);
check("the latest in any case", [100, 9e6], [1]);
