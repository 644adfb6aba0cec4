/** What the commands need of the world around them. `cli.ts` gives the real one, tests one of their own. */

import type { Engine } from "../core/cache/engine.ts";
import type { Clock } from "../core/clock.ts";
import type { Syntax } from "../core/grammar/syntax.ts";
import type { ModelDesk } from "../core/models/modelDesk.ts";
import type { ServerConnection } from "../core/remote/serverConnection.ts";

/** A server as the command line names it. */
export interface RemoteOptions {
  readonly url: string;
  /** "": its only one. */
  readonly model: string;
  /** A family of models, or "auto". */
  readonly layout: string;
}

export interface OpenedServer {
  readonly connection: ServerConnection;
  close(): Promise<void>;
}

export interface Host {
  /** To stdout, as it is. */
  write(text: string): void;
  /** One line to stderr. */
  note(line: string): void;
  readonly clock: Clock;
  /** Aborts when the user wants an end. */
  readonly signal: AbortSignal;
  readonly version: string;
  /** A GGUF file or the name of a model, or undefined for the embedded one. Rejects with `EngineFailure`. */
  loadEngine(model: string | undefined): Promise<Engine>;
  /** The same with a laptop's cache, whatever this machine is. `loose`: cells stay at their positions whatever plans say. */
  loadForReplay(model: string | undefined, options: { readonly loose: boolean }): Promise<Engine>;
  /** A server that writes; sends nothing until it is asked. The address is one. */
  openServer(wanted: RemoteOptions): OpenedServer;
  /** Serves until the client leaves; the process ends with the connection. */
  serve(arguments_: readonly string[]): Promise<void>;
  /** What comes on stdin, line by line. */
  readLines(): AsyncIterable<string>;
  /** Starts nothing until it is asked. */
  readonly models: ModelDesk;
  /** Where the grammars are. */
  readonly grammarFolder: string;
  /** Starts nothing until it is asked. */
  createSyntax(): Syntax;
  /** Prints its findings to stdout; false when something is wrong. */
  doctor(options: {
    readonly model: string | undefined;
    readonly json: boolean;
    readonly tune: boolean;
  }): Promise<boolean>;
}
