/** What the panel's health section is told: figures of the session, work of the process, and the cache as it is now. */

import type { Clock } from "../core/clock.ts";
import { StripView } from "../core/panel/cacheStrip.ts";
import type { PanelHealth } from "../core/panel/panelHealth.ts";
import type { SessionFigures } from "../core/panel/sessionFigures.ts";
import type { CacheInUse } from "../core/request/trace.ts";
import type { TokenId, Tokenizer } from "../core/tokens/tokenizer.ts";

export interface SessionHealthOptions {
  readonly figures: Pick<SessionFigures, "figures">;
  /** Where the cursor was last, counted from 0. */
  readonly cursorLine: () => number | undefined;
  readonly clock: Pick<Clock, "now">;
}

export class SessionHealth {
  readonly #options: SessionHealthOptions;
  readonly #strip = new StripView();
  #feeds = new Map<TokenId, number>();
  #tokenizer: Tokenizer | undefined;
  #inUse: CacheInUse | undefined;

  constructor(options: SessionHealthOptions) {
    this.#options = options;
  }

  /** `watch`: somebody goes on looking; otherwise nothing is remembered for the next look. */
  report(watch: boolean): PanelHealth {
    const { figures, clock } = this.#options;
    const { user, system } = process.cpuUsage();
    const strip = watch ? this.#look() : undefined;
    if (!watch) this.#strip.forget();
    return {
      figures: figures.figures(clock.now()),
      cpuSeconds: (user + system) / 1e6,
      memoryBytes: process.memoryUsage.rss(),
      strip,
    };
  }

  /** From now on it is this cache that is looked at. */
  follow(inUse: CacheInUse): void {
    this.#inUse = inUse;
  }

  #look(): PanelHealth["strip"] {
    if (this.#inUse?.closing.aborted) this.#inUse = undefined;
    if (this.#inUse === undefined) return undefined;
    const { engine, cache } = this.#inUse;
    const { fim, contextSize } = engine.facts;
    const feedsIn = (token: TokenId): number => this.#feedsIn(token, engine.tokenizer);
    const cursorLine = this.#options.cursorLine();
    return this.#strip.look({ cells: cache.cells, size: contextSize, fim, feedsIn, cursorLine });
  }

  /** The same tokens come again and again. */
  #feedsIn(token: TokenId, tokenizer: Tokenizer): number {
    if (this.#tokenizer !== tokenizer) this.#feeds = new Map();
    this.#tokenizer = tokenizer;
    const known = this.#feeds.get(token) ?? tokenizer.detokenize([token]).split("\n").length - 1;
    this.#feeds.set(token, known);
    return known;
  }
}
