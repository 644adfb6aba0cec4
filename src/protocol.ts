/** What LSP does not carry, typed once for both sides: method names → types. Send by name, never by a jsonrpc type object. */

import type { TuneOutcome, TuningProgress } from "./core/cache/tuning.ts";
import type { FetchOutcome, FetchProgress } from "./core/models/fetchOutcome.ts";
import type { AddressCheck, ModelList } from "./core/models/modelDesk.ts";
import type { HabitReport } from "./core/panel/habitReport.ts";
import type { PanelHealth } from "./core/panel/panelHealth.ts";
import type { RankReport } from "./core/panel/rankReport.ts";
import type { RequestRecord } from "./core/panel/requestRecord.ts";
import type { SentCounts } from "./core/remote/serverPort.ts";
import type { Outcome } from "./core/request/outcome.ts";
import type { CacheMode, CacheType, Settings } from "./core/settings/settings.ts";

export type EngineState = "off" | "loading" | "ready" | "thinking" | "error";

export interface EngineStatus {
  readonly state: EngineState;
  /** One sentence that a person can act on; "" when there is nothing to say. */
  readonly message: string;
  /** Name of the loaded model; undefined while none is. */
  readonly model: string | undefined;
  readonly threads: number | undefined;
  readonly contextSize: number | undefined;
  /** Tokens per second. */
  readonly rates: { readonly prefill: number; readonly decode: number } | undefined;
  /** Of the loaded model; left out while none is. */
  readonly traits?: ModelTraits;
  /** Of the loaded model; left out while none is. */
  readonly cache?: CacheStatus;
  /** Of the workspace's files; left out while none is kept. */
  readonly index?: IndexStatus;
  /** Of the server that writes too; left out: none is set. */
  readonly remote?: RemoteStatus;
  /** What is left undone because the machine runs on its battery; left out: nothing. */
  readonly spared?: "near" | "paused";
  /** Windows that share the engine; left out: it is one client's alone. */
  readonly windows?: number;
}

/** A model on a server, as far as it is known. */
export interface RemoteStatus {
  /** Name and port. */
  readonly host: string;
  /** Nobody on the way there can read what is sent. */
  readonly isPrivate: boolean;
  /** `withheld`: nothing is sent to it, and `message` says why. `unasked`: nothing was sent yet. */
  readonly state: "withheld" | "unasked" | "ready" | "failed";
  readonly message: string;
  /** When it became so, milliseconds since 1970. */
  readonly since: number;
  /** Of what failed: it is asked again by itself, and somebody need not do anything first. */
  readonly isPassing?: boolean;
  /** Known once a text came. */
  readonly model?: string;
  readonly protocol?: string;
  /** "": it does not say. */
  readonly product?: string;
  readonly layout?: string;
  /** False: what is worth a look of its texts is guessed. */
  readonly saysLikelihoods?: boolean;
  /** Since it was set, or the engine started. */
  readonly sent: SentCounts;
}

/** What is known of the workspace's files; without their names. */
export interface IndexStatus {
  readonly files: number;
  /** What the files are cut into. */
  readonly units: number;
  /** Of the arrays in memory. */
  readonly bytes: number;
  /** All files have been looked at. */
  readonly isComplete: boolean;
}

/** What is known of a loaded model beside its name. */
export interface ModelTraits {
  /** The family whose fill-in-the-middle the model has; left out: it reads only what stands in front of the cursor. */
  readonly family?: string;
  /** Of its file. */
  readonly bytes?: number;
  /** "cpu", or the kind of graphics backend. */
  readonly backend?: string;
}

/** Of the engine's process, for who asks: not worth telling at each change. */
export interface ProcessFacts {
  /** Resident memory. */
  readonly memoryBytes: number;
  /** Left out: nothing is learnt. */
  readonly habit?: HabitReport;
  /** Left out: nothing is learnt of which text of other files helps. */
  readonly ranks?: RankReport;
}

