/** A client that does at random what editors do, and knows what the server must have. */

import { setTimeout } from "node:timers/promises";
import { Random } from "../random.ts";
import { toPosition } from "../server/support/randomEdits.ts";
import { LONG_TEXTS, SHORT_TEXTS, SoakDocument } from "./soakDocument.ts";
import { readState, type SoakRun, toSettings } from "./soakRun.ts";
import { hashOf, type SoakState } from "./soakServer.ts";

/** What was done, and what was seen to be right. */
export interface SoakCounts {
  steps: number;
  edits: number;
  cursors: number;
  focus: number;
  settings: number;
  documents: number;
  requests: number;
  cancelled: number;
  shown: number;
  accepted: number;
  /** Texts of the server that were compared with the client's. */
  texts: number;
  /** By their kinds. */
  readonly outcomes: Record<string, number>;
}

/** Requests under way at once; an editor has fewer. */
const MOST_WAITING = 6;
/** On a busy machine, with the model being loaded afresh. */
const ANSWER_MAX_MS = 180_000;

/** What is done, by how often. */
const ACTIONS = {
  type: 30,
  along: 6,
  back: 15,
  elsewhere: 6,
  wild: 4,
  cursor: 6,
  ask: 25,
  askElsewhere: 3,
  accept: 3,
  focus: 3,
  settings: 2,
  switch: 2,
  reopen: 1,
  undo: 1,
} as const;

type Action = keyof typeof ACTIONS;
type Writing = "type" | "along" | "back" | "elsewhere" | "wild" | "accept";

const KEYS = ["q", "z", "r", "return ", "(", "()", "\n", "  ", ";"];
const PASTED = ["", "x", "if (a) {\n  b;\n}\n"];

/** Of the settings, a change of a moment; the last ones load the model afresh and come seldom. */
const CHANGES: readonly object[] = [
  {},
  { exclude: ["*.ts"] },
  { exclude: ["b.*"] },
  { enable: { "*": true, typescript: false } },
  { eagerness: "quiet" },
  { maxLines: 1 },
  { latencyTarget: 50 },
  { heal: "off" },
  { "syntax.mode": "enforce" },
  { "syntax.mode": "enforce" },
];
const RELOADING: readonly object[] = [
  { "cache.mode": "prefix" },
  { "cache.type": "q8_0" },
  { "engine.contextSize": 512 },
];

