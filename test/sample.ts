/** The sample project's recorded session: made of its hunks by the typist. `node test/sample.ts` writes it anew. */

import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { formatSession, type Session } from "../src/replay/session.ts";
import { readSessions } from "../src/replay/sessionFile.ts";
import { typeSession, USUAL_TYPIST } from "./typist.ts";

const FOLDER = fileURLToPath(new URL("fixtures/sample/", import.meta.url));

/** Hunks of our own, for benches where there are no others. */
export const SAMPLE_HUNKS = `${FOLDER}hunks.jsonl`;
export const SAMPLE_SESSION = `${FOLDER}session.jsonl`;

/**
 * The first hunk of each file, short enough for a minute. Brackets are not closed by themselves: ghost text that closes
 * none can then be taken.
 */
export async function typeSample(): Promise<readonly Session[]> {
  const hunks = await readSessions(SAMPLE_HUNKS, undefined);
  const options = { ...USUAL_TYPIST, seed: 2, autoClose: 0, accept: 0, jump: 0, undo: 0, complete: 0.5 };
  return hunks.map(({ id, trace }) => {
    const end = trace.findIndex((step) => step.kind === "edit") + 1;
    return typeSession({ id, trace: trace.slice(0, end) }, options);
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  writeFileSync(SAMPLE_SESSION, `${(await typeSample()).map(formatSession).join("\n")}\n`);
