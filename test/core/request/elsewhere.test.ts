/** Two speeds on fake engines: what is here first, the server's text at the pause if it is surer, and nothing lost when it is gone. */

import { describe, expect, it } from "vitest";
import { ServerConnection } from "../../../src/core/remote/serverConnection.ts";
import { ServerSession } from "../../../src/core/request/serverSession.ts";
import { FakeServer, type FakeServerOptions } from "../../fakes/server.ts";
import type { SaidToken } from "../../fakes/serverTalk.ts";
import { always, Conversation } from "./conversation.ts";

/** A conversation with a model here that is so sure of what it writes, and a server. */
function open(marked: string, here: string, logprob: number, server: FakeServerOptions, withheld?: string) {
  const talk = new Conversation(marked, { ...always(here), logprob });
  const fake = new FakeServer(server);
  const { clock, settings } = talk;
  const connection = new ServerConnection({
    port: fake,
    wishes: { kind: "auto", model: "", layout: "auto" },
    clock,
    chance: () => 1,
  });
  const trace = { emit: () => {} };
  talk.pipeline.setServer(new ServerSession({ connection, clock, trace, settings, whyNothingIsSent: () => withheld }));
  return { talk, fake, connection };
}

const look = async (talk: Conversation): Promise<string> => (await talk.show()).replace(/^\[|\]$/g, "");

const said = (chance: number, ...texts: readonly string[]): readonly SaidToken[] =>
  texts.map((text) => ({ text, chance }));

/** What is shown at first, and after everything else has come. */
async function twice({ talk }: ReturnType<typeof open>): Promise<readonly [string, string, number]> {
  const first = await look(talk);
  await talk.clock.advance(3000);
  const later = await look(talk);
  return [first, later, talk.more.length];
}

describe("at a pause", () => {
  const check = (
    what: string,
    here: readonly [string, number],
    there: FakeServerOptions,
    expected: readonly [string, string, number],
  ) => it(what, async () => expect(await twice(open("const a = ▮\n", here[0], here[1], there))).toEqual(expected));

  check("the surer text takes the place", ["two();", -0.3], { write: () => said(0.99, " one", "();", "\n") }, [
    "two();",
    "one();",
    1,
  ]);
  check("a less sure one does not", ["two();", -0.001], { write: () => said(0.6, " one", "();", "\n") }, [
    "two();",
    "two();",
    0,
  ]);
  check("the same text changes nothing", ["one();", -0.3], { write: () => said(0.99, " one", "();", "\n") }, [
    "one();",
    "one();",
    0,
  ]);
  check(
    "where the model here was silent it fills in",
    ["two();", -5],
    { write: () => said(0.99, " one", "();", "\n") },
    ["lowConfidence", "one();", 1],
  );
  const unscored = (): readonly SaidToken[] => [" one", "();", "\n"].map((text) => ({ text, isUnscored: true }));
  check("a text of unknown likelihood takes no other's place", ["two();", -0.35], { kind: "openai", write: unscored }, [
    "two();",
    "two();",
    0,
  ]);
  check("but fills in", ["two();", -5], { kind: "openai", write: unscored }, ["lowConfidence", "one();", 1]);
  check("a server that is busy is not heard of", ["two();", -0.3], { status: () => 429 }, ["two();", "two();", 0]);
  check("nor one that breaks off", ["two();", -0.3], { write: () => [...said(0.99, " one"), undefined] }, [
    "two();",
    "two();",
    0,
  ]);
});

it("while somebody types, nothing is asked; at the pause the newest place is", async () => {
  const { talk, fake } = open("const a = ▮\n", "two();", -0.3, { write: () => said(0.99, " xyz", "();", "\n") });
  for (const key of "xyz") {
    talk.type(key);
    await look(talk);
    await talk.clock.advance(40);
  }
  expect(fake.requests).toEqual([]);
  await talk.clock.advance(3000);
  expect(fake.requests.map(({ body }) => Reflect.get(body, "grammar"))).toEqual(['root ::= " xyz" .*']);
});

it("gone, it is left alone for a while, and comes back", async () => {
  let status = 503;
  const { talk, fake } = open("const a = ▮\n", "two();", -0.3, {
    status: () => status,
    write: () => said(0.99, " one", "();", "\n"),
  });
  await look(talk);
  await talk.clock.advance(300);
  const asked = fake.asked.length;
  expect(asked).toBeGreaterThan(0);
  await look(talk);
  await talk.clock.advance(300);
  expect(fake.asked.length).toBe(asked);
  status = 200;
  await talk.clock.advance(5000);
  await look(talk);
  await talk.clock.advance(3000);
  expect(await look(talk)).toBe("one();");
});

it("where nothing may be sent, nothing is", async () => {
  const { talk, fake } = open("const a = ▮\n", "two();", -0.3, {}, "the folders are not trusted");
  expect(await look(talk)).toBe("two();");
  await talk.clock.advance(3000);
  expect([fake.asked, fake.requests]).toEqual([[], []]);
});

it("taken away, its text is not waited for", async () => {
  const { talk, fake } = open("const a = ▮\n", "two();", -0.3, { write: () => [...said(0.99, " one"), undefined] });
  await look(talk);
  await talk.clock.advance(1000);
  expect(fake.closed).toBe(0);
  talk.pipeline.setServer(undefined);
  await talk.clock.advance(10);
  expect(fake.closed).toBe(1);
  expect(await look(talk)).toBe("two();");
});
