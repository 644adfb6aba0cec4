/** Places at which no other file is asked. */

import { describe, expect, it } from "vitest";
import { canBeHelped } from "../../src/repo/askedPlace.ts";

describe("text of other files", () => {
  const check = (path: string, before: string, expected: boolean) =>
    it(`${path} ${JSON.stringify(before)}`, () => expect(canBeHelped({ path, before })).toBe(expected));

  check("a.ts", "const shelf = new Shelf();\nshelf.", true);
  check("a.ts", 'import { Shelf } from "./shelf";\n', false);
  check("a.ts", 'import {\n  Shelf,\n} from "./shelf";\n', false);
  check("a.ts", 'import { Shelf } from "./shelf";\n\nclass Library {\n', true);
  check("a.js", 'const shelf = require("./shelf");\n', false);
  check("a.ts", "", false);
  check("a.ts", "// A library.\n\n", false);
  check("a.ts", "openShelf();\n/* Then the ", false);
  check("a.ts", "openShelf();\n// Then the ", false);
  check("a.ts", "openShelf();\n// Then the books.\n", true);
  check("a.ts", "const text = `one\n", false);
  check("a.py", 'def open_shelf():\n    """Opens ', false);
  check("a.py", 'def open_shelf():\n    """Opens it."""\n    ', true);
  check("a.py", "import os\nfrom shelves import Shelf\n", false);
  check("a.py", "# Shelves.\nimport os\n\n\ndef main():\n    ", true);
  check("a.rs", "use crate::shelf::Shelf;\npub mod book;\n", false);
  check("a.rs", "pub fn open() {\n    ", true);
  check("a.go", "package library\n\n", false);
  check("a.go", 'package library\n\nimport (\n\t"fmt"\n', false);
  check("a.go", 'import (\n\t"fmt"\n)\n\nfunc main() {\n\tif open {\n', true);
  check("a.ts", "import {\n  Shelf,\n", false);
  check("a.py", "from shelves import (\n    Shelf,\n", false);
  check("a.c", '#include "shelf.h"\n', false);
  check("a.md", "Shelves are ", true);
});
