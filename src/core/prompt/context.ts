/** The port to what the rest of the repository knows: text of other files that helps at a place. */

/** The place, by what stands around it. */
export interface ContextPlace {
  readonly uri: string;
  readonly languageId: string;
  /** Whole lines but for the cursor's own. */
  readonly before: string;
  readonly after: string;
  /** UTF-16 units of all texts together. */
  readonly chars: number;
}

/** Lines of another file. */
export interface ContextChunk {
  /** Of file, lines and text: equal ids have equal texts. */
  readonly id: string;
  readonly uri: string;
  /** For people and for the model: relative to its folder, with `/`. */
  readonly path: string;
  /** [start, end), counted from 0. */
  readonly startLine: number;
  readonly endLine: number;
  readonly text: string;
  /** How likely it holds what the next line needs, 0 to 1. */
  readonly value: number;
  /** For people: why it was chosen. */
  readonly reason: string;
}

/** None of its methods throws or rejects; what it does not know yet it does not wait for. */
export interface Context {
  /** The best first, at most as many as are worth looking at; undefined: nothing is known, or nobody answered in time. */
  find(place: ContextPlace): Promise<readonly ContextChunk[] | undefined>;
  /** An open document stands for its file; `text` is asked for when there is time to read it. */
  changed(uri: string, text: () => string | undefined): void;
  closed(uri: string): void;
  /** While somebody waits for a suggestion the machine is not used for anything else. */
  setBusy(isBusy: boolean): void;
}
