/** Mutants that change nothing that anybody could notice, and why. */

export interface Explained {
  /** A file of the core, by its base name. */
  readonly file: string;
  /** What the mutated place is in: function, Class.method, or a file's constant. */
  readonly name: string;
  /** As the report prints it: original → text. */
  readonly change: string;
  readonly why: string;
}

const NEVER_FOUND =
  "What was aborted or has failed is never found again; without this it only takes a place for longer.";

export const EXPLAINED: readonly Explained[] = [
  {
    file: "runner.ts",
    name: "Runner.opened",
    change: "this.#grammars.prepare(languageId); → ;",
    why: "A grammar is loaded sooner than it is asked.",
  },
  { file: "runner.ts", name: "Runner.#run", change: "this.store.remove(entry); → ;", why: NEVER_FOUND },
  {
    file: "runner.ts",
    name: "Runner.#run",
    change: "this.store.remove(entry) → (undefined as never)",
    why: NEVER_FOUND,
  },
  {
    file: "cache.ts",
    name: "Cache.bring",
    change: "done.complete → !(done.complete)",
    why: "Names of cells that are gone mean nothing; they are forgotten for the memory they take.",
  },
  {
    file: "pipeline.ts",
    name: "Pipeline.settle",
    change: "await this.#runner.ended(); → ;",
    why: "The session's own end comes behind that of the generation; only the last questions to a grammar may be later.",
  },
  {
    file: "runner.ts",
    name: "untilAborted",
    change: "true → false",
    why: "The listener is taken away in any case, and resolves once.",
  },
  {
    file: "healer.ts",
    name: "NO_HEALING_OPTIONS",
    change: '"full" → (undefined as never)',
    why: "Whatever is neither near nor off is full.",
  },
  {
    file: "stop.ts",
    name: "checkWhole",
    change: "verdict.keep <= tag → verdict.keep < tag",
    why: "Both keep the text in front of the tag; only the trace gives another reason.",
  },
  {
    file: "stop.ts",
    name: "checkOneLine",
    change: "end < 0 → end <= 0",
    why: "On the empty line in front of a line feed there is no closer to judge.",
  },
  {
    file: "healer.ts",
    name: "Healer.heal",
    change: "left > 0 → left >= 0",
    why: "A step of no tokens chooses none to heal.",
  },
  {
    file: "healer.ts",
    name: "Healer.#healWhileIdle",
    change: "rested < HEAL_AFTER_MS → rested <= HEAL_AFTER_MS",
    why: "At the limit itself the wait takes no time.",
  },
  {
    file: "stop.ts",
    name: "findForeignCloser",
    change: "other.offset > offset → other.offset >= offset",
    why: "An opener and a closer do not stand at one place.",
  },
  {
    file: "prompt.ts",
    name: "withoutLastWord",
    change: "UNFINISHED_WORD.exec(last.text)?.[0].length ?? 0 → UNFINISHED_WORD.exec(last.text)?.[0].length",
    why: "Nothing is longer than no number, nor than the whole text.",
  },
  {
    file: "decoder.ts",
    name: "Decoder.#review",
    change: "false → true",
    why: "Of a text that was given up the last token need not be in the cache; where it is only advised a test fails.",
  },
  {
    file: "place.ts",
    name: "indentOfHead",
    change: "from > 0 → from >= 0",
    why: "What is taken for the line above the first one begins with the same white space.",
  },
];
