/** The client's folders: what of them is indexed, and that the index hears of their files. */

import type { ClientCapabilities, Connection, InitializeParams, WorkspaceFolder } from "vscode-languageserver/node";
import { DidChangeWatchedFilesNotification } from "vscode-languageserver/node";
import type { Context, ContextChunk } from "../core/prompt/context.ts";
import type { RankNotes } from "../core/prompt/learntRanks.ts";
import type { SettingsInForce } from "../core/settings/currentSettings.ts";
import type { PrecedentKeeper } from "../core/writing/precedents.ts";
import type { IndexStatus, SimilarPlace } from "../protocol.ts";

/** What knows the files of folders; reads nothing until it has some. */
interface FolderReader {
  /** URIs; those that are not on this machine's disk are left out. `globs`: the user's, of files to leave alone. */
  setFolders(uris: readonly string[], globs: readonly string[]): void;
  /** URIs of files or folders that were changed, made or taken away. */
  filesChanged(uris: readonly string[]): void;
}

export interface WorkspaceContext extends Context, FolderReader {
  /** Undefined while nothing is kept. */
  readonly state: IndexStatus | undefined;
  /** What is likely to help follows what is written here, and is noted; undefined: it is as everywhere. Again: begun anew. */
  learnWith(notes: RankNotes | undefined): void;
  /** Code of other files that is like a text of one, the most similar first. */
  similar(uri: string, text: string): Promise<readonly ContextChunk[]>;
  dispose(): Promise<void>;
}

export interface WorkspacePrecedents extends PrecedentKeeper, FolderReader {
  dispose(): void;
}

interface ForgettableNotes extends RankNotes {
  /** The listener is called when all of it has gone; what comes back ends that. */
  onForgotten(listener: () => void): () => void;
}

export interface WorkspaceOptions {
  readonly context: WorkspaceContext;
  readonly precedents?: WorkspacePrecedents | undefined;
  readonly settings: SettingsInForce;
  /** Left out: nothing is learnt of which text helps. */
  readonly ranks?: ForgettableNotes | undefined;
  readonly params: Pick<InitializeParams, "workspaceFolders"> & { readonly rootUri?: string | null };
  /** The user trusts the folders. */
  readonly isTrusted: boolean;
}

export class Workspace {
  readonly #options: WorkspaceOptions;
  #folders: readonly string[];
  #isTrusted: boolean;
  /** Somebody has opened a document that suggestions are made for. */
  #isWanted = false;
  readonly #told = new Map<FolderReader, string>();
  #learnsWith: RankNotes | undefined;
  readonly #stopListening: (() => void) | undefined;

  constructor(options: WorkspaceOptions) {
    const { params, settings, isTrusted } = options;
    this.#options = options;
    this.#isTrusted = isTrusted;
    const root = params.rootUri;
    this.#folders = params.workspaceFolders?.map(({ uri }) => uri) ?? (typeof root === "string" ? [root] : []);
    settings.onChange(() => this.#tell());
    this.#stopListening = options.ranks?.onForgotten(() => {
      if (this.#learnsWith !== undefined) options.context.learnWith(this.#learnsWith);
    });
  }

  /** From now on the folders are read. */
  need(): void {
    if (this.#isWanted) return;
    this.#isWanted = true;
    this.#tell();
  }

  changeFolders(added: readonly WorkspaceFolder[], removed: readonly WorkspaceFolder[]): void {
    const gone = new Set(removed.map(({ uri }) => uri));
    this.#folders = [...new Set([...this.#folders.filter((uri) => !gone.has(uri)), ...added.map(({ uri }) => uri)])];
    this.#tell();
  }

  get isTrusted(): boolean {
    return this.#isTrusted;
  }

  changeTrust(isTrusted: boolean): void {
    this.#isTrusted = isTrusted;
    this.#tell();
  }

  changeFiles(uris: readonly string[]): void {
    this.#options.context.filesChanged(uris);
    this.#options.precedents?.filesChanged(uris);
  }

  /** `start` and `end` of a selection in a document's text; where nothing is selected, what stands around it counts. */
  async findSimilar(
    uri: string,
    text: string,
    { start, end }: { start: number; end: number },
  ): Promise<SimilarPlace[]> {
    const asked = start < end ? text.slice(start, end) : linesAround(text, start);
    const found = await this.#options.context.similar(uri, asked);
    return found.map(({ uri, path, startLine, endLine, text, value }) => {
      const preview = text.split("\n").find((line) => line.trim() !== "") ?? "";
      return { uri, path, startLine, endLine, preview: preview.trim(), likeness: value };
    });
  }

  get state(): IndexStatus | undefined {
    return this.#options.context.state;
  }

  async dispose(): Promise<void> {
    this.#stopListening?.();
    this.#options.precedents?.dispose();
    await this.#options.context.dispose();
  }

  #tell(): void {
    const { context, precedents, settings } = this.#options;
    this.#tellOne(context, settings.now.contextMode !== "off");
    const notes = settings.now.learnsHere && this.#isWanted ? this.#options.ranks : undefined;
    if (notes !== this.#learnsWith) context.learnWith(notes);
    this.#learnsWith = notes;
    if (precedents !== undefined) this.#tellOne(precedents, settings.now.contextAlong);
  }

  /** Only when something is different: the folders are read anew each time. */
  #tellOne(reader: FolderReader, isOn: boolean): void {
    const { exclude } = this.#options.settings.now;
    const folders = isOn && this.#isWanted && this.#isTrusted ? this.#folders : [];
    const told = JSON.stringify([folders, exclude]);
    const before = this.#told.get(reader);
    if (told === before || (before === undefined && folders.length === 0)) return;
    this.#told.set(reader, told);
    reader.setFolders(folders, exclude);
  }
}

const LINES_AROUND = 10;

function linesAround(text: string, offset: number): string {
  const before = text.slice(0, offset).split("\n").slice(-LINES_AROUND);
  const after = text.slice(offset).split("\n").slice(0, LINES_AROUND);
  return before.join("\n") + after.join("\n");
}

/** Asks the client to say which files change, where it can; connects what it says of its folders. After `initialized`. */
export function listenToFolders(connection: Connection, client: ClientCapabilities, workspace: Workspace): void {
  connection.onDidChangeWatchedFiles(({ changes }) => workspace.changeFiles(changes.map(({ uri }) => uri)));
  if (client.workspace?.workspaceFolders)
    connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => workspace.changeFolders(added, removed));
  if (client.workspace?.didChangeWatchedFiles?.dynamicRegistration)
    // A client that refuses has files that change unheard: what is shown is compared with the disk first.
    connection.client
      .register(DidChangeWatchedFilesNotification.type, { watchers: [{ globPattern: "**/*" }] })
      .catch(() => {});
}
