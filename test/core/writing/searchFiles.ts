/** Precedents of files without an index. */

import type { Tokenizer } from "../../../src/core/tokens/tokenizer.ts";
import { PrecedentGroups, type Precedents } from "../../../src/core/writing/precedents.ts";

/** All files looked through place by place. */
export function searchFiles(files: Readonly<Record<string, string>>, tokenizer: Tokenizer): Precedents {
  return {
    find: (context, without) => {
      const groups = new PrecedentGroups();
      for (const [path, text] of Object.entries(files))
        if (path !== without) groups.addAll(tokenizer.tokenize(text), context, { isNear: false, path });
      return groups.best;
    },
  };
}
