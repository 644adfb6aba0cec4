/** Recorded editing sessions: their types, and reading them from and writing them as JSON lines. */

import type { EditStep } from "../core/text/textEdit.ts";
import { UsageError } from "../system/usageError.ts";

export type AcceptedPart = "all" | "word" | "line";

/** Offsets are UTF-16 code units in the current document. */
export type SessionStep =
  /** Opens a document and makes it the current one. */
  | { readonly kind: "open"; readonly path: string; readonly languageId: string; readonly text: string }
  /** Changes done one after the other, undone together. Without `path`: in the current document. */
  | { readonly kind: "edit"; readonly changes: readonly EditStep[]; readonly path: string | undefined }
  | { readonly kind: "cursor"; readonly offset: number }
  | { readonly kind: "idle"; readonly ms: number }
  /** Asks for a suggestion. `truth`: what was really written there; only a measure, the model never sees it. */
  | { readonly kind: "complete"; readonly offset: number; readonly truth: string | undefined }
  /** Takes the last suggestion shown, or as much of it; nothing happens where none is shown. */
  | { readonly kind: "accept"; readonly part: AcceptedPart }
  | { readonly kind: "undo" }
  | { readonly kind: "redo" }
  | { readonly kind: "switch"; readonly path: string }
  | { readonly kind: "close"; readonly path: string };

export interface Session {
  readonly id: string;
  readonly trace: readonly SessionStep[];
}

/** A session with the place that a complaint about it names. */
export interface ReadSession extends Session {
  /** 1-based line of each step in the file. */
  readonly lines: readonly number[];
}

/**
 * Sessions of a file's text: a line is a whole session or a step; steps that follow each other are one session, named
 * `name`. Throws `UsageError` with the number of the first wrong line.
 */
export function parseSessions(text: string, name: string): readonly ReadSession[] {
  const sessions: ReadSession[] = [];
  let loose: { steps: SessionStep[]; lines: number[] } = { steps: [], lines: [] };
  let looseCount = 0;
  const flush = () => {
    if (loose.steps.length === 0) return;
    looseCount += 1;
    sessions.push({ id: looseCount === 1 ? name : `${name}#${looseCount}`, trace: loose.steps, lines: loose.lines });
    loose = { steps: [], lines: [] };
  };
  for (const [index, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    const value = parseLine(line, index + 1);
    if ("trace" in value) {
      flush();
      const session = toSession(value, index + 1);
      sessions.push({ ...session, lines: session.trace.map(() => index + 1) });
    } else {
      loose.steps.push(toStep(value, `line ${index + 1}`));
      loose.lines.push(index + 1);
    }
  }
  flush();
  return sessions;
}

/** The session as one line of JSON, without the line break. */
export function formatSession(session: Session): string {
  return JSON.stringify({ id: session.id, trace: session.trace.map(toJson) });
}

type Fields = Readonly<Record<string, unknown>>;

function parseLine(line: string, number: number): Fields {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw new UsageError(`line ${number} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (!isFields(value))
    throw new UsageError(`line ${number} is not a JSON object, but a step or a session must be one`);
  return value;
}

function toSession(value: Fields, line: number): Session {
  if (typeof value.id !== "string") throw new UsageError(`line ${line}: a session needs an "id", a string`);
  if (!Array.isArray(value.trace)) throw new UsageError(`line ${line}: "trace" must be a list of steps`);
  const trace = value.trace.map((step: unknown, index) => {
    const where = `line ${line}, step ${index}`;
    if (!isFields(step)) throw new UsageError(`${where} is not a JSON object`);
    return toStep(step, where);
  });
  return { id: value.id, trace };
}

/** Reads one step by the one key that names its kind; throws `UsageError` beginning with `where`. */
const READERS: Readonly<Record<SessionStep["kind"], (value: unknown, where: string, step: Fields) => SessionStep>> = {
  open: (value, where) => {
    const fields = object(value, `${where}: "open"`);
    return {
      kind: "open",
      path: string(fields, "path", where),
      languageId: string(fields, "languageId", where),
      text: string(fields, "text", where),
    };
  },
  edit: (value, where, step) => {
    if (!Array.isArray(value)) throw new UsageError(`${where}: "edit" must be a list of changes`);
    const changes = value.map((change: unknown) => {
      const fields = object(change, `${where}: a change`);
      return {
        offset: count(fields, "offset", where),
        deleted: count(fields, "deleted", where),
        inserted: string(fields, "inserted", where),
      };
    });
    return { kind: "edit", changes, path: step.path === undefined ? undefined : string(step, "path", where) };
  },
  cursor: (_value, where, step) => ({ kind: "cursor", offset: count(step, "cursor", where) }),
  idle: (value, where) => {
    if (typeof value !== "number" || !(value >= 0) || value === Number.POSITIVE_INFINITY)
      throw new UsageError(`${where}: "idle" must be a number of milliseconds ≥ 0`);
    return { kind: "idle", ms: value };
  },
  complete: (value, where) => {
    const fields = object(value, `${where}: "complete"`);
    const truth = fields.truth === undefined ? undefined : string(fields, "truth", where);
    return { kind: "complete", offset: count(fields, "offset", where), truth };
  },
  accept: (value, where) => {
    if (value !== "all" && value !== "word" && value !== "line")
      throw new UsageError(`${where}: "accept" must be "all", "word" or "line"`);
    return { kind: "accept", part: value };
  },
  undo: (value, where) => flag(value, "undo", where),
  redo: (value, where) => flag(value, "redo", where),
  switch: (_value, where, step) => ({ kind: "switch", path: string(step, "switch", where) }),
  close: (_value, where, step) => ({ kind: "close", path: string(step, "close", where) }),
};

function toStep(step: Fields, where: string): SessionStep {
  const kinds = Object.keys(READERS).filter((kind) => Object.hasOwn(step, kind)) as SessionStep["kind"][];
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1)
    throw new UsageError(
      `${where}: a step has exactly one of ${Object.keys(READERS).join(", ")}, but here is ${Object.keys(step).join(", ") || "none"}`,
    );
  return READERS[kind](step[kind], where, step);
}

function toJson(step: SessionStep): Fields {
  switch (step.kind) {
    case "open":
      return { open: { path: step.path, languageId: step.languageId, text: step.text } };
    case "edit":
      return { edit: step.changes, ...(step.path === undefined ? {} : { path: step.path }) };
    case "cursor":
      return { cursor: step.offset };
    case "idle":
      return { idle: step.ms };
    case "complete":
      return { complete: { offset: step.offset, ...(step.truth === undefined ? {} : { truth: step.truth }) } };
    case "accept":
      return { accept: step.part };
    case "undo":
      return { undo: true };
    case "redo":
      return { redo: true };
    case "switch":
      return { switch: step.path };
    case "close":
      return { close: step.path };
    default:
      return step satisfies never;
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function object(value: unknown, what: string): Fields {
  if (!isFields(value)) throw new UsageError(`${what} must be an object`);
  return value;
}

function string(fields: Fields, name: string, where: string): string {
  const value = fields[name];
  if (typeof value !== "string") throw new UsageError(`${where}: "${name}" must be a string`);
  return value;
}

function count(fields: Fields, name: string, where: string): number {
  const value = fields[name];
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0)
    throw new UsageError(`${where}: "${name}" must be a whole number ≥ 0`);
  return value;
}

function flag<Kind extends "undo" | "redo">(value: unknown, kind: Kind, where: string): { readonly kind: Kind } {
  if (value !== true) throw new UsageError(`${where}: "${kind}" must be true`);
  return { kind };
}
