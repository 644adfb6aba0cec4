/**
 * `npm run bench -- keyCpu --against DIR`: the CPU time that a key takes while one types at one place, beside another checkout of this repository
 * (`git worktree add DIR REVISION`, then `npm run build` there). The same keys on both sides, session by session in turns, with
 * the embedded model at a laptop's rates and each side's own defaults. Where the time goes is told by what was asked of the model.
 */

import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { findPackageRoot } from "../../src/places.ts";
import type { Session } from "../../src/replay/session.ts";
import { Deadline, readOptions, report } from "./bench.ts";
import { type KeyCost, type TypedKeys, toKeyCpuTable, typedAtOnePlace } from "./keyCpuKeys.ts";
import { loadSessions } from "./sessions.ts";

const AGAINST = { against: { type: "string" } } as const;
const options = readOptions({ quickMinutes: 3, minutes: 15 }, AGAINST);
const { against } = parseArgs({ options: AGAINST, strict: false }).values;
if (typeof against !== "string" || !existsSync(join(against, "src", "replay", "replay.ts"))) {
  console.error("bench: --against DIR names another checkout of this repository");
  process.exit(2);
}
const deadline = new Deadline(options.minutes);
const there = await startSide("there", resolve(against));
const here = await startSide("here", findPackageRoot());
const pairs: { readonly there: readonly KeyCost[]; readonly here: readonly KeyCost[] }[] = [];
try {
  for (const session of (await loadSessions(options.sessionFile)).map(typedAtOnePlace)) {
    if (session === undefined) continue;
    if (deadline.isOver) break;
    pairs.push({ there: await type(there, session), here: await type(here, session) });
    report(`${pairs.length} places, ${session.id}`);
  }
} finally {
  for (const side of [there, here]) side.disconnect();
}
process.stdout.write(`${toKeyCpuTable(pairs).join("\n")}\n`);

async function startSide(name: string, root: string): Promise<ChildProcess> {
  const program = fileURLToPath(new URL("keyCpuSide.ts", import.meta.url));
  const side = fork(program, [root]);
  const [{ about }] = (await once(side, "message")) as [{ readonly about: string }];
  report(`${name}: ${about}`);
  return side;
}

async function type(side: ChildProcess, session: Session): Promise<readonly KeyCost[]> {
  const gone = once(side, "exit").then(() => {
    throw new Error("one side has ended");
  });
  side.send(session);
  const [{ keys }] = (await Promise.race([once(side, "message"), gone])) as [TypedKeys];
  return keys;
}
