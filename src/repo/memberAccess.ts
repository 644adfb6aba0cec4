/** What class a member is taken of, read from the text before it, in any language: its definition says which members there are. Pure. */

/** The whole of a text is not looked through. */
const MOST_CHARS = 20_000;
/** What says of what class a name is stands right beside it. */
const BESIDE = 120;
const ACCESS = ["?.", "->", "::", "."];

/** Names of classes, those of which members are wanted at the end of `before`; none where nothing says. */
export function classesAtMember(before: string): string[] {
  const start = before.lastIndexOf("\n") + 1;
  const access = wordStart(before, before.length);
  const sign = ACCESS.find((one) => before.endsWith(one, access));
  if (sign === undefined) return [];
  const end = access - sign.length;
  const from = wordStart(before, end);
  const owner = before.slice(Math.max(start, from), end);
  if (owner === "") return [];
  const text = before.slice(Math.max(0, from - MOST_CHARS), from);
  if (/^(?:this|self|super|cls|Self)$/.test(owner)) return ownClasses(text);
  return /^[A-Z]/.test(owner) ? [owner] : declaredClass(text, owner);
}

/** Where the word that ends at `end` begins. */
function wordStart(text: string, end: number): number {
  let start = end;
  while (start > 0 && /[\w$]/.test(text[start - 1]!)) start -= 1;
  return start;
}

const CLASS_WORDS: ReadonlySet<string> = new Set(["class", "impl", "struct", "interface", "trait", "object"]);
/** `export default abstract class`. */
const MOST_WORDS_BEFORE = 4;

/** The latest class that began, and what it extends: `class A extends B implements C`, `class A(B)`, `impl B for A`. */
function ownClasses(text: string): string[] {
  for (const line of text.split("\n").reverse()) {
    const words = line.match(/[\w$]+/g) ?? [];
    const at = words.findIndex((word) => CLASS_WORDS.has(word));
    if (at < 0 || at > MOST_WORDS_BEFORE || !/^\s*[a-z]/.test(line)) continue;
    return [...new Set(words.slice(at + 1).filter((word) => /^[A-Z]/.test(word)))];
  }
  return [];
}

/** The latest place that says of what class it is. */
function declaredClass(text: string, owner: string): string[] {
  for (let at = text.lastIndexOf(owner); at >= 0; at = at === 0 ? -1 : text.lastIndexOf(owner, at - 1)) {
    const end = at + owner.length;
    if (/[\w$]/.test(text[at - 1] ?? "") || /[\w$]/.test(text[end] ?? "")) continue;
    const found = classBehind(text.slice(end, end + BESIDE)) ?? classInFront(text.slice(Math.max(0, at - BESIDE), at));
    if (found !== undefined) return [found];
  }
  return [];
}

/**
 * `: Cart`, `: &mut Cart`, `?: Cart`, `: shop.Cart`; ` = new Cart(`, ` := &Cart{`, ` = Cart::new(`, ` = shop.Cart(`; ` *Cart` as
 * Go has it.
 */
function classBehind(text: string): string | undefined {
  const typed = /^\??\s*:\s*(?:&\s*)?(?:mut\s+)?(?:[a-z_]\w*[.:<]{1,2})?([A-Z][\w$]*)/.exec(text)?.[1];
  const made = /^\s*:?=\s*(?:await\s+)?(?:new\s+)?&?(?:[a-z_]\w*[.:]{1,2})?([A-Z][\w$]*)[({:<]/.exec(text)?.[1];
  return typed ?? made ?? /^ \*?(?:[a-z_]\w*\.)?([A-Z][\w$]*)/.exec(text)?.[1];
}

/** `Cart `, `const Cart& `, `List<Item> `. */
function classInFront(text: string): string | undefined {
  let end = text.length;
  while (end > 0 && /[\s*&]/.test(text[end - 1]!)) end -= 1;
  if (end === text.length) return undefined;
  if (text[end - 1] === ">") end = Math.max(0, text.lastIndexOf("<", end));
  const name = text.slice(wordStart(text, end), end);
  return /^[A-Z]/.test(name) ? name : undefined;
}
