/** What of a text is indexed: its identifiers and their parts, as numbers. No word can be read back from them. */

/** A lower-case word, hashed to 32 bits. Two words in 10,000 repositories share one; the ranking survives it. */
export type Term = number;

/** FNV-1a with a finishing mix, so that neighbouring words do not get neighbouring numbers. */
export function hashTerm(word: string): Term {
  let hash = 0x811c9dc5;
  for (let index = 0; index < word.length; index += 1) hash = Math.imul(hash ^ word.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}

/** Stands for "a name is defined here", apart from the name's own term. */
export function definitionTerm(name: string): Term {
  return hashTerm(`\u0000${name}`);
}

/** Words of programs in general; they say nothing of a place. */
const COMMON: ReadonlySet<string> = new Set(
  `abstract and any as assert async await bool boolean break case catch char class const continue def default del delete do
  double elif else end enum except export extends false final finally float fn for from func function get go goto if impl
  implements import in include instanceof int interface is lambda let long match mod module mut namespace new nil none not
  null number of or override package pass private protected pub public raise readonly return self set short static str
  string struct super switch then this throw throws true try type typeof undefined unsigned use val var void where while
  with yield`.split(/\s+/),
);

/** A longer one is data. */
const LONGEST = 64;
const IDENTIFIER = /[A-Za-z_$\u00aa-\uffff][\w$\u00aa-\uffff]*/g;
const PART = /[A-Z]+(?![a-z])|[A-Z]?[a-z\u00aa-\uffff]+|\d+/g;
const SHORTEST_PART = 2;

/** Names in a text, in order, with repetitions; keywords and single letters are none. */
export function namesIn(text: string): string[] {
  return (text.match(IDENTIFIER) ?? []).filter(isName);
}

/** Whether an identifier says something of the place where it stands. */
function isName(identifier: string): boolean {
  return identifier.length > 1 && identifier.length <= LONGEST && !COMMON.has(identifier);
}

/** `getUserName` → getusername, get, user, name. Undefined for what is not indexed. */
function toTerms(identifier: string): readonly Term[] {
  const whole = identifier.toLowerCase();
  if (identifier.length < 2 || identifier.length > LONGEST || COMMON.has(whole)) return [];
  const terms = [hashTerm(whole)];
  for (const part of identifier.match(PART) ?? []) {
    const word = part.toLowerCase();
    if (word.length < SHORTEST_PART || word === whole || COMMON.has(word)) continue;
    const term = hashTerm(word);
    if (!terms.includes(term)) terms.push(term);
  }
  return terms;
}

/** Identifiers whose terms are remembered: code repeats them. */
const MOST_KNOWN = 50_000;
const known = new Map<string, readonly Term[]>();

/** The terms of an identifier; the first is that of the whole. */
export function termsOf(identifier: string): readonly Term[] {
  const found = known.get(identifier);
  if (found !== undefined) return found;
  if (known.size >= MOST_KNOWN) known.clear();
  const terms = toTerms(identifier);
  // A copy: a part of a text would keep the whole of it in memory.
  known.set(Buffer.from(identifier).toString(), terms);
  return terms;
}

/** Calls back for each term of a text, with repetitions. */
export function eachTerm(text: string, take: (term: Term) => void): void {
  IDENTIFIER.lastIndex = 0;
  for (const identifier of text.match(IDENTIFIER) ?? []) for (const term of termsOf(identifier)) take(term);
}
