/** Mutants that change nothing that anybody could notice, and why. */

export interface Explained {
  /** In src/core. */
  readonly file: string;
  /** What the mutated place is in: function, Class.method, or a file's constant. */
  readonly name: string;
  /** As the report prints it: original → text. */
  readonly change: string;
  readonly why: string;
}

export const EXPLAINED: readonly Explained[] = [];
