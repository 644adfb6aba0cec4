/** A grammar whose scanner never returns, made of a real one: what must not stop anything else. */

const SECTION = { type: 1, import: 2, function: 3, element: 9, code: 10 } as const;
const FUNCTION_IMPORT = 0;
const I32 = 0x7f;
/** `bool scan(void *, TSLexer *, const bool *)`; no other function that a grammar hands to the runtime has this type. */
const SCAN_TYPE = [3, I32, I32, I32, 1, I32];
/** No locals; loop br 0 end; unreachable. */
const FOR_EVER = [0x00, 0x03, 0x40, 0x0c, 0x00, 0x0b, 0x00];
const NOP = 0x01;

/**
 * The WebAssembly of a grammar → the same with another scanner. Nothing changes its length.
 *
 * @throws when the grammar has no scanner of its own
 */
export function withStuckScanner(grammar: Uint8Array): Uint8Array {
  const sections = readSections(grammar);
  const types = readList(sections.get(SECTION.type), readType);
  const typeOf = readList(sections.get(SECTION.function), (reader) => reader.number());
  const imported = readList(sections.get(SECTION.import), readImport).filter((kind) => kind === FUNCTION_IMPORT).length;
  const handedOver = readList(sections.get(SECTION.element), readElements).flat();
  const scanners = handedOver.filter((index) => String(types[typeOf[index - imported]!]) === String(SCAN_TYPE));
  const [scanner] = scanners;
  if (scanner === undefined || scanners.length > 1) throw new Error(`${scanners.length} scanners in this grammar`);
  const bodies = readList(sections.get(SECTION.code), (reader) => reader.bytes(reader.number()));
  const body = bodies[scanner - imported]!;
  const changed = grammar.slice();
  changed.fill(NOP, body.byteOffset - grammar.byteOffset, body.byteOffset - grammar.byteOffset + body.length - 1);
  changed.set(FOR_EVER, body.byteOffset - grammar.byteOffset);
  return changed;
}

class Reader {
  readonly #data: Uint8Array;
  #at = 0;

  constructor(data: Uint8Array) {
    this.#data = data;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#data.length;
  }

  byte(): number {
    const byte = this.#data[this.#at];
    if (byte === undefined) throw new Error("the module ends too early");
    this.#at += 1;
    return byte;
  }

  /** LEB128; a negative number comes out as another one. */
  number(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  }

  bytes(length: number): Uint8Array {
    this.#at += length;
    return this.#data.subarray(this.#at - length, this.#at);
  }
}

function readSections(module: Uint8Array): Map<number, Uint8Array> {
  const reader = new Reader(module);
  reader.bytes(8);
  const sections = new Map<number, Uint8Array>();
  while (!reader.isAtEnd) {
    const kind = reader.byte();
    sections.set(kind, reader.bytes(reader.number()));
  }
  return sections;
}

function readList<Item>(section: Uint8Array | undefined, read: (reader: Reader) => Item): Item[] {
  if (section === undefined) return [];
  const reader = new Reader(section);
  return Array.from({ length: reader.number() }, () => read(reader));
}

/** Parameters and results, each with its number in front. */
function readType(reader: Reader): number[] {
  reader.byte();
  return [1, 2].flatMap(() => {
    const length = reader.number();
    return [length, ...reader.bytes(length)];
  });
}

/** The kind of what is imported. */
function readImport(reader: Reader): number {
  reader.bytes(reader.number());
  reader.bytes(reader.number());
  const kind = reader.byte();
  if (kind === FUNCTION_IMPORT) reader.number();
  else if (kind === 3) reader.bytes(2);
  else {
    if (kind === 1) reader.byte();
    const hasMaximum = reader.byte() & 1;
    reader.number();
    if (hasMaximum) reader.number();
  }
  return kind;
}

/** Functions in the table, placed by one instruction. */
function readElements(reader: Reader): number[] {
  if (reader.number() !== 0) throw new Error("elements of another kind");
  reader.byte();
  reader.number();
  reader.byte();
  return Array.from({ length: reader.number() }, () => reader.number());
}
