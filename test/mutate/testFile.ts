/** The tests of one file, collected by standing in for vitest, so that any of them can be run in this process at once. */

export interface Test {
  readonly index: number;
  readonly name: string;
  readonly run: () => unknown;
  readonly suite: Suite;
}

type Hook = () => unknown;

export interface Suite {
  readonly name: string;
  readonly parent: Suite | undefined;
  readonly before: Hook[];
  readonly after: Hook[];
  readonly beforeEach: Hook[];
  readonly afterEach: Hook[];
}

type Body = (...values: unknown[]) => unknown;

/** What is collected while a test file is loaded. */
export class Collector {
  readonly tests: Test[] = [];
  #suite = createSuite("", undefined);

  /** In place of vitest's exports of these names. */
  readonly api: Record<string, unknown> = this.#createApi();

  #createApi(): Record<string, unknown> {
    const test = Object.assign((name: string, ...rest: unknown[]) => this.#add(name, bodyOf(rest)), {
      each:
        (rows: readonly unknown[]) =>
        (name: string, ...rest: unknown[]) => {
          for (const row of rows) this.#add(name, () => bodyOf(rest)(...valuesOf(row)));
        },
      skip: () => {},
    });
    const describe = Object.assign((name: string, ...rest: unknown[]) => this.#open(name, bodyOf(rest)), {
      each:
        (rows: readonly unknown[]) =>
        (name: string, ...rest: unknown[]) => {
          for (const row of rows) this.#open(name, () => bodyOf(rest)(...valuesOf(row)));
        },
      skip: () => {},
    });
    return {
      test,
      it: test,
      describe,
      beforeAll: (hook: Hook) => this.#suite.before.push(hook),
      afterAll: (hook: Hook) => this.#suite.after.unshift(hook),
      beforeEach: (hook: Hook) => this.#suite.beforeEach.push(hook),
      afterEach: (hook: Hook) => this.#suite.afterEach.unshift(hook),
    };
  }

  #add(name: string, run: Body): void {
    const path = suitesAround(this.#suite).flatMap((suite) => (suite.name === "" ? [] : [suite.name]));
    this.tests.push({ index: this.tests.length, name: [...path, name].join(" > "), run, suite: this.#suite });
  }

  #open(name: string, body: Body): void {
    const outer = this.#suite;
    this.#suite = createSuite(name, outer);
    body();
    this.#suite = outer;
  }
}

function createSuite(name: string, parent: Suite | undefined): Suite {
  return { name, parent, before: [], after: [], beforeEach: [], afterEach: [] };
}

/** Options and time limits stand before or behind the function. */
function bodyOf(rest: readonly unknown[]): Body {
  const body = rest.find((one) => typeof one === "function");
  if (body === undefined) throw new Error("a test without a function");
  return body as Body;
}

function valuesOf(row: unknown): readonly unknown[] {
  return Array.isArray(row) ? row : [row];
}

/** From the outermost one. */
function suitesAround(suite: Suite): readonly Suite[] {
  const suites: Suite[] = [];
  for (let at: Suite | undefined = suite; at !== undefined; at = at.parent) suites.unshift(at);
  return suites;
}

/** Runs tests one after the other until one throws, with the hooks around them. Rejects with what it threw. */
export async function runTests(
  tests: readonly Test[],
  around: (test: Test, run: () => Promise<void>) => Promise<void>,
): Promise<void> {
  const entered: Suite[] = [];
  const leave = async (down: number) => {
    while (entered.length > down) for (const hook of entered.pop()!.after) await hook();
  };
  try {
    for (const test of tests) {
      const suites = suitesAround(test.suite);
      const common = suites.findIndex((suite, depth) => entered[depth] !== suite);
      await leave(common < 0 ? suites.length : common);
      for (const suite of suites.slice(entered.length)) {
        entered.push(suite);
        for (const hook of suite.before) await hook();
      }
      await around(test, async () => {
        for (const suite of suites) for (const hook of suite.beforeEach) await hook();
        try {
          await test.run();
        } finally {
          for (const suite of [...suites].reverse()) for (const hook of suite.afterEach) await hook();
        }
      });
    }
  } finally {
    await leave(0);
  }
}
