/** Sessions to measure on, in an order whose every beginning is a fair sample. */

import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Session } from "../../src/replay/session.ts";
import { readSessions } from "../../src/replay/sessionFile.ts";
import { Random } from "../random.ts";
import { SAMPLE_HUNKS } from "../sample.ts";
import { takeInTurns } from "./turns.ts";

/** Hunks of real commits where they lie beside the repository, else our own. */
export function findSessionFile(packageRoot: string): string {
  const shared = join(packageRoot, "..", "shared", "data", "replay-dev.jsonl.gz");
  return existsSync(shared) ? shared : SAMPLE_HUNKS;
}

export async function loadSessions(path: string): Promise<readonly Session[]> {
  return inTurns(await readSessions(path, undefined));
}

/** "honojs/hono@fa8eef7079:src/utils/url.ts" → "honojs/hono". */
export function repositoryOf(session: Pick<Session, "id">): string {
  return session.id.split("@")[0]!;
}

/** One session of each repository, then the next of each; which ones first is chance, the same each time. */
export function inTurns(sessions: readonly Session[]): readonly Session[] {
  const byRepository = new Map<string, Session[]>();
  for (const session of sessions) {
    const repository = repositoryOf(session);
    const list = byRepository.get(repository) ?? [];
    list.push(session);
    byRepository.set(repository, list);
  }
  const random = new Random("sessions");
  return takeInTurns([...byRepository.values()].map((list) => shuffled(list, random)));
}

function shuffled<Item>(items: readonly Item[], random: Random): Item[] {
  const result = [...items];
  for (let index = result.length - 1; index > 0; index -= 1) {
    const other = random.below(index + 1);
    [result[index], result[other]] = [result[other]!, result[index]!];
  }
  return result;
}
