/** Where lines belong: indentation, levels, the character that indents. */

import { describe } from "vitest";
import { check } from "./check.ts";

describe("a line below a head is one level deeper", () => {
  check("python", "def f():\n▮\n", "    return 1\n", "def f():\n    return 1\n");
  check("yaml", "run: |\n▮\n", "  make\n", "run: |\n  make\n");
});
