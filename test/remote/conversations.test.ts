/** What a real llama-server said is read as it was when it said it, in pieces of any size. */

import { expect, it } from "vitest";
import type { ServerPort } from "../../src/core/remote/serverPort.ts";
import { createFakeClock } from "../fakes/clock.ts";
import {
  askAt,
  grammarsFor,
  type HeldConversation,
  type HeldPlace,
  PLACES,
  readConversations,
  type Said,
} from "./conversations.ts";

/** Answers as the server did, a few characters at a time. */
function replayed({ asks, streams }: HeldConversation, size: number): ServerPort {
  const [left, later] = [[...asks], [...streams]];
  return {
    host: "127.0.0.1:8012",
    ask: async (path) => {
      const [asked, answer] = left.shift() ?? [];
      expect(path).toBe(asked);
      return answer!;
    },
    async *open(request) {
      const stream = later.shift();
      expect(request.prompt).toBe(stream?.request.prompt);
      const { text } = stream!;
      for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
    },
  };
}

const held = readConversations();

it("there is one for each place", () => {
  expect(held.map(({ asks, streams, said, ...place }) => place)).toEqual(PLACES);
});

it.each(held)("$languageId $kind $isJudged: $marked", async (conversation) => {
  const { asks, streams, said, ...place } = conversation;
  expect(said.shown).not.toBe("failed");
  expect(said.refused.length > 0).toBe(place.isJudged === true);
  for (const size of [7, 1000, 1_000_000]) expect(await holdAgain(conversation, place, size)).toEqual(said);
});

/** Time goes on only when all is said: no answer of the grammar comes too late, however slow the machine is. */
async function holdAgain(conversation: HeldConversation, place: HeldPlace, size: number): Promise<Said> {
  const [clock, syntax] = [createFakeClock(), grammarsFor(place)];
  let isOver = false;
  const held = askAt(replayed(conversation, size), place, { clock, syntax }).finally(() => (isOver = true));
  while (!isOver) {
    await syntax?.settled();
    await clock.advance(1);
  }
  return held;
}