export interface CacheStatus {
  readonly mode: CacheMode;
  readonly type: CacheType;
  /** Why cached keys are not moved, as a part of a sentence; left out: they are. */
  readonly immovable?: string;
  /** Duration of one re-rotation of all keys. */
  readonly rotateMs: number;
}

/** `initializationOptions` of our own extension; other editors may leave everything out. */
export interface InitializationOptions {
  /** The client registers its own provider: leave `inlineCompletionProvider` out of the capabilities. */
  readonly ownInlineProvider?: boolean;
  /** `turnkey.*` values, flat or nested; checked by the server. */
  readonly settings?: unknown;
  /** False: the user does not trust the folders, and they are not indexed. Left out: they are. */
  readonly trusted?: boolean;
  /** Automatic requests are answered when the user pauses; false: as soon as something is known. Left out: they are. */
  readonly paced?: boolean;
  /** Model files that broke the engine before; the embedded model is used instead. */
  readonly badModels?: readonly string[];
}

/** Code elsewhere that is like a place; lines [start, end) count from 0. */
export interface SimilarPlace {
  readonly uri: string;
  /** For people: relative to its folder. */
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  /** Its first line that says something. */
  readonly preview: string;
  /** To that of the most similar, 0 to 1. */
  readonly likeness: number;
}

interface LspPosition {
  readonly line: number;
  readonly character: number;
}

export interface Requests {
  /** The heartbeat: answered at once by a living event loop. */
  readonly "turnkey/health": { readonly params: Record<string, never>; readonly result: EngineStatus };
  /** What is measured only when somebody looks. */
  readonly "turnkey/facts": { readonly params: Record<string, never>; readonly result: ProcessFacts };
  /**
   * The latest requests, newest first, with source text. `watch`: somebody goes on looking; otherwise that text is kept of the
   * last request only.
   */
  readonly "turnkey/why": { readonly params: { readonly watch: boolean }; readonly result: readonly RequestRecord[] };
  /** The figures of this session, and the cache as it is now. `watch`: somebody goes on looking. */
  readonly "turnkey/figures": { readonly params: { readonly watch: boolean }; readonly result: PanelHealth };
  /** A request as a session of `turnkey replay`, with other names and words; null: its text is kept no more. */
  readonly "turnkey/copiedTest": { readonly params: { readonly request: number }; readonly result: string | null };
  /** The latest events as lines of text, newest last. Contains source text: shown to the user, never copied by itself. */
  readonly "turnkey/trace": { readonly params: Record<string, never>; readonly result: readonly string[] };
  /** Code of the workspace that is like the selection, or like what stands around the cursor; the most similar first. */
  readonly "turnkey/similar": {
    readonly params: {
      readonly uri: string;
      readonly range: { readonly start: LspPosition; readonly end: LspPosition };
    };
    readonly result: readonly SimilarPlace[];
  };
  /** Deletes what is kept of the user's files on this machine's disk, so that they need not be read again. */
  readonly "turnkey/clearCaches": { readonly params: Record<string, never>; readonly result: null };
  /** Forgets what was learnt from what is taken here. */
  readonly "turnkey/forgetHabit": { readonly params: Record<string, never>; readonly result: null };
  /** Facts for a bug report, without source text, file names or paths. */
  readonly "turnkey/diagnostics": { readonly params: Record<string, never>; readonly result: string };
}

