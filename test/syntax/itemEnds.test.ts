/** Every kind of item at the top level ends with its last line, within its file and at the end of it. */

import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it, vi } from "vitest";
import { languageOfPath } from "../../src/core/languages/languages.ts";
import { tryItemEnds } from "./itemTrial.ts";

// Grammars are read and compiled on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

const FOLDER = fileURLToPath(new URL("../fixtures/items/", import.meta.url));

for (const name of readdirSync(FOLDER))
  it(name, async () => {
    const { count, wrong } = await tryItemEnds(
      languageOfPath(name.replace(/\.txt$/, "")),
      readFileSync(FOLDER + name, "utf8"),
      (all) => all,
    );
    expect(count).toBeGreaterThan(20);
    expect(wrong).toEqual([]);
  });
