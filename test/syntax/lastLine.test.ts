/** A file whose last line has no end of line is as right as one with it: nobody has pressed Enter yet. */

import { expect, it, vi } from "vitest";
import { focusOf } from "../../src/syntax/gap.ts";
import { languageOf } from "../../src/syntax/grammarTables.ts";
import { JoinCheck } from "../../src/syntax/join.ts";
import { JOINED_PROGRAMS } from "./joinedPrograms.ts";
import { loadGrammar } from "./oracles.ts";
import { OTHER_PROGRAMS, PROGRAMS } from "./programs.ts";

// Grammars are read and compiled on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

/** Beginnings of the programs that end with a line, where the grammar has nothing against them with an end of line. */
it.each(Object.entries({ ...PROGRAMS, ...OTHER_PROGRAMS, ...JOINED_PROGRAMS }))("%s", async (language, program) => {
  const join = new JoinCheck(await loadGrammar(language));
  const refused: string[] = [];
  try {
    for (const { index, 0: line } of program.matchAll(/[^\n]+\n/g)) {
      // What goes on says so at its end; a here-document goes on until its name comes.
      if (/\\\n$/.test(line) || /<<-?\w+\n(?:.*\n)?$/.test(program.slice(0, index) + line)) continue;
      const prefix = program.slice(0, index);
      const fits = (suffix: string): boolean => {
        const gap = focusOf({ prefix, suffix }, languageOf(language)!)!;
        return join.isClean(gap) && join.fits(gap, { text: line.slice(0, -1), replaced: 0 });
      };
      if (fits("\n") && !fits("")) refused.push(line);
    }
  } finally {
    join.close();
  }
  expect(refused).toEqual([]);
});
