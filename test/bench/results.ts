/** Results on disk, one line each: a bench that was stopped goes on where it was. */

import { createHash } from "node:crypto";
import { appendFileSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";

/** What was measured once for all results in the file. */
export interface Header {
  /** Tokens per second that all budgets follow, so that a stop and a slower moment change nothing. */
  readonly rates: { readonly prefill: number; readonly decode: number };
  readonly model: string;
  readonly threads: string;
}

export class ResultFile<Result> {
  readonly path: string;
  readonly #keyOf: (result: Result) => string;
  readonly #results = new Map<string, Result>();
  #header: Header | undefined;

  /** Reads what is there; a half-written last line is as if it were not. */
  constructor(path: string, keyOf: (result: Result) => string) {
    this.path = path;
    this.#keyOf = keyOf;
    for (const line of existsSync(path) ? readFileSync(path, "utf8").split("\n") : []) {
      const value = parse(line) as { header: Header } | { result: Result } | undefined;
      if (value === undefined) continue;
      if ("header" in value) this.#header = value.header;
      else this.#results.set(keyOf(value.result), value.result);
    }
  }

  get header(): Header | undefined {
    return this.#header;
  }

  get results(): readonly Result[] {
    return [...this.#results.values()];
  }

  has(key: string): boolean {
    return this.#results.has(key);
  }

  setHeader(header: Header): void {
    this.#header = header;
    this.#append({ header });
  }

  add(result: Result): void {
    this.#results.set(this.#keyOf(result), result);
    this.#append({ result });
  }

  clear(): void {
    rmSync(this.path, { force: true });
    this.#results.clear();
    this.#header = undefined;
  }

  #append(value: object): void {
    mkdirSync(dirname(this.path), { recursive: true });
    // A line of its own even behind a half-written one.
    appendFileSync(this.path, `${existsSync(this.path) ? "\n" : ""}${JSON.stringify(value)}`);
  }
}

function parse(line: string): unknown {
  try {
    return line === "" ? undefined : JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** Changes with everything that the figures depend on: the product's code, the typist, the bench, the sessions, the model. */
export function fingerprint(
  packageRoot: string,
  { sessionFile, model }: { sessionFile: string; model: string },
): string {
  const hash = createHash("sha256");
  const patterns = [
    "src/**/*.ts",
    "test/typist*.ts",
    "test/random.ts",
    "test/bench/{units,workClock}.ts",
    "package-lock.json",
  ];
  for (const path of patterns.flatMap((pattern) => globSync(pattern, { cwd: packageRoot })).sort())
    hash.update(path).update(readFileSync(join(packageRoot, path)));
  hash
    .update(sessionFile)
    .update(String(statSync(sessionFile).size))
    .update(model);
  return hash.digest("hex").slice(0, 12);
}
