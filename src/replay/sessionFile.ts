/** Reads a file of sessions and tries them out as far as that goes without a model. */

import { basename } from "node:path";
import { readTextFile } from "../system/textFile.ts";
import { UsageError } from "../system/usageError.ts";
import { parseSessions, type ReadSession } from "./session.ts";
import { documentsAfter } from "./sessionDocuments.ts";

/** At most `limit` sessions. Throws `UsageError` with the line of the first mistake. */
export async function readSessions(path: string, limit: number | undefined): Promise<readonly ReadSession[]> {
  const text = await readTextFile(path);
  const name = basename(path).replace(/(\.jsonl?)?(\.gz)?$/, "");
  try {
    const sessions = parseSessions(text, name).slice(0, limit);
    if (sessions.length === 0) throw new UsageError("no sessions in it");
    for (const session of sessions) check(session);
    return sessions;
  } catch (error) {
    if (error instanceof UsageError) throw new UsageError(`${path}: ${error.message}`);
    throw error;
  }
}

function check(session: ReadSession): void {
  let at = 0;
  try {
    documentsAfter(session.trace, (index) => {
      at = index;
    });
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(`line ${session.lines[at]} (${session.id}, step ${at}): ${error.message}`);
  }
}
