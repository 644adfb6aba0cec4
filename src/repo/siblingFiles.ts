/** Files that are of one piece with another by their names: a source and its tests, a header and its source. Guessed, then looked up. */

/** What makes a name one of a test, by ending of the file; `*` is the source's name. */
const TEST_NAMES: readonly (readonly [endings: RegExp, names: readonly string[]])[] = [
  [/^(?:[cm]?[jt]sx?|vue|svelte)$/, ["*.test", "*.spec", "*"]],
  [/^py$/, ["test_*", "*_test"]],
  [/^(?:go|rs|dart|ex|exs|lua|c|cc|cpp|cxx)$/, ["*_test", "test_*", "*"]],
  [/^(?:java|kt|kts|scala|groovy|cs|php|swift)$/, ["*Test", "*Tests", "*Spec", "*IT"]],
  [/^rb$/, ["*_spec", "*_test", "test_*"]],
];
const TEST_FOLDERS = ["test", "tests", "__tests__", "spec"] as const;
const SOURCE_FOLDERS = ["src", "lib", "main", "app"] as const;
const HEADERS = ["h", "hpp", "hh", "hxx"] as const;
const SOURCES = ["c", "cpp", "cc", "cxx", "m", "mm"] as const;

/** Of a path, those for which `has` holds; the likeliest first. */
export function siblingsOf(path: string, has: (path: string) => boolean, most: number): string[] {
  const found = new Set<string>();
  for (const guess of guessSiblings(path)) {
    if (guess !== path && !found.has(guess) && has(guess)) found.add(guess);
    if (found.size >= most) break;
  }
  return [...found];
}

function* guessSiblings(path: string): Generator<string> {
  const slash = path.lastIndexOf("/");
  const [folder, name] = [path.slice(0, Math.max(0, slash)), path.slice(slash + 1)];
  const dot = name.lastIndexOf(".");
  if (dot <= 0) return;
  const [stem, ending] = [name.slice(0, dot), name.slice(dot + 1)];
  const inFolder = (into: string, file: string) => (into === "" ? file : `${into}/${file}`);
  for (const other of otherHalves(ending))
    for (const into of halfFolders(folder)) yield inFolder(into, `${stem}.${other}`);
  const names = TEST_NAMES.find(([endings]) => endings.test(ending))?.[1] ?? [];
  const source = names.map((pattern) => sourceOf(stem, pattern)).find((found) => found !== undefined);
  if (source !== undefined)
    for (const into of [folder, ...sourceFolders(folder)]) yield inFolder(into, `${source}.${ending}`);
  for (const into of [folder, ...sourceFolders(folder)]) if (into !== folder) yield inFolder(into, name);
  for (const into of [folder, ...testFolders(folder)])
    for (const pattern of names) yield inFolder(into, `${pattern.replace("*", stem)}.${ending}`);
}

/** `cart.test` is of `cart`; undefined where the pattern says nothing, or does not fit. */
function sourceOf(stem: string, pattern: string): string | undefined {
  const [front, end] = pattern.split("*") as [string, string];
  const fits = stem.length > front.length + end.length && stem.startsWith(front) && stem.endsWith(end);
  return fits && pattern !== "*" ? stem.slice(front.length, stem.length - end.length) : undefined;
}

function otherHalves(ending: string): readonly string[] {
  if ((HEADERS as readonly string[]).includes(ending)) return SOURCES;
  return (SOURCES as readonly string[]).includes(ending) ? HEADERS : [];
}

/** `include/x` and `src/x`. */
function halfFolders(folder: string): string[] {
  const swapped = folder
    .split("/")
    .map((name) => (name === "include" ? "src" : name === "src" ? "include" : name))
    .join("/");
  return [...new Set([folder, swapped])];
}

/** Where the tests of a folder may be: in it, or in a folder of tests above it, with its inner folders again or without. */
function testFolders(folder: string): string[] {
  const parts = folder === "" ? [] : folder.split("/");
  const found: string[] = [];
  for (let at = parts.length; at >= 0; at -= 1)
    for (const test of TEST_FOLDERS) {
      const root = [...parts.slice(0, at), test];
      const inner = parts.slice(at);
      found.push(
        [...root, ...inner].join("/"),
        [...root, ...inner.slice(1)].join("/"),
        [...root, ...inner.slice(2)].join("/"),
      );
    }
  return [...new Set(found)];
}

/** The other way round. */
function sourceFolders(folder: string): string[] {
  const parts = folder.split("/");
  const at = parts.findLastIndex((name) => (TEST_FOLDERS as readonly string[]).includes(name));
  if (at < 0) return [];
  const [root, inner] = [parts.slice(0, at), parts.slice(at + 1)];
  return [[], ...SOURCE_FOLDERS.map((name) => [name])].map((source) => [...root, ...source, ...inner].join("/"));
}
