/** The latest trace events, kept for whoever asks "why". */

import type { Clock } from "../core/clock.ts";
import type { JoinReport } from "../core/grammar/joining.ts";
import type { Lesson } from "../core/grammar/lessons.ts";
import { RequestLog } from "../core/panel/requestLog.ts";
import { SessionFigures } from "../core/panel/sessionFigures.ts";
import { type Outcome, outcomeDetail, type ShownOutcome } from "../core/request/outcome.ts";
import { TIME_PARTS, type Timing } from "../core/request/requestCosts.ts";
import type { TracedChunk, TraceEvent, TraceSink } from "../core/request/trace.ts";
import { percent } from "../core/shortText.ts";
import type { Worth } from "../core/worth/worth.ts";
import type { ConstraintCounts } from "../core/writing/constraint.ts";
import { SessionHealth } from "./sessionHealth.ts";

const KEPT_EVENTS = 200;
/** Told where somebody looks at them. */
const UNTOLD: ReadonlySet<TraceEvent["stage"]> = new Set(["written", "changed", "opened"]);

interface Entry {
  readonly atMs: number;
  readonly event: TraceEvent;
}

export class TraceLog implements TraceSink {
  readonly #clock: Clock;
  readonly #ring: (Entry | undefined)[] = new Array<Entry | undefined>(KEPT_EVENTS).fill(undefined);
  #next = 0;
  /** What the panel tells of the latest requests. */
  readonly requests: RequestLog;
  readonly health: SessionHealth;
  readonly #figures = new SessionFigures((taken) => this.requests.take(taken));
  #lessons = 0;

