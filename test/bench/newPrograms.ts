/** Small programs typed from an empty file on, as in somebody's first hour: what commits of large repositories lack. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { languageOfPath } from "../../src/core/languages/languages.ts";
import type { Session } from "../../src/replay/session.ts";

/** Every other program, so that what is fitted on one half is reported on the other. */
const HALVES = ["new/first", "new/second"] as const;

export function newPrograms(): readonly Session[] {
  const text = readFileSync(join(import.meta.dirname, "newPrograms.txt"), "utf8");
  return text
    .split(/^=== /m)
    .slice(1)
    .map((program, index) => {
      const [path, ...lines] = program.split("\n");
      return {
        id: `${HALVES[index % HALVES.length]}@1:${path}`,
        trace: [
          { kind: "open", path: path!, languageId: languageOfPath(path!), text: "" },
          { kind: "edit", changes: [{ offset: 0, deleted: 0, inserted: lines.join("\n") }], path: undefined },
        ],
      };
    });
}
