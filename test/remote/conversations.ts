/** Whole conversations with real servers, written down once (`node test/bench/recordRemote.ts`) and held again without them. */

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { throwBug } from "../../src/core/bug.ts";
import type { Clock } from "../../src/core/clock.ts";
import type { Syntax } from "../../src/core/grammar/syntax.ts";
import { ServerConnection } from "../../src/core/remote/serverConnection.ts";
import type { Answered, ServerKind } from "../../src/core/remote/serverKinds.ts";
import type { ServerPort } from "../../src/core/remote/serverPort.ts";
import type { ServerRequest } from "../../src/core/remote/serverRequests.ts";
import { Pipeline } from "../../src/core/request/pipeline.ts";
import { ServerSession } from "../../src/core/request/serverSession.ts";
import type { TraceEvent } from "../../src/core/request/trace.ts";
import { CurrentSettings } from "../../src/core/settings/currentSettings.ts";
import { supportOf } from "../../src/syntax/grammarTables.ts";
import { systemClock } from "../../src/system/systemClock.ts";
import { plainWeigh } from "../core/request/plainWeigh.ts";
import { DeskSyntax } from "../syntax/deskSyntax.ts";

export const CONVERSATIONS = fileURLToPath(new URL("../fixtures/remote/llama-server.jsonl", import.meta.url));

/** A place to ask at, the cursor as ▮, and how. */
export interface HeldPlace {
  readonly languageId: string;
  readonly marked: string;
  /** Left out: as the server says of itself. */
  readonly kind?: ServerKind;
  /** By the grammar. */
  readonly isJudged?: boolean;
}

const AREA = "import math\n\n\ndef area(radius):\n    return math.▮\n\n\nprint(area(2))\n";

export const PLACES: readonly HeldPlace[] = [
  { languageId: "python", marked: AREA },
  {
    languageId: "python",
    marked: "def total(prices):\n    summe = 0\n    for price in prices:\n        summe += pri▮\n    return summe\n",
  },
  { languageId: "typescript", marked: "const names = ['a', 'b'];\nfor (const name of ▮) {\n  console.log(name);\n}\n" },
  { languageId: "go", marked: "package main\n\nfunc add(a int, b int) int {\n\treturn a + ▮\n}\n" },
  { languageId: "python", marked: AREA, kind: "openai" },
  {
    languageId: "shellscript",
    marked: 'if [ "$#" -eq ▮ ]; then\n  echo none\nfi\n',
    isJudged: true,
  },
];

export interface HeldConversation extends HeldPlace {
  readonly asks: readonly (readonly [path: string, answer: Answered])[];
  readonly streams: readonly { readonly request: ServerRequest; readonly text: string }[];
  readonly said: Said;
}

/** What came of a request: what would be shown, or the kind of the outcome; and tokens that the grammar refused. */
export interface Said {
  readonly shown: string;
  readonly refused: readonly string[];
}

export function readConversations(): readonly HeldConversation[] {
  const lines = readFileSync(CONVERSATIONS, "utf8").trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line) as HeldConversation);
}

/** A request at a place, through whatever server is behind the port. */
export async function askAt(
  port: ServerPort,
  place: HeldPlace,
  { clock = systemClock, syntax = grammarsFor(place) }: Pick<Through, "clock" | "syntax"> = {},
): Promise<Said> {
  const wishes = { kind: place.kind ?? "auto", model: "", layout: "auto" } as const;
  const connection = new ServerConnection({ port, wishes, clock, chance: () => 1 });
  const refused: string[] = [];
  const said = await askThrough(connection, place, { clock, syntax, refused });
  return { shown: said.replace(/^shown: /, "").replace(/^failed: .*$/, "failed"), refused };
}

export function grammarsFor({ isJudged = false }: HeldPlace): DeskSyntax | undefined {
  return isJudged ? new DeskSyntax(supportOf) : undefined;
}

interface Through {
  readonly clock?: Clock;
  readonly syntax?: Syntax | undefined;
  /** What the grammar refuses is put there. */
  readonly refused?: string[];
}

/** The same through a connection that goes on: "shown: …", "failed: …", or a kind alone. */
export async function askThrough(
  connection: ServerConnection,
  { languageId, marked }: HeldPlace,
  { clock = systemClock, syntax, refused = [] }: Through = {},
): Promise<string> {
  const [before = "", behind = ""] = marked.split("▮");
  const settings = new CurrentSettings({ remoteUrl: "127.0.0.1", remoteTimeoutMs: 120_000 });
  const emit = (event: TraceEvent): void => {
    if (event.stage === "written") refused.push(...(event.written.choices?.refused ?? []).map(({ text }) => text));
  };
  const common = { clock, trace: { emit }, settings };
  const judged = syntax === undefined ? {} : { syntax };
  const pipeline = new Pipeline({ ...common, ...judged, weigh: plainWeigh, onBug: throwBug });
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
