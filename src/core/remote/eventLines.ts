/** The lines of a stream, which comes in pieces of any size. */

/** A line longer than this is no event of any protocol: prompts come back in the last one, and are shorter. */
export const MOST_LINE = 1_000_000;

export class EventLines {
  #rest: string[] = [];
  #length = 0;

  /** The lines that a piece completes, without their ends. Undefined: a line is too long. */
  push(piece: string): readonly string[] | undefined {
    const lines = piece.split("\n");
    const last = lines.pop()!;
    const [first, ...others] = lines;
    if (first === undefined) return this.#keep(last) ? [] : undefined;
    const whole = [...this.#rest, first].join("");
    this.#rest = [];
    this.#length = 0;
    const complete = [whole, ...others].map((line) => (line.endsWith("\r") ? line.slice(0, -1) : line));
    return complete.every(({ length }) => length <= MOST_LINE) && this.#keep(last) ? complete : undefined;
  }

  /** What stands behind the last line's end. */
  get rest(): string {
    return this.#rest.join("");
  }

  #keep(piece: string): boolean {
    if (piece !== "") this.#rest.push(piece);
    this.#length += piece.length;
    return this.#length <= MOST_LINE;
  }
}
