/** Whole conversations with real servers, written down once (`node test/bench/recordRemote.ts`) and held again without them. */

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { throwBug } from "../../src/core/bug.ts";
import { ServerConnection } from "../../src/core/remote/serverConnection.ts";
import type { Answered } from "../../src/core/remote/serverKinds.ts";
import type { ServerPort } from "../../src/core/remote/serverPort.ts";
import type { ServerRequest } from "../../src/core/remote/serverRequests.ts";
import { Pipeline } from "../../src/core/request/pipeline.ts";
import { ServerSession } from "../../src/core/request/serverSession.ts";
import { CurrentSettings } from "../../src/core/settings/currentSettings.ts";
import { systemClock } from "../../src/system/systemClock.ts";
import { plainWeigh } from "../core/request/plainWeigh.ts";

export const CONVERSATIONS = fileURLToPath(new URL("../fixtures/remote/llama-server.jsonl", import.meta.url));

/** Places to ask at, the cursor as ▮. */
export const PLACES: readonly (readonly [languageId: string, marked: string])[] = [
  ["python", "import math\n\n\ndef area(radius):\n    return math.▮\n\n\nprint(area(2))\n"],
  ["python", "def total(prices):\n    summe = 0\n    for price in prices:\n        summe += pri▮\n    return summe\n"],
  ["typescript", "const names = ['a', 'b'];\nfor (const name of ▮) {\n  console.log(name);\n}\n"],
  ["go", "package main\n\nfunc add(a int, b int) int {\n\treturn a + ▮\n}\n"],
];

export interface HeldConversation {
  readonly languageId: string;
  readonly marked: string;
  readonly asks: readonly (readonly [path: string, answer: Answered])[];
  readonly streams: readonly { readonly request: ServerRequest; readonly text: string }[];
  /** What would be shown. */
  readonly shown: string;
}

export function readConversations(): readonly HeldConversation[] {
  const lines = readFileSync(CONVERSATIONS, "utf8").trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line) as HeldConversation);
}

/** A request at a place, through whatever server is behind the port: what would be shown, or the kind of the outcome. */
export async function askAt(port: ServerPort, languageId: string, marked: string): Promise<string> {
  const wishes = { kind: "auto", model: "", layout: "auto" } as const;
  const connection = new ServerConnection({ port, wishes, clock: systemClock, chance: () => 1 });
  const said = await askThrough(connection, languageId, marked);
  return said.replace(/^shown: /, "").replace(/^failed: .*$/, "failed");
}

/** The same through a connection that goes on: "shown: …", "failed: …", or a kind alone. */
export async function askThrough(connection: ServerConnection, languageId: string, marked: string): Promise<string> {
  const [before = "", behind = ""] = marked.split("▮");
  const settings = new CurrentSettings({ remoteUrl: "127.0.0.1", remoteTimeoutMs: 120_000 });
  const common = { clock: systemClock, trace: { emit: () => {} }, settings };
  const pipeline = new Pipeline({ ...common, weigh: plainWeigh, onBug: throwBug });
  pipeline.setWriter(new ServerSession({ ...common, connection, whyNothingIsSent: () => undefined }), "");
  pipeline.open({ uri: "file:///a", languageId, version: 1, text: before + behind });
  const request = { uri: "file:///a", offset: before.length, invoked: false, finishUnlikely: true };
  const outcome = await pipeline.suggest(request, new AbortController().signal);
  await pipeline.settle();
  pipeline.dispose();
  if (outcome.kind === "shown") return `shown: ${outcome.suggestions[0]!.text}`;
  if (outcome.kind === "lowConfidence") return `shown: ${outcome.text}`;
  return outcome.kind === "failed" ? `failed: ${outcome.message}` : outcome.kind;
}