  /** `documentOf`: as it is at the moment. */
  constructor(clock: Clock, documentOf: ConstructorParameters<typeof RequestLog>[0] = () => undefined) {
    this.#clock = clock;
    this.requests = new RequestLog(documentOf);
    const cursorLine = () => this.requests.lastLine;
    this.health = new SessionHealth({ figures: this.#figures, cursorLine, clock });
  }

  /** Rules of grammars that were found wrong since the start. */
  get lessons(): number {
    return this.#lessons;
  }

  emit(event: TraceEvent): void {
    this.requests.emit(event);
    this.#figures.emit(event, this.#clock.now());
    if (event.stage === "opened") this.health.follow(event);
    if (UNTOLD.has(event.stage)) return;
    if (event.stage === "learnt") this.#lessons += event.lessons.length;
    this.#ring[this.#next] = { atMs: this.#clock.now(), event };
    this.#next = (this.#next + 1) % KEPT_EVENTS;
  }

  note(message: string): void {
    this.emit({ stage: "note", message });
  }

  /** Oldest first. Holds source text. */
  lines(): readonly string[] {
    const inOrder = [...this.#ring.slice(this.#next), ...this.#ring.slice(0, this.#next)];
    return inOrder.flatMap((entry) => (entry === undefined ? [] : [toLine(entry)]));
  }
}

function toLine({ atMs, event }: Entry): string {
  const request = "request" in event && event.request !== undefined ? ` #${event.request}` : "";
  return `${(atMs / 1000).toFixed(3)}${request} ${event.stage}: ${describe(event)}`;
}

function describe(event: TraceEvent): string {
  switch (event.stage) {
    case "request":
      return `${event.uri} version ${event.version} offset ${event.offset}${event.invoked ? ", invoked" : ""}`;
    case "plan":
      return `keep ${event.cost.kept}, move ${event.cost.moved}, evaluate ${event.cost.evaluated}${event.isNear ? ", near the cursor only" : ""}`;
    case "evaluated":
      return `${event.tokens} tokens in ${event.ms.toFixed(1)} ms`;
    case "decoded":
      return `${event.tokens} tokens in ${event.ms.toFixed(1)} ms, ended by ${event.stop}${describeDropped(event.dropped)}`;
    case "constraint":
      return describeConstraint(event.counts);
    case "joined":
      return describeJoin(event.join);
    case "learnt":
      return event.lessons
        .map(({ languageId, rule, scope }) => `${languageId} ${rule} proves nothing ${WHERE[scope]}`)
        .join("; ");
    case "weighed":
      return describeWorth(event.worth);
    case "copied":
      return `${event.stretch.tokens} tokens in a row stand in ${event.stretch.path}`;
    case "reused":
      return `the suggestion of #${event.of}`;
    case "other":
      return `another text, first token ${percent(Math.exp(event.logprob))} likely: ${event.fate}`;
    case "outcome":
      return `${describeOutcome(event.outcome)} after ${describeTiming(event.timing)}, ${describeTokens(event)}`;
    case "context":
      return describeContext(event.chunks);
    case "note":
      return event.message;
    case "written":
      return `${event.written.tokens.length} tokens`;
    case "changed":
      return event.uri;
    case "opened":
      return event.engine.facts.name;
    default:
      return event satisfies never;
  }
}

function describeDropped(text: string | undefined): string {
  return text === undefined ? "" : `, nothing left of ${JSON.stringify(text)}`;
}

const WHERE: Readonly<Record<Lesson["scope"], string>> = { document: "in this document", everywhere: "any more" };

function describeContext(chunks: readonly TracedChunk[]): string {
  if (chunks.length === 0) return "no text of other files";
  const parts = chunks.map(({ path, startLine, endLine, reason, value, tokens, isNew }) => {
    const why = `${reason}; ${Math.round(100 * value)} % likely to help`;
    return `${path}:${startLine + 1}-${endLine} (${why}, ${tokens} tokens${isNew ? ", new" : ""})`;
  });
  return parts.join(" | ");
}

/** Parts of less than a millisecond say nothing. */
function describeTiming({ totalMs, parts }: Timing): string {
  const long = TIME_PARTS.filter((name) => parts[name] >= 1).map((name) => `${name} ${parts[name].toFixed(0)}`);
  return `${totalMs.toFixed(1)} ms${long.length === 0 ? "" : ` (${long.join(", ")})`}`;
}

function describeConstraint(counts: ConstraintCounts): string {
  const { tokens, checks, refusals, takenBack, acceptedMass } = counts;
  return `${checks} checks of ${tokens} tokens, ${refusals} refused, ${takenBack} taken back, accepted mass ${acceptedMass.toFixed(3)}`;
}

function describeWorth({ line, whole, next, keys, value, confidence, ...verdict }: Worth): string {
  const chances = `first line right ${percent(line)}, all of it ${percent(whole)}, next keys ${percent(next)}, log-probability ${confidence.toFixed(2)}`;
  const saves = `saves ${keys} keys if right, ${value.toFixed(1)} to be expected`;
  const what = verdict.isRestWorthALook ? "worth a look" : "its first line is worth a look";
  return `${chances}; ${saves}: ${verdict.isWorthALook ? what : "not worth a look"}`;
}

function describeJoin({ footing, cut, closed, refused, learnt }: JoinReport): string {
  const what = refused
    ? "no end that fits"
    : `${cut === 0 ? "kept whole" : `${cut} characters cut`}${closed ? ", closed" : ""}${learnt === true ? ", by what was learnt" : ""}`;
  return `${what}; the place was ${footing}`;
}

function describeTokens({ tokens }: Extract<TraceEvent, { stage: "outcome" }>): string {
  return `kept ${tokens.kept}, moved ${tokens.moved}, evaluated ${tokens.evaluated}, generated ${tokens.generated}`;
}

function describeOutcome(outcome: Outcome): string {
  if (outcome.kind === "shown")
    return `shown ${outcome.suggestions.map(({ text }) => JSON.stringify(text)).join(" | ")}${describeCut(outcome)}`;
  const detail = outcomeDetail(outcome);
  const text = outcome.kind === "lowConfidence" ? ` ${JSON.stringify(outcome.text)}` : "";
  return `${outcome.kind}${detail === "" ? "" : ` (${detail})`}${text}`;
}

function describeCut({ cut }: ShownOutcome): string {
  return cut === undefined ? "" : ` (cut: ${cut})`;
}
