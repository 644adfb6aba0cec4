/** Texts for the prefix bench, by language: our own, and what lies beside the repository or on this machine. */

import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { languageOfPath } from "../../src/core/languages/languages.ts";
import { readSessions } from "../../src/replay/sessionFile.ts";
import { languageOf } from "../../src/syntax/grammarTables.ts";
import { BUNDLE } from "../models/vocabularies.ts";
import { Random } from "../random.ts";
import { JOINED_PROGRAMS } from "../syntax/joinedPrograms.ts";
import { OTHER_PROGRAMS, PROGRAMS } from "../syntax/programs.ts";

export interface BenchText {
  readonly path: string;
  readonly read: () => string;
}

const MAX_CHARACTERS = 400_000;
const SKIPPED_FOLDERS = new Set(["node_modules", "dist", ".git", "test-results", ".playground"]);
/** Languages of which a repository has few texts; those of its dependencies are read too. */
const RARE = new Set(["css", "html", "bash", "yaml"]);

/** A collection of texts; `close` removes what was unpacked for it. */
export class BenchTexts {
  readonly #byLanguage = new Map<string, BenchText[]>();
  readonly #unpacked: string;

  private constructor() {
    this.#unpacked = mkdtempSync(join(tmpdir(), "turnkey-syntax-"));
  }

  /** All files of folders, and of the archives that lie in them. */
  static ofFolders(folders: readonly string[]): BenchTexts {
    const texts = new BenchTexts();
    for (const folder of folders) {
      texts.#addFolder(folder, SKIPPED_FOLDERS);
      texts.#addArchives(folder);
      texts.#addTrees(folder);
    }
    return texts;
  }

  /** Everything that there is. */
  static async ofMachine(packageRoot: string): Promise<BenchTexts> {
    const texts = new BenchTexts();
    texts.#addFolder(packageRoot, SKIPPED_FOLDERS);
    texts.#addFolder(join(packageRoot, "node_modules"), new Set(), RARE);
    const data = join(packageRoot, "..", "shared", "data");
    await texts.#addSessions(join(data, "replay-dev.jsonl.gz"));
    texts.#addArchives(join(data, "repositories"));
    texts.#addTrees(join(data, "trees"));
    texts.#addBundle();
    texts.#addFolder(askFor("python3", "-c", "import sysconfig; print(sysconfig.get_paths()['stdlib'])"), STANDARD);
    texts.#addFolder(askFor("ruby", "-e", "puts RbConfig::CONFIG['rubylibdir']"), STANDARD);
    return texts;
  }

  close(): void {
    rmSync(this.#unpacked, { recursive: true, force: true });
  }

  /**
   * Ours first, then the others in an order that is the same everywhere and mixes the folders. Too long and empty ones,
   * and those that are no text, are left out.
   */
  *of(language: string): Generator<{ readonly path: string; readonly text: string }> {
    const ours = PROGRAMS[language] ?? OTHER_PROGRAMS[language] ?? JOINED_PROGRAMS[language];
    if (ours !== undefined) yield { path: `our own ${language}`, text: ours };
    const texts = (this.#byLanguage.get(language) ?? []).sort((a, b) => (a.path < b.path ? -1 : 1));
    const random = new Random("files");
    const keys = new Map(texts.map((text) => [text, random.next()]));
    for (const { path, read } of texts.sort((a, b) => keys.get(a)! - keys.get(b)!)) {
      const text = read().replaceAll("\r\n", "\n");
      if (text.trim() !== "" && text.length < MAX_CHARACTERS && !/[\uFFFD\0]/.test(text)) yield { path, text };
    }
  }

  #addFolder(folder: string | undefined, skipped: ReadonlySet<string>, only?: ReadonlySet<string>): void {
    if (folder === undefined || !existsSync(folder)) return;
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (!entry.isFile() || isIn(skipped, path.slice(folder.length))) continue;
      this.#add(path, () => readFileSync(path, "utf8"), only);
    }
  }

  #addArchives(folder: string): void {
    for (const name of existsSync(folder) ? readdirSync(folder).filter((one) => one.endsWith(".tar.gz")) : []) {
      const to = join(this.#unpacked, basename(name, ".tar.gz"));
      mkdirSync(to);
      execFileSync("tar", ["-xzf", join(folder, name), "-C", to]);
      this.#addFolder(to, SKIPPED_FOLDERS);
    }
  }

  /** Source trees as `{blobs: {hash: text}, trees: {id: {path: hash}}}`; each text once. */
  #addTrees(folder: string): void {
    for (const name of existsSync(folder) ? readdirSync(folder).filter((one) => one.endsWith(".json.gz")) : []) {
      const { blobs, trees } = JSON.parse(gunzipSync(readFileSync(join(folder, name))).toString()) as {
        readonly blobs: Readonly<Record<string, string>>;
        readonly trees: Readonly<Record<string, Readonly<Record<string, string>>>>;
      };
      const paths = new Map(
        Object.values(trees).flatMap((tree) => Object.entries(tree).map(([path, hash]) => [hash, path])),
      );
      for (const [hash, path] of paths)
        this.#add(`${basename(name, ".json.gz")}/${hash}/${path}`, () => blobs[hash] ?? "");
    }
  }

  /** llama.cpp's sources, which node-llama-cpp brings along. */
  #addBundle(): void {
    const repository = join(this.#unpacked, "llama.cpp.git");
    const archive = join(this.#unpacked, "llama.cpp.tar");
    const to = join(this.#unpacked, "llama.cpp");
    const git = (...parameters: string[]) => spawnSync("git", parameters, { stdio: "ignore" }).status === 0;
    const endings = ["c", "cpp", "h", "sh", "yml", "css", "html"].map((ending) => `*.${ending}`);
    if (!git("clone", "--bare", "--quiet", BUNDLE, repository)) return;
    if (!git("-C", repository, "archive", "-o", archive, "HEAD", "--", ...endings)) return;
    mkdirSync(to);
    execFileSync("tar", ["-xf", archive, "-C", to]);
    this.#addFolder(to, SKIPPED_FOLDERS);
  }

  async #addSessions(path: string): Promise<void> {
    if (!existsSync(path)) return;
    for (const { id, trace } of await readSessions(path, undefined))
      for (const step of trace) if (step.kind === "open") this.#add(`${id} ${step.path}`, () => step.text);
  }

  #add(path: string, read: () => string, only?: ReadonlySet<string>): void {
    const name = languageOf(languageOfPath(path))?.name;
    if (name === undefined || only?.has(name) === false) return;
    const list = this.#byLanguage.get(name) ?? [];
    this.#byLanguage.set(name, list);
    list.push({ path, read });
  }
}

/** Folders of a standard library with texts that are wrong on purpose, or not the library's. */
const STANDARD = new Set(["test", "tests", "bad_coding", "site-packages", "lib2to3", "idle_test"]);

function isIn(folders: ReadonlySet<string>, path: string): boolean {
  return path.split("/").some((part) => folders.has(part));
}

/** What a tool says; undefined when it is not there. */
function askFor(tool: string, ...parameters: string[]): string | undefined {
  const { status, stdout } = spawnSync(tool, parameters, { encoding: "utf8", timeout: 20_000 });
  return status === 0 && stdout.trim() !== "" ? stdout.trim() : undefined;
}
