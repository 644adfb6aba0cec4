/** Whatever happens to the files of some folders, the index answers like one that is built afresh from what is there at the end. */

import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from "node:fs";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { expect, it } from "vitest";
import { RepoDesk } from "../../src/repo/repoDesk.ts";
import { base, grammars, makeFolder, write } from "./repoFolders.ts";

const WORDS = ["cartTotal", "userName", "readFile", "price", "openDoor", "HttpServer", "shelf", "garden"];
/** Some are files and folders in turn. */
const PATHS = ["a.ts", "lib", "lib/b.ts", "lib/deep/c.py", "lib/deep", "core/b.ts", "core", "d.go", "d.go/e.ts"];
const RULES = ["", "lib\n", "*.py\n", "/core\n!b.ts\n"];
/** More changes at once than are followed one by one. */
const BRANCH = Array.from({ length: 1001 }, (_, index) => `gone${index}.ts`);

const anyRoot = fc.nat({ max: 1 });
const anyPath = fc.constantFrom(...PATHS);
const anyText = fc
  .array(fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 30 })
  .map((lines) => lines.map((words) => `${words.join("(")};`).join("\n"));
const anyChange = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant("write" as const), root: anyRoot, path: anyPath, text: anyText }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("remove" as const), root: anyRoot, path: anyPath }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("rename" as const), root: anyRoot, path: anyPath, to: anyPath }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("rules" as const), root: anyRoot, rules: fc.constantFrom(...RULES) }),
  },
);
const anyEvent = fc.oneof(
  { weight: 5, arbitrary: anyChange.map((change) => ({ kind: "changes" as const, changes: [change] })) },
  {
    weight: 1,
    arbitrary: fc.array(anyChange, { maxLength: 5 }).map((changes) => ({ kind: "changes" as const, changes })),
  },
  {
    weight: 1,
    arbitrary: fc.array(anyChange, { maxLength: 5 }).map((changes) => ({ kind: "branch" as const, changes })),
  },
  {
    weight: 1,
    arbitrary: fc.array(anyChange, { maxLength: 3 }).map((changes) => ({ kind: "restart" as const, changes })),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("open" as const), root: anyRoot, path: anyPath, text: anyText }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("close" as const), root: anyRoot, path: anyPath }) },
);
type Change = typeof anyChange extends fc.Arbitrary<infer Value> ? Value : never;

let tick = 1_700_000_000;

/** Does it to the disk; answers the paths that a watcher would tell, or none where it cannot be done. */
function change(roots: readonly string[], one: Change): string[] {
  const root = roots[one.root]!;
  const path = join(root, one.kind === "rules" ? ".gitignore" : one.path);
  if (one.kind === "remove") {
    rmSync(path, { recursive: true, force: true });
    return [path];
  }
  if (one.kind === "rename") {
    const to = join(root, one.to);
    if (!existsSync(path) || to.startsWith(path) || path.startsWith(to) || isUnderFile(to)) return [];
    rmSync(to, { recursive: true, force: true });
    mkdirSync(dirname(to), { recursive: true });
    renameSync(path, to);
    return [path, to];
  }
  if (isUnderFile(path)) return [];
  if (existsSync(path) && statSync(path).isDirectory()) rmSync(path, { recursive: true });
  write(path, one.kind === "rules" ? one.rules : one.text);
  // Clocks of disks are coarse: two states right after each other would be told apart by nothing.
  tick += 1;
  utimesSync(path, tick, tick);
  return [path];
}

function isUnderFile(path: string): boolean {
  for (let folder = dirname(path); folder !== base; folder = dirname(folder))
    if (existsSync(folder) && statSync(folder).isFile()) return true;
  return false;
}

function answersOf(desk: RepoDesk, root: string): string[] {
  return WORDS.flatMap((word) =>
    desk
      .similar(join(root, "main.ts"), `${word}();\n${WORDS[0]}(${word});`)
      .map(({ uri, startLine, text, value }) => `${word} ${uri} ${startLine} ${value.toFixed(6)} ${text}`),
  );
}

it("any events", { timeout: 120_000 }, async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(anyEvent, { maxLength: 14 }), async (events) => {
      run += 1;
      const roots = [makeFolder({ "a.ts": "price;\n" }), makeFolder({ "lib/b.ts": "shelf;\n" })];
      const folders = { roots, globs: [], savedIn: join(base, `events${run}`, "saved.index") };
      const open = new Map<string, string>();
      const start = async (saved: typeof folders | Omit<typeof folders, "savedIn">) => {
        const desk = new RepoDesk(grammars);
        for (const [path, text] of open) await desk.open(path, text);
        await desk.configure(saved);
        return desk;
      };
      let desk = await start(folders);
      for (const event of events)
        if (event.kind === "open" || event.kind === "close") {
          const path = join(roots[event.root]!, event.path);
          if (event.kind === "close") {
            open.delete(path);
            desk.close(path);
          } else {
            open.set(path, event.text);
            await desk.open(path, event.text);
          }
        } else if (event.kind === "restart") {
          await desk.save();
          for (const one of event.changes) change(roots, one);
          desk = await start(folders);
        } else {
          const paths = event.changes.flatMap((one) => change(roots, one));
          const others = event.kind === "branch" ? BRANCH.map((path) => join(roots[0]!, path)) : [];
          await desk.changed([...paths, ...others]);
        }
      const fresh = await start({ roots, globs: [] });
      const main = roots[0]!;
      expect(answersOf(desk, main), readdirSync(main, { recursive: true }).join(" ")).toEqual(answersOf(fresh, main));
      expect(desk.state.files).toBe(fresh.state.files);
      await desk.configure({ roots: [], globs: [] });
    }),
    { numRuns: 60 },
  );
});
