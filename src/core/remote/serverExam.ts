/** Tries a server: what it is, how fast it begins, what it says of probabilities, and whether it fills in the middle. */

import type { Clock } from "../clock.ts";
import type { ServerConnection } from "./serverConnection.ts";
import { ServerFailure } from "./serverFailure.ts";
import type { ServerFacts } from "./serverKinds.ts";
import { ServerText, type ServerTimes } from "./serverText.ts";

export interface ServerExam {
  readonly facts: ServerFacts;
  readonly firstTokenMs: number;
  /** Tokens per second behind the first. */
  readonly decodeRate: number | undefined;
  readonly saysLogprobs: boolean;
  /** It says what else might have stood there: a wrong token can be replaced. */
  readonly saysOthers: boolean;
  /** What it wrote behind `return a +`. */
  readonly text: string;
  readonly isSensible: boolean;
}

const BEFORE = "def add(a, b):\n    # The sum of both.\n    return a +";
const BEHIND = "\n\n\nprint(add(1, 2))\n";
const MAX_TOKENS = 8;

interface ExamOptions {
  readonly clock: Clock;
  readonly times: ServerTimes;
  readonly signal: AbortSignal;
}

/** Sends a text of ours, and nothing of anybody's. Rejects with `ServerFailure`. */
export async function examineServer(connection: ServerConnection, options: ExamOptions): Promise<ServerExam> {
  try {
    return await examineOnce(connection, options);
  } catch (error) {
    if (!(error instanceof ServerFailure) || error.kind !== "noLikelihoods") throw error;
    connection.failed(error);
    return examineOnce(connection, options);
  }
}

async function examineOnce(connection: ServerConnection, { clock, times, signal }: ExamOptions): Promise<ServerExam> {
  const facts = await connection.facts(signal);
  const { prefix, suffix, middle, order } = facts.layout;
  const parts = [`${prefix}${BEFORE}`, `${suffix}${BEHIND}`];
  const prompt = `${(order === "psm" ? parts : parts.reverse()).join("")}${middle}`;
  const request = { prompt, maxTokens: MAX_TOKENS, mustBegin: "" };
  const text = new ServerText({ port: connection.port, facts, request, times, clock });
  const startedAt = clock.now();
  const tokens: { readonly text: string; readonly logprob: number | undefined; readonly others: readonly unknown[] }[] =
    [];
  let firstAt = startedAt;
  try {
    for (let step = await text.next(); step.kind === "token" && tokens.length < MAX_TOKENS; step = await text.next()) {
      if (tokens.length === 0) firstAt = clock.now();
      tokens.push(step.token);
    }
  } finally {
    text.close();
  }
  const seconds = (clock.now() - firstAt) / 1000;
  const written = tokens.map((token) => token.text).join("");
  return {
    facts,
    firstTokenMs: firstAt - startedAt,
    decodeRate: tokens.length > 1 && seconds > 0 ? (tokens.length - 1) / seconds : undefined,
    saysLogprobs: tokens.length > 0 && tokens.every(({ logprob }) => logprob !== undefined),
    saysOthers: tokens.some(({ others }) => others.length > 0),
    text: written,
    isSensible: /^\s*b\b/.test(written),
  };
}
