/** What a real llama-server said is read as it was when it said it, in pieces of any size. */

import { expect, it } from "vitest";
import type { ServerPort } from "../../src/core/remote/serverPort.ts";
import { askAt, type HeldConversation, PLACES, readConversations } from "./conversations.ts";

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
  expect(held.map(({ marked }) => marked)).toEqual(PLACES.map(([, marked]) => marked));
});

it.each(held)("$languageId: $marked", async (conversation) => {
  const { languageId, marked, shown } = conversation;
  expect(shown).not.toBe("failed");
  for (const size of [7, 1000, 1_000_000])
    expect(await askAt(replayed(conversation, size), languageId, marked)).toBe(shown);
});
