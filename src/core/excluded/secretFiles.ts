/** Whether a file holds keys or credentials, by its name and place. What its first lines say: `secretText.ts`. */

import { compileGlob, type GlobMatcher } from "./globs.ts";
import { EXAMPLE_WORDS, SECRET_ALWAYS, SECRET_UNLESS_SOURCE, type SecretRule, SOURCE_ENDINGS } from "./secretRules.ts";

export interface SecretPlace {
  /** What such a file holds, for people. */
  readonly what: string;
  /** The pattern that its path matches. */
  readonly glob: string;
}

/** `path` with `/` between folders, as its file system has it: what is percent-encoded in a URI is decoded. */
export function findSecretPlace(path: string): SecretPlace | undefined {
  const forms = formsOf(path);
  const name = nameOf(forms.at(-1)!);
  const always = findRule(ALWAYS, forms);
  // In a folder of secrets everything is one.
  if (always !== undefined && (always.glob.includes("/") || !isExample(name))) return always;
  return isSourceName(name) || hasExampleWord(name) ? undefined : findRule(UNLESS_SOURCE, forms);
}

/** Whether a name ends like a program, a page or prose. */
export function isSourceName(name: string): boolean {
  const dot = name.lastIndexOf(".");
  return dot > 0 && SOURCE_ENDINGS.has(name.slice(dot + 1).toLowerCase());
}

/** The part of a path behind its last folder. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

interface Matcher extends SecretPlace {
  readonly matches: GlobMatcher;
}

function compile(rules: readonly SecretRule[]): readonly Matcher[] {
  return rules.flatMap(({ what, globs }) => globs.map((glob) => ({ what, glob, matches: compileGlob(glob) })));
}

const ALWAYS = compile(SECRET_ALWAYS);
const UNLESS_SOURCE = compile(SECRET_UNLESS_SOURCE);

function findRule(matchers: readonly Matcher[], forms: readonly string[]): SecretPlace | undefined {
  const found = matchers.find(({ matches }) => forms.some(matches));
  return found && { what: found.what, glob: found.glob };
}

/** What editors, systems and people append to the name of a copy. */
const COPY_ENDING =
  /(?:~|#|[ ._-](?:old|bak|back|backup|orig|original|save|saved|prev|previous|copy|new|tmp|temp|swp|swo|rej|disabled|dpkg-old|dpkg-dist|rpmsave|rpmnew|txt|b64|base64|enc|age|\d{1,14})| ?\(\d{1,3}\)| - copy)$/i;
const COPY_BEGINNING = /^(?:#|\.#|copy of )/i;
const MOST_COPIES = 4;

/** The path itself, and with what a copy's name has more taken away step by step. */
function formsOf(path: string): readonly string[] {
  const folder = path.slice(0, path.length - nameOf(path).length);
  // Windows leaves these out.
  let name = nameOf(path).replace(/::\$data$/i, "");
  while (name.length > 1 && (name.endsWith(" ") || name.endsWith("."))) name = name.slice(0, -1);
  const forms = [folder + name];
  for (let times = 0; times < MOST_COPIES; times += 1) {
    const original = name.replace(COPY_BEGINNING, "").replace(COPY_ENDING, "");
    if (original === name || original === "") break;
    name = original;
    forms.push(folder + name);
  }
  return forms;
}

/** `.env.example`: the last part says it, whatever stands in front. */
function isExample(name: string): boolean {
  return EXAMPLE_WORDS.has(wordsOf(name).at(-1) ?? "");
}

/** `secrets.example.yaml` */
function hasExampleWord(name: string): boolean {
  return wordsOf(name).some((word) => EXAMPLE_WORDS.has(word));
}

function wordsOf(name: string): readonly string[] {
  return name.toLowerCase().split(/[._-]/);
}
