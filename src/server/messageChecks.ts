/** Messages that the protocol does not allow, found before anything acts on them. Pure. */

import { ErrorCodes } from "vscode-languageserver/node";

/** Why a message is not passed on. */
export interface MessageProblem {
  /** Of the request that is to be answered with the error; undefined: a notification, which nobody answers. */
  readonly id: number | string | null | undefined;
  readonly code: number;
  readonly message: string;
}

/** A value's type, or the fields that it must have; a name that ends with "?" may be left out. */
type Shape = "string" | "boolean" | "count" | "object" | "list" | { readonly [name: string]: Shape };

const POSITION = { line: "count", character: "count" } as const;

/** What the parameters of a method must be at least. Documents have a check of their own: a lost change is not let pass. */
const SHAPES: Readonly<Record<string, Shape>> = {
  initialize: { "capabilities?": "object" },
  "textDocument/inlineCompletion": {
    textDocument: { uri: "string" },
    position: POSITION,
    context: {
      triggerKind: "count",
      "selectedCompletionInfo?": { range: { start: POSITION, end: POSITION }, text: "string" },
    },
  },
  "turnkey/cursor": { uri: "string", position: POSITION, single: "boolean" },
  "turnkey/focus": { focused: "boolean" },
  "turnkey/server": {
    url: "string",
    isAllowed: "boolean",
    "key?": "string",
    network: { proxy: "string", noProxy: "list", strictSSL: "boolean" },
  },
  "turnkey/changeReason": { uri: "string", version: "count", reason: "string" },
};

/** Follows a client's messages in their order. */
export class MessageWatch {
  #isInitialized = false;
  #isShutDown = false;

  /** The client asked for the end, so the end of its stream is as it should be. */
  get isShutDown(): boolean {
    return this.#isShutDown;
  }

  /** The problem of the next message; undefined: it may be passed on. */
  take(message: unknown): MessageProblem | undefined {
    if (!isRecord(message))
      return { id: null, code: ErrorCodes.InvalidRequest, message: "A message must be an object." };
    const { id, method, params } = message;
    const answerTo = typeof id === "number" || typeof id === "string" ? id : undefined;
    if (typeof method !== "string") {
      if ("result" in message || "error" in message) return undefined;
      return { id: answerTo ?? null, code: ErrorCodes.InvalidRequest, message: "A message must have a method." };
    }
    const problem = (answerTo === undefined ? undefined : this.#findMoment(method)) ?? findParams(method, params);
    if (problem !== undefined) return { id: answerTo, ...problem };
    if (method === "initialize") this.#isInitialized = true;
    if (method === "shutdown") this.#isShutDown = true;
    return undefined;
  }

  #findMoment(method: string): Omit<MessageProblem, "id"> | undefined {
    if (this.#isShutDown) return { code: ErrorCodes.InvalidRequest, message: "The server was shut down." };
    if (this.#isInitialized || method === "initialize") return undefined;
    return { code: ErrorCodes.ServerNotInitialized, message: "The first request must be initialize." };
  }
}

function findParams(method: string, params: unknown): Omit<MessageProblem, "id"> | undefined {
  const shape = Object.hasOwn(SHAPES, method) ? SHAPES[method] : undefined;
  const wrong = shape === undefined ? undefined : findWrong(params, shape, "params");
  return wrong === undefined ? undefined : { code: ErrorCodes.InvalidParams, message: `${method}: ${wrong}.` };
}

/** What a value must be and is not, with its path. */
function findWrong(value: unknown, shape: Shape, path: string): string | undefined {
  if (shape === "count")
    return typeof value === "number" && Number.isInteger(value) && value >= 0
      ? undefined
      : `${path} must be a whole number, 0 or more`;
  if (shape === "string" || shape === "boolean")
    return typeof value === shape ? undefined : `${path} must be a ${shape}`;
  if (shape === "list") return Array.isArray(value) ? undefined : `${path} must be a list`;
  if (!isRecord(value)) return `${path} must be an object`;
  if (shape === "object") return undefined;
  for (const [entry, inner] of Object.entries(shape)) {
    const name = entry.replace("?", "");
    // Several clients write null for what they leave out.
    if (name !== entry && (value[name] ?? undefined) === undefined) continue;
    const wrong = findWrong(value[name], inner, `${path}.${name}`);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
