/** A server for soaks, and the client that watches it. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeTinyModel } from "../models/tinyModel.ts";
import { Client } from "../server/support/client.ts";
import type { SoakPlace, SoakState } from "./soakServer.ts";

export const URI = "file:///soak/a.ts";

const SERVER = join(import.meta.dirname, "soakServer.ts");

export interface SoakRun {
  readonly client: Client;
  /** What the server said of itself since the last call; what is not for us stays with the client. */
  readonly heard: () => readonly (SoakState | SoakPlace)[];
  /** Lines on stderr that were not expected. */
  readonly complaints: () => readonly string[];
  /** As a client should. Rejects when the server does not end well. */
  readonly end: () => Promise<void>;
  readonly kill: () => void;
}

/** Writes the tiny model for the work, and removes it afterwards. */
export async function withTinyModel<Result>(work: (model: string) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), "turnkey-soak-"));
  try {
    const model = join(folder, "tiny.gguf");
    await writeTinyModel(model, { layers: 1 });
    return await work(model);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export async function startSoak(options: { readonly model: string; readonly verify: boolean }): Promise<SoakRun> {
  const client = new Client({
    bundle: SERVER,
    environment: {
      TURNKEY_VERIFY: options.verify ? "1" : "0",
      TURNKEY_THREADS: "1",
      XDG_CACHE_HOME: join(options.model, "..", "cache"),
      NODE_OPTIONS: "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON",
    },
  });
  await client.initialize({ ownInlineProvider: true, paced: false, settings: toSettings(options.model) });
  const lines = new StderrLines(client);
  return {
    client,
    heard: () => lines.takeHeard(),
    complaints: () => lines.takeComplaints(),
    end: async () => {
      const code = await client.stop();
      const complaints = lines.takeComplaints();
      if (code !== 0 || complaints.length > 0) throw new Error(`ended with ${code}: ${complaints.join("\n")}`);
    },
    kill: () => client.kill(),
  };
}

/** What the server is told of itself, with changes of a moment. */
export function toSettings(model: string, changes: object = {}): object {
  return {
    "model.path": model,
    "engine.gpu": "off",
    "engine.contextSize": 1024,
    eagerness: "eager",
    // What chance writes is seldom right.
    "syntax.mode": "advise",
    ...changes,
  };
}

/** Asks the server for its memory. */
export async function readState({ client, heard }: SoakRun): Promise<SoakState> {
  heard();
  client.process.kill("SIGUSR2");
  let state: SoakState | undefined;
  await client.until(
    () => {
      state ??= heard().find((line) => line.said === "state");
      return state !== undefined;
    },
    "its state",
    180_000,
  );
  return state!;
}

/** What comes on stderr, taken from the client so that it does not grow there. */
class StderrLines {
  readonly #client: Client;
  #heard: (SoakState | SoakPlace)[] = [];
  #complaints: string[] = [];

  constructor(client: Client) {
    this.#client = client;
  }

  takeHeard(): readonly (SoakState | SoakPlace)[] {
    this.#read();
    const heard = this.#heard;
    this.#heard = [];
    return heard;
  }

  takeComplaints(): readonly string[] {
    this.#read();
    const complaints = this.#complaints;
    this.#complaints = [];
    return complaints;
  }

  #read(): void {
    const lines = this.#client.stderr.split("\n");
    this.#client.stderr = lines.pop() ?? "";
    for (const line of lines)
      if (line.startsWith('{"said":')) this.#heard.push(JSON.parse(line) as SoakState | SoakPlace);
      else this.#complaints.push(line);
  }
}
