/** Time from the start of the command line to its first suggestion. */

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { percentile } from "../../src/core/percentile.ts";

const RUNS = 3;
/** Inside of a method of our sample. */
const PLACE = "test/fixtures/sample/cart.ts:32:7";

/** The median of some runs, the file's checksums known from before; undefined when there is no suggestion. */
export function measureStart(packageRoot: string, model: string): number | undefined {
  const bundle = join(packageRoot, "dist", "cli.js");
  const command = existsSync(bundle) ? bundle : join(packageRoot, "src", "cli.ts");
  const words = [command, "complete", PLACE, "--json", ...(model === "" ? [] : ["--model", model])];
  const times = Array.from({ length: RUNS }, () => {
    const startedAt = performance.now();
    const { status } = spawnSync(process.execPath, words, { cwd: packageRoot, stdio: ["ignore", "ignore", "ignore"] });
    return status === 0 ? performance.now() - startedAt : undefined;
  });
  return percentile(
    times.filter((time) => time !== undefined),
    0.5,
  );
}
