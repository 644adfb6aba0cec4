/** What a user does in a file, and what each of it is called in the table. Pure. */

import type { Session, SessionStep } from "../../src/replay/session.ts";
import { documentsAfter } from "../../src/replay/sessionDocuments.ts";
import { Random } from "../random.ts";

/** Somebody has come to a place. */
type Arrival =
  | "open, up to 150 lines"
  | "open, up to 600 lines"
  | "open, more lines"
  | "jump, up to 400 characters"
  | "jump, further"
  | "switch back"
  | "reopen"
  | "reopen, changed meanwhile";

/** Each arrival at the moment of it, or with a first key a while later. */
export type LatencyRow =
  | Arrival
  | `${Arrival}: a key ${typeof RESTED} later`
  | "typing, per key"
  | "accept"
  | "undo, at the next key"
  | "typing after a jump, per key";

/** Between a click, or a definition that was gone to, and the first key. */
const REST_MS = 500;
export const RESTED = "0.5 s";

export interface LatencySession {
  readonly session: Session;
  /** What each `complete` step of the trace is, in their order. */
  readonly rows: readonly LatencyRow[];
  /** The same file in windows to come, one after the other. */
  readonly later: readonly Reopened[];
}

interface Reopened {
  readonly row: LatencyRow;
  readonly trace: readonly SessionStep[];
}

const OTHER = { path: "other.ts", languageId: "typescript", text: "export const other = 1;\n".repeat(40) };
const NEAR_JUMP = 200;
const TYPED = "value = other";
const FIRST_KEY = "v";
/** What is suggested at each place, and taken at one. */
export const SUGGESTED = " + compute(value, 12);";
const JUMPS = 4;

/** Whether what is suggested is asked for on arriving, or with a key after a rest. */
type Asking = "at once" | "after a rest";

/** Steps in one document, with a name for each question. */
class Doing {
  readonly steps: SessionStep[] = [];
  readonly rows: LatencyRow[] = [];
  length: number;
  cursor = 0;
  readonly #asking: Asking;

  constructor(length: number, asking: Asking) {
    this.length = length;
    this.#asking = asking;
  }

  ask(row: LatencyRow, offset = this.cursor): void {
    this.cursor = offset;
    this.steps.push({ kind: "complete", offset, truth: undefined });
    this.rows.push(row);
  }

  arrive(row: Arrival, offset: number): void {
    if (this.#asking === "at once") {
      this.ask(row, offset);
      return;
    }
    this.cursor = offset;
    this.steps.push({ kind: "cursor", offset }, { kind: "idle", ms: REST_MS });
    this.#insert(FIRST_KEY);
    this.ask(`${row}: a key ${RESTED} later`);
  }

  type(row: LatencyRow): void {
    if (this.#asking === "after a rest") return;
    for (const key of TYPED) {
      this.#insert(key);
      this.ask(row);
    }
  }

  /** And takes it back, and types something else. */
  accept(): void {
    if (this.#asking === "after a rest") return;
    this.#insert(SUGGESTED);
    this.ask("accept");
    this.steps.push({ kind: "undo" });
    this.length -= SUGGESTED.length;
    this.cursor -= SUGGESTED.length;
    this.#insert(";");
    this.ask("undo, at the next key");
  }

  #insert(inserted: string): void {
    this.steps.push({ kind: "edit", changes: [{ offset: this.cursor, deleted: 0, inserted }], path: undefined });
    this.length += inserted.length;
    this.cursor += inserted.length;
  }
}

/** Undefined for a file in which nothing is far. After a rest no more than the first key is typed at each place. */
function planLatency({ id, trace }: Session, asking: Asking): LatencySession | undefined {
  const [first] = trace;
  if (first?.kind !== "open") return undefined;
  const { path, languageId } = first;
  const text = documentsAfter(trace).textOf(path);
  if (text.length < 4000 || text.length > 200_000) return undefined;
  const random = new Random(id);
  const doing = new Doing(text.length, asking);
  const { steps, rows } = doing;
  const lines = text.split("\n").length;
  steps.push({ kind: "open", path, languageId, text });
  const opened = lines <= 150 ? "open, up to 150 lines" : lines <= 600 ? "open, up to 600 lines" : "open, more lines";
  doing.arrive(opened, text.indexOf("\n", Math.floor(text.length * random.next())));
  doing.type("typing, per key");
  doing.accept();
  doing.arrive("jump, up to 400 characters", Math.max(0, doing.cursor - NEAR_JUMP));
  for (let jump = 0; jump < JUMPS; jump += 1) {
    const far = Math.floor(doing.length * random.next());
    if (Math.abs(far - doing.cursor) <= 400) continue;
    doing.arrive("jump, further", far);
    doing.type("typing after a jump, per key");
  }
  steps.push({ kind: "open", ...OTHER });
  doing.arrive("open, up to 150 lines", OTHER.text.length);
  steps.push({ kind: "switch", path });
  doing.arrive("switch back", Math.floor(doing.length / 2));
  const { cursor } = doing;
  const left = documentsAfter(steps).textOf(path);
  const reopen = (row: Arrival, now: string): Reopened => {
    const again = new Doing(now.length, asking);
    again.steps.push({ kind: "open", path, languageId, text: now });
    const lineEnd = now.indexOf("\n", Math.min(cursor, now.length - 1));
    again.arrive(row, lineEnd < 0 ? now.length : lineEnd);
    return { row: again.rows[0]!, trace: again.steps };
  };
  const later = [reopen("reopen", left), reopen("reopen, changed meanwhile", changeLines(left, random))];
  return { session: { id, trace: steps }, rows, later };
}

/** The same file twice: somebody asks at each place at the moment of arriving, and with a key half a second later. */
export function planBoth(session: Session): readonly LatencySession[] {
  const plans = [planLatency(session, "at once"), planLatency(session, "after a rest")];
  return plans.filter((plan) => plan !== undefined);
}

export function hasRests(trace: readonly SessionStep[]): boolean {
  return trace.some(({ kind }) => kind === "idle");
}

/** Each once, those after a rest below those of the moment. */
export function inOrder(rows: readonly LatencyRow[]): readonly LatencyRow[] {
  const all = [...new Set(rows)];
  const rested = all.filter(isRested);
  const own = (row: LatencyRow) => rested.filter((one) => one.startsWith(`${row}:`));
  return all.flatMap((row) => (isRested(row) ? [] : [row, ...own(row)]));
}

export function isRested(row: LatencyRow): boolean {
  return row.endsWith(`: a key ${RESTED} later`);
}

/** As another branch may have it: a line less, one more, and another one changed. */
function changeLines(text: string, random: Random): string {
  const lines = text.split("\n");
  const at = () => random.below(lines.length);
  lines.splice(at(), 1);
  lines.splice(at(), 0, "// another line that came with a merge");
  const changed = at();
  lines[changed] = `${lines[changed]} // changed`;
  return lines.join("\n");
}
