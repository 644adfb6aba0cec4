/** The port to the grammars, on a thread that starts when it is first needed. */

import { Worker } from "node:worker_threads";
import type { Clock } from "../core/clock.ts";
import type { PlaceQuestions, Spot, Syntax, SyntaxPlace, SyntaxSupport } from "../core/grammar/syntax.ts";
import { SyntaxClient } from "./client.ts";
import { supportOf } from "./grammarTables.ts";

export interface ThreadSyntaxOptions {
  /** syntax/worker.ts, or its bundle. */
  readonly workerFile: string;
  /** The folder with the .wasm files. */
  readonly grammarFolder: string;
  readonly clock: Clock;
  /** Told, once each, why a grammar cannot be had. */
  readonly note: (message: string) => void;
}

export class ThreadSyntax implements Syntax {
  readonly #client: SyntaxClient;
  readonly #note: (message: string) => void;
  readonly #noted = new Set<string>();

  constructor({ workerFile, grammarFolder, clock, note }: ThreadSyntaxOptions) {
    this.#note = note;
    this.#client = new SyntaxClient(() => new Worker(workerFile, { workerData: { grammarFolder } }), clock);
  }

  /** Ends the thread; whatever is asked from now on gets no answer. */
  close(): void {
    this.#client.close();
  }

  supportOf(languageId: string): SyntaxSupport {
    return supportOf(languageId);
  }

  open(languageId: string, spot: Spot): SyntaxPlace {
    const place = this.#client.place(languageId, spot);
    void this.#client.open(place);
    const ask = async <Name extends keyof PlaceQuestions>(name: Name, asks: PlaceQuestions[Name]["asks"]) => {
      const asked = await this.#client.ask(place, name, asks);
      if (asked.kind === "failed") this.#noteOnce(asked.message);
      return asked.kind === "answer" ? { answer: asked.answer } : undefined;
    };
    return { ask };
  }

  #noteOnce(message: string): void {
    if (this.#noted.has(message)) return;
    this.#noted.add(message);
    this.#note(message);
  }
}