/** One editor with two documents. */
export class RandomClient {
  readonly counts: SoakCounts = {
    steps: 0,
    edits: 0,
    cursors: 0,
    focus: 0,
    settings: 0,
    documents: 0,
    requests: 0,
    cancelled: 0,
    shown: 0,
    accepted: 0,
    texts: 0,
    outcomes: {},
  };
  readonly #run: SoakRun;
  readonly #model: string;
  readonly #random: Random;
  readonly #documents = [
    new SoakDocument("file:///soak/a.ts", LONG_TEXTS),
    new SoakDocument("file:///soak/b.ts", SHORT_TEXTS),
  ] as const;
  readonly #waiting = new Set<Promise<void>>();
  /** Texts and cursors of the requests, the oldest first, until the server has spoken of them or of later ones. */
  #asked: { readonly hash: string; readonly cursor: number }[] = [];
  #current: SoakDocument = this.#documents[0];
  #isFocused = true;

  constructor(run: SoakRun, model: string, seed: string) {
    this.#run = run;
    this.#model = model;
    this.#random = new Random(seed);
  }

  async begin(): Promise<void> {
    for (const document of this.#documents) await document.open(this.#run.client, this.#random);
    await this.#run.client.untilState("ready", ANSWER_MAX_MS);
  }

  async step(): Promise<void> {
    this.counts.steps += 1;
    await this.#do(this.#pickAction());
    while (this.#waiting.size >= MOST_WAITING) await Promise.race(this.#waiting);
    // Mostly as fast as keys repeat, sometimes at once.
    const ms = this.#random.pick([0, 0, 0, 0, 1, 2, 5, 50]) * this.#random.next();
    if (ms >= 1) await setTimeout(ms);
    // Loading takes longer than many steps: mostly it is waited for, or little would be asked of the model.
    const { client } = this.#run;
    if (client.statuses.at(-1)?.state === "loading" && this.#random.chance(0.1))
      await client.untilState("ready", ANSWER_MAX_MS);
    this.#listen();
  }

  /** Resolves when every request has been answered. */
  async settle(): Promise<void> {
    const late = new AbortController();
    const inTime = setTimeout(ANSWER_MAX_MS, undefined, { signal: late.signal }).then(() => {
      throw new Error(`step ${this.counts.steps}: ${this.#waiting.size} requests have no answer`);
    });
    try {
      await Promise.race([Promise.all(this.#waiting), inTime]);
    } finally {
      late.abort();
      inTime.catch(() => {});
    }
  }

  async look(): Promise<SoakState> {
    await this.settle();
    this.#listen();
    return readState(this.#run);
  }

  #pickAction(): Action {
    const names = Object.keys(ACTIONS) as Action[];
    return this.#random.pick(names.flatMap((name) => Array<Action>(ACTIONS[name]).fill(name)));
  }

  async #do(action: Action): Promise<void> {
    const { client } = this.#run;
    const [document, random] = [this.#current, this.#random];
    switch (action) {
      case "cursor":
        document.moveTo(random.below(document.text.length + 1));
        return this.#tellCursor(document, !random.chance(0.1));
      case "ask":
        return this.#ask(document);
      case "askElsewhere":
        document.moveTo(random.below(document.text.length + 1));
        return this.#ask(document);
      case "focus":
        this.counts.focus += 1;
        // It is seldom lost for long.
        this.#isFocused = !this.#isFocused || random.chance(0.3);
        return client.notify("turnkey/focus", { focused: this.#isFocused });
      case "settings":
        return this.#changeSettings();
      case "switch":
        this.#current = random.pick(this.#documents);
        return this.#tellCursor(this.#current, true);
      case "reopen":
        this.counts.documents += 1;
        return document.reopen(client, random);
      case "undo":
        return client.notify("turnkey/changeReason", { uri: document.uri, version: document.version, reason: "undo" });
      default:
        this.counts.edits += 1;
        return this.#write(action, document);
    }
  }

  async #write(action: Writing, document: SoakDocument): Promise<void> {
    const { client } = this.#run;
    const random = this.#random;
    switch (action) {
      case "type":
        return document.edit(client, document.cursor, 0, random.pick(KEYS));
      case "along":
        return document.edit(client, document.cursor, 0, document.suggestedNext(1 + random.below(3)));
      case "back":
        return document.edit(client, document.cursor - 1, 1, "");
      case "elsewhere": {
        const other = random.pick(this.#documents);
        return other.edit(client, random.below(other.text.length + 1), random.below(40), random.pick(PASTED));
      }
      case "wild":
        return this.#documents[1].change(client, random);
      case "accept":
        if (await document.accept(client)) this.counts.accepted += 1;
        return;
      default:
        return action satisfies never;
    }
  }

  async #tellCursor(document: SoakDocument, single: boolean): Promise<void> {
    this.counts.cursors += 1;
    const position = toPosition(document.text, document.cursor);
    await this.#run.client.notify("turnkey/cursor", { uri: document.uri, position, single });
  }

  async #changeSettings(): Promise<void> {
    this.counts.settings += 1;
    const changes = this.#random.pick(this.#random.chance(0.03) ? RELOADING : CHANGES);
    // Back to the usual ones soon, or little would be asked of the model.
    const settings = toSettings(this.#model, this.#random.chance(0.5) ? {} : changes);
    await this.#run.client.notify("workspace/didChangeConfiguration", { settings });
  }

  async #ask(document: SoakDocument): Promise<void> {
    this.counts.requests += 1;
    const { client } = this.#run;
    const { text, uri, version, cursor } = document;
    this.#asked.push({ hash: hashOf(document.modelText), cursor: document.modelCursor });
    const { items, cancel } = client.complete(uri, toPosition(text, cursor), this.#random.chance(0.4) ? 1 : 2);
    const cancelled = this.#random.chance(0.4);
    if (cancelled) callWithin(30, this.#random, cancel);
    const answered = items.then(
      (found) => {
        if (found[0] === undefined) return;
        this.counts.shown += 1;
        document.suggested = { version, item: found[0] };
      },
      (error: { code?: number }) => {
        if (error.code !== REQUEST_CANCELLED) throw error;
        this.counts.cancelled += 1;
      },
    );
    const waiting = answered.finally(() => this.#waiting.delete(waiting));
    this.#waiting.add(waiting);
    if (cancelled || this.#random.chance(0.5)) return;
    await waiting;
    if (this.#random.chance(0.5)) await this.#do(this.#random.pick(["along", "accept", "back"]));
  }

  /** Throws when the server complains or has another text. */
  #listen(): void {
    const { client, heard, complaints } = this.#run;
    const wrong = complaints();
    if (wrong.length > 0) throw new Error(`step ${this.counts.steps}: the server complains: ${wrong.join("\n")}`);
    if (client.process.exitCode !== null || client.process.signalCode !== null)
      throw new Error(`step ${this.counts.steps}: the server is dead`);
    for (const { method, params } of client.notifications.splice(0)) {
      const { kind = "" } = params as { readonly kind?: string };
      if (UNWANTED.has(method) || kind === "failed")
        throw new Error(`step ${this.counts.steps}: ${method} ${JSON.stringify(params)}`);
      if (method === "turnkey/outcome") this.counts.outcomes[kind] = (this.counts.outcomes[kind] ?? 0) + 1;
    }
    client.statuses.splice(0, client.statuses.length - 1);
    for (const line of heard()) if (line.said === "place") this.#compare(line);
  }

  #compare({ hash, cursor }: { readonly hash: string; readonly cursor: number }): void {
    const at = this.#asked.findIndex((asked) => asked.hash === hash && asked.cursor === cursor);
    if (at < 0)
      throw new Error(`step ${this.counts.steps}: the server completes at ${cursor} in a text that it never had`);
    this.#asked = this.#asked.slice(at);
    this.counts.texts += 1;
  }
}

const REQUEST_CANCELLED = -32800;
const UNWANTED: ReadonlySet<string> = new Set(["turnkey/resync", "window/showMessage"]);

/** At once as often as later: a fast machine has answered within any time. */
function callWithin(mostMs: number, random: Random, work: () => void): void {
  if (random.chance(0.5)) work();
  else void setTimeout(random.below(mostMs)).then(work);
}
