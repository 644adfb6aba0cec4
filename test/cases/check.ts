/** The door for cases of our own; one test file for each kind. */

import { expect, test, vi } from "vitest";
import { cursorMark } from "../core/place/marks.ts";
import { CaseRunner } from "./runCase.ts";

// Grammars are read and compiled on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

const runner = new CaseRunner();

/**
 * A model writes `writes` at the ▮ of a document in a language: the whole text after the suggestion was taken is one of
 * `wants`; null: nothing is shown.
 */
export function check(languageId: string, marked: string, writes: string, ...wants: readonly (string | null)[]): void {
  test(`${languageId} ${JSON.stringify(marked)} ${JSON.stringify(writes)}`, async () => {
    const { text, cursor } = cursorMark(marked);
    const result = await runner.run({ id: "own", file: "own", languageId, text, cursor, writes, wants });
    if (!result.ok) expect(result).toMatchObject({ after: wants.length === 1 ? wants[0] : wants });
  });
}
