/** Tables that are asked for words from outside: only what stands in them is found. */

/**
 * The entry of a name in a table. What every object has from its making (`constructor`, `toString`, `__proto__`) is no entry,
 * and a name from outside may be one of these words.
 */
export function entryOf<Value>(table: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