export interface Notifications {
  /** To the server: where the cursor is. `offset`s are never sent: positions are LSP's. */
  readonly "turnkey/cursor": {
    readonly uri: string;
    readonly position: { readonly line: number; readonly character: number };
    /** False while there are several cursors or a selection. */
    readonly single: boolean;
  };
  /** To the server: windows without focus do nothing. */
  readonly "turnkey/focus": { readonly focused: boolean };
  /**
   * To the server: whether the user has agreed that text of this workspace is sent to the server of `turnkey.remote.url`, how it is
   * reached, and its key; left out: that of the environment.
   */
  readonly "turnkey/server": {
    readonly url: string;
    readonly isAllowed: boolean;
    readonly key?: string;
    readonly network: EditorNetwork;
  };
  /** To the server: the user trusts the folders by now. */
  readonly "turnkey/trust": { readonly trusted: boolean };
  /** To a server that windows share: this one goes to an engine with other settings, and does not come back. */
  readonly "turnkey/moving": Record<string, never>;
  /** To the server, right after the change it speaks of. */
  readonly "turnkey/changeReason": { readonly uri: string; readonly version: number; readonly reason: "undo" | "redo" };
  /** To the client. */
  readonly "turnkey/status": EngineStatus;
  /** To the client: how a request ended, for its trace and status. Without source text. */
  readonly "turnkey/outcome": {
    readonly uri: string;
    readonly kind: Outcome["kind"];
    readonly detail: string;
    readonly totalMs: number;
  };
  /** To the client: where the cursor of a document stands, more can be shown by now than was: it may ask again. */
  readonly "turnkey/more": { readonly uri: string; readonly version: number };
  /** To a client that shares its engine: a line of the engine's log. */
  readonly "turnkey/log": { readonly line: string };
  /** To the client: a sentence to show once (wrong settings, a broken model). */
  readonly "turnkey/message": { readonly severity: "warning" | "error"; readonly text: string };
  /** To the client: the server lost track of this document's text and treats it as closed until `didOpen` comes again. */
  readonly "turnkey/resync": { readonly uri: string };
}

/** How an editor reaches the network: `NetworkSettings`, as its settings say. */
export interface EditorNetwork {
  readonly proxy: string;
  readonly noProxy: readonly string[];
  readonly strictSSL: boolean;
  readonly proxyAuthorization?: string;
  readonly systemCertificates?: boolean;
}

/** What the models' program is asked, once in its life; it ends with its answer. */
export interface ModelTask {
  /** As in `turnkey.model.folder`. */
  readonly folder: string;
  /** As in the editor's settings `http.*`. */
  readonly network: EditorNetwork;
  readonly work:
    | { readonly kind: "list" }
    /** Tries the addresses of all that could be got; each is answered as it comes. */
    | { readonly kind: "check" }
    /** A name of the list, `embedded`, or an address. */
    | { readonly kind: "get"; readonly wanted: string }
    | { readonly kind: "remove"; readonly name: string }
    /** Loads a model in a process of its own, as the engine would with these settings. */
    | {
        readonly kind: "try";
        readonly path: string;
        readonly settings: Pick<Settings, "threads" | "gpu" | "cacheMode" | "cacheType">;
      }
    /** Finds out what is fastest on this machine for a model, as in `turnkey.model.path`. */
    | {
        readonly kind: "tune";
        readonly path: string;
        readonly settings: Pick<Settings, "gpu" | "cacheMode" | "cacheType" | "latencyTargetMs">;
      };
}

/** To the models' program while it works: the user has had enough, and nothing is to be left. */
export const CANCEL_MODEL_TASK = "cancel";

/** To the models' program while it works: the user goes on later, and what came is kept. */
export const PAUSE_MODEL_TASK = "pause";

export interface ModelAnswers {
  readonly list: ModelList;
  readonly check: null;
  readonly get: FetchOutcome;
  /** Bytes that are free again; null: there was none. */
  readonly remove: number | null;
  /** What is wrong with it; null: nothing, or there is no room to try it beside the one in use. */
  readonly try: string | null;
  readonly tune: TuneOutcome;
}

export type ModelReply =
  | { readonly kind: "progress"; readonly progress: FetchProgress }
  | { readonly kind: "checked"; readonly check: AddressCheck }
  | { readonly kind: "tuning"; readonly progress: TuningProgress }
  | { readonly kind: "done"; readonly answer: ModelAnswers[keyof ModelAnswers] }
  | { readonly kind: "failed"; readonly message: string };
