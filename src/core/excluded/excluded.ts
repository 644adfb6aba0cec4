/**
 * Documents that are never completed and never read by the model: those of the user's globs, files that hold secrets by their
 * name and place, and texts of keys whatever their names. It is decided here alone; whatever reads documents asks here.
 */

import { compileGlob } from "./globs.ts";
import { findSecretPlace, isSourceName, nameOf } from "./secretFiles.ts";
import { findSecretText } from "./secretText.ts";

export interface Exclusion {
  /** The user's setting, the name or place of the file, or its first lines. */
  readonly by: "setting" | "name" | "text";
  /** The rule in words, to be put behind "never completes: ". */
  readonly rule: string;
}

/** What is known of a document. */
export interface DocumentHead {
  readonly uri: string;
  readonly languageId: string;
  /** The beginning of its text: see `headOf`. */
  readonly head: string;
}

/** Why a document is left alone; undefined when it is not. `globs`: those of the setting, matched as `globs.ts` says. */
export function findExclusion(document: DocumentHead, globs: readonly string[]): Exclusion | undefined {
  const path = pathOfUri(document.uri);
  return placesOf(globs)(path) ?? findTextExclusion(document, path);
}

/** The same for one open document, asked at each key: its first lines are judged only when they are others. */
export class DocumentExclusion {
  readonly #uri: string;
  readonly #path: string;
  readonly #languageId: string;
  #head = "";
  #byText: Exclusion | undefined;

  constructor(uri: string, languageId: string) {
    this.#uri = uri;
    this.#path = pathOfUri(uri);
    this.#languageId = languageId;
  }

  find(head: string, globs: readonly string[]): Exclusion | undefined {
    const byPlace = placesOf(globs)(this.#path);
    if (byPlace !== undefined || head === this.#head) return byPlace ?? this.#byText;
    this.#head = head;
    this.#byText = findTextExclusion({ uri: this.#uri, languageId: this.#languageId, head }, this.#path);
    return this.#byText;
  }
}

function findTextExclusion({ languageId, head }: DocumentHead, path: string): Exclusion | undefined {
  const name = nameOf(path);
  // Without an ending the editor's word counts.
  const isSource = isSourceName(name) || (!name.includes(".") && !DATA_LANGUAGES.has(languageId));
  const what = findSecretText(head, isSource);
  return what === undefined ? undefined : { by: "text", rule: `its first lines hold ${what}` };
}

/** Not the languages of programs and pages. */
const DATA_LANGUAGES: ReadonlySet<string> = new Set(
  "plaintext text json jsonc jsonl yaml dockercompose toml ini conf properties dotenv xml csv tsv log ssh_config ignore pem".split(
    " ",
  ),
);

/** Answers with the exclusion of a path, whatever the text is. */
type Places = (path: string) => Exclusion | undefined;

/** A window with several folders has as many lists. */
const KEPT_LISTS = 20;
const lists = new Map<string, Places>();

/** Equal lists share one matcher, so that it is made once however often settings are read. */
function placesOf(globs: readonly string[]): Places {
  const key = JSON.stringify(globs);
  const known = lists.get(key) ?? createPlaces(globs);
  // The one used last is forgotten last.
  lists.delete(key);
  lists.set(key, known);
  if (lists.size > KEPT_LISTS) lists.delete(lists.keys().next().value!);
  return known;
}

/** Each key asks for the same few documents. */
const KEPT_ANSWERS = 1000;
/** Longer than a system lets a path be; matching takes time in proportion. */
const MAX_PATH_LENGTH = 4096;

function createPlaces(globs: readonly string[]): Places {
  const matchers = globs.map((glob) => ({ glob, matches: compileGlob(glob) }));
  const answers = new Map<string, Exclusion | undefined>();
  return (path) => {
    if (path.length > MAX_PATH_LENGTH) return { by: "name", rule: "paths of over 4,096 characters" };
    if (answers.has(path)) return answers.get(path);
    const secret = findSecretPlace(path);
    const glob = secret === undefined ? matchers.find(({ matches }) => matches(path))?.glob : undefined;
    const answer: Exclusion | undefined = secret
      ? { by: "name", rule: `${secret.what} (${secret.glob})` }
      : glob === undefined
        ? undefined
        : { by: "setting", rule: `${glob} (turnkey.exclude)` };
    if (answers.size >= KEPT_ANSWERS) answers.clear();
    answers.set(path, answer);
    return answer;
  };
}

/**
 * The path in a URI, decoded and with `/` between its folders: `file:///c%3A/a%20b.ts` → `c:/a b.ts`. A URI without a scheme
 * is a path. What was encoded twice is decoded twice: `%252Eenv` is `.env` to many programs.
 */
export function pathOfUri(uri: string): string {
  const scheme = /^[a-z][a-z0-9+.-]+:/i.exec(uri)?.[0];
  const path = scheme === undefined ? uri : withoutRest(withoutAuthority(uri.slice(scheme.length)));
  return decode(decode(path))
    .replaceAll("\\", "/")
    .replace(/^\/(?=[a-z]:\/)/i, "");
}

function withoutAuthority(text: string): string {
  return text.startsWith("//") ? text.slice(2 + lengthBefore(text.slice(2), "/?#")) : text;
}

/** Without query and fragment. */
function withoutRest(text: string): string {
  return text.slice(0, lengthBefore(text, "?#"));
}

function lengthBefore(text: string, ends: string): number {
  const places = [...ends].map((end) => text.indexOf(end)).filter((at) => at >= 0);
  return Math.min(text.length, ...places);
}

/** Each run of encoded bytes by itself: a lone % does not keep the rest from being read. */
function decode(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (bytes) => {
    try {
      return decodeURIComponent(bytes);
    } catch {
      return bytes;
    }
  });
}
