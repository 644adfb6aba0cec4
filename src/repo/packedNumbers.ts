/** Many numbers below 2^24 in two or three bytes each. */

import { must } from "../core/bug.ts";

const MOST = 0xff_ffff;
/** Numbers moved in one step: a few milliseconds. */
const STEP_NUMBERS = 65_536;

export class PackedNumbers {
  readonly #low: Uint16Array;
  /** Undefined where two bytes are enough. */
  readonly #high: Uint8Array | undefined;

  private constructor(length: number, most: number) {
    this.#low = new Uint16Array(length);
    this.#high = most > 0xffff ? new Uint8Array(length) : undefined;
  }

  /** In small steps; `most`: of a larger number only the low bytes are kept. */
  static *from(numbers: Uint32Array, most: number): Generator<void, PackedNumbers> {
    must(most <= MOST, `${most} takes more than three bytes`);
    const packed = new PackedNumbers(numbers.length, most);
    for (let from = 0; from < numbers.length; from += STEP_NUMBERS) {
      packed.#fill(numbers, from, Math.min(numbers.length, from + STEP_NUMBERS));
      yield;
    }
    return packed;
  }

  get length(): number {
    return this.#low.length;
  }

  get bytes(): number {
    return this.#low.byteLength + (this.#high?.byteLength ?? 0);
  }

  at(index: number): number {
    const low = this.#low[index]!;
    return this.#high === undefined ? low : (this.#high[index]! << 16) | low;
  }

  slice(from: number, to: number): Uint32Array {
    const numbers = new Uint32Array(to - from);
    for (let index = from; index < to; index += 1) numbers[index - from] = this.at(index);
    return numbers;
  }

  #fill(numbers: Uint32Array, from: number, to: number): void {
    for (let index = from; index < to; index += 1) {
      this.#low[index] = numbers[index]!;
      if (this.#high !== undefined) this.#high[index] = numbers[index]! >>> 16;
    }
  }
}
