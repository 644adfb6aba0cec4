/** What a user does in a file, and what each of it is called in the table. Pure. */

import type { Session, SessionStep } from "../../src/replay/session.ts";
import { documentsAfter } from "../../src/replay/sessionDocuments.ts";
import { Random } from "../random.ts";

export type LatencyRow =
  | "open, up to 150 lines"
  | "open, up to 600 lines"
  | "open, more lines"
  | "typing, per key"
  | "accept"
  | "undo, at the next key"
  | "jump, up to 400 characters"
  | "jump, further"
  | "typing after a jump, per key"
  | "switch back"
  | "reopen"
  | "reopen, changed meanwhile";

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
/** What is suggested at each place, and taken at one. */
export const SUGGESTED = " + compute(value, 12);";
const JUMPS = 4;

/** Steps in one document, with a name for each question. */
class Doing {
  readonly steps: SessionStep[] = [];
  readonly rows: LatencyRow[] = [];
  length: number;
  cursor = 0;

  constructor(length: number) {
    this.length = length;
  }

  ask(row: LatencyRow, offset = this.cursor): void {
    this.cursor = offset;
    this.steps.push({ kind: "complete", offset, truth: undefined });
    this.rows.push(row);
  }

  type(row: LatencyRow): void {
    for (const key of TYPED) {
      this.#insert(key);
      this.ask(row);
    }
  }

  /** And takes it back, and types something else. */
  accept(): void {
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

/** Undefined for a file in which nothing is far. */
export function planLatency({ id, trace }: Session): LatencySession | undefined {
  const [first] = trace;
  if (first?.kind !== "open") return undefined;
  const { path, languageId } = first;
  const text = documentsAfter(trace).textOf(path);
  if (text.length < 4000 || text.length > 200_000) return undefined;
  const random = new Random(id);
  const doing = new Doing(text.length);
  const { steps, rows } = doing;
  const lines = text.split("\n").length;
  steps.push({ kind: "open", path, languageId, text });
  const opened = lines <= 150 ? "open, up to 150 lines" : lines <= 600 ? "open, up to 600 lines" : "open, more lines";
  doing.ask(opened, text.indexOf("\n", Math.floor(text.length * random.next())));
  doing.type("typing, per key");
  doing.accept();
  doing.ask("jump, up to 400 characters", Math.max(0, doing.cursor - NEAR_JUMP));
  for (let jump = 0; jump < JUMPS; jump += 1) {
    const far = Math.floor(doing.length * random.next());
    if (Math.abs(far - doing.cursor) <= 400) continue;
    doing.ask("jump, further", far);
    doing.type("typing after a jump, per key");
  }
  steps.push({ kind: "open", ...OTHER });
  doing.ask("open, up to 150 lines", OTHER.text.length);
  steps.push({ kind: "switch", path });
  doing.ask("switch back", Math.floor(doing.length / 2));
  const { cursor } = doing;
  const left = documentsAfter(steps).textOf(path);
  const later = [
    reopen("reopen", { path, languageId, text: left }, cursor),
    reopen("reopen, changed meanwhile", { path, languageId, text: changeLines(left, random) }, cursor),
  ];
  return { session: { id, trace: steps }, rows, later };
}

function reopen(
  row: LatencyRow,
  file: { readonly path: string; readonly languageId: string; readonly text: string },
  cursor: number,
): Reopened {
  const offset = file.text.indexOf("\n", Math.min(cursor, file.text.length - 1));
  const at = offset < 0 ? file.text.length : offset;
  return {
    row,
    trace: [
      { kind: "open", ...file },
      { kind: "complete", offset: at, truth: undefined },
    ],
  };
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
