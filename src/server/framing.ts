/** The base protocol's frames, watched byte by byte: the library that reads them falls silent for good on a wrong one. */

/** Longer than any header of a client. */
const MAX_HEADER_BYTES = 4096;
/** A text of JavaScript's has no more characters. */
const MAX_CONTENT_BYTES = 0x1fff_ffe8;

const CR = 13;
const LF = 10;

/** One line of a header, as far as it has come; "" is the empty line at its end. */
const HEADER_LINE_START = /^(?:[A-Za-z][A-Za-z-]*(?::[\t\x20-\x7e]*)?)?$/;

export class FrameWatch {
  /** Bytes of a message's content that are still to come; undefined: a header is being read. */
  #content: number | undefined;
  #line = "";
  #headerBytes = 0;
  #length: number | undefined;
  #afterCr = false;

  /** What is wrong with the stream from here on, as half a sentence; undefined: nothing yet. */
  feed(chunk: Uint8Array): string | undefined {
    for (let at = 0; at < chunk.length; ) {
      if (this.#content !== undefined) {
        const taken = Math.min(this.#content, chunk.length - at);
        this.#content -= taken;
        at += taken;
        if (this.#content === 0) this.#content = undefined;
        continue;
      }
      const problem = this.#feedHeader(chunk[at]!);
      if (problem !== undefined) return problem;
      at += 1;
    }
    return undefined;
  }

  #feedHeader(byte: number): string | undefined {
    this.#headerBytes += 1;
    if (this.#headerBytes > MAX_HEADER_BYTES) return `a header is longer than ${MAX_HEADER_BYTES} bytes`;
    if (this.#afterCr) {
      this.#afterCr = false;
      return byte === LF ? this.#endLine() : "a header line ends with \\r alone";
    }
    if (byte === LF) return "a header line ends with \\n alone, not with \\r\\n";
    if (byte === CR) {
      this.#afterCr = true;
      return undefined;
    }
    this.#line += String.fromCharCode(byte);
    return HEADER_LINE_START.test(this.#line)
      ? undefined
      : `a header line begins with ${JSON.stringify(this.#line.slice(0, 40))}, not with "Content-Length: "`;
  }

  #endLine(): string | undefined {
    const line = this.#line;
    this.#line = "";
    if (line === "") return this.#endHeader();
    const [, name, value] = /^([A-Za-z-]+):(.*)$/.exec(line) ?? [];
    if (name === undefined) return `the header line ${JSON.stringify(line.slice(0, 40))} has no colon`;
    if (name.toLowerCase() !== "content-length") return undefined;
    const digits = value!.trim();
    if (!/^\d{1,15}$/.test(digits)) return `a Content-Length is ${JSON.stringify(digits.slice(0, 40))}`;
    if (Number(digits) > MAX_CONTENT_BYTES) return `a message of ${digits} bytes is announced`;
    this.#length = Number(digits);
    return undefined;
  }

  #endHeader(): string | undefined {
    const length = this.#length;
    this.#length = undefined;
    this.#headerBytes = 0;
    if (length === undefined) return "a header has no Content-Length";
    this.#content = length === 0 ? undefined : length;
    return undefined;
  }
}
