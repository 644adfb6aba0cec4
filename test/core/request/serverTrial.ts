/** Whole requests on a server that says what it is told to. */

import { throwBug } from "../../../src/core/bug.ts";
import type { Syntax } from "../../../src/core/grammar/syntax.ts";
import type { Context } from "../../../src/core/prompt/context.ts";
import { ServerConnection } from "../../../src/core/remote/serverConnection.ts";
import type { Outcome } from "../../../src/core/request/outcome.ts";
import { Pipeline } from "../../../src/core/request/pipeline.ts";
import { ServerSession } from "../../../src/core/request/serverSession.ts";
import type { TraceEvent } from "../../../src/core/request/trace.ts";
import { CurrentSettings } from "../../../src/core/settings/currentSettings.ts";
import type { Settings } from "../../../src/core/settings/settings.ts";
import { createFakeClock } from "../../fakes/clock.ts";
import { FakeServer, type FakeServerOptions } from "../../fakes/server.ts";
import { cursorMark } from "../place/marks.ts";
import { plainWeigh } from "./plainWeigh.ts";

export interface ServerTrialOptions extends FakeServerOptions {
  readonly marked: string;
  readonly uri?: string;
  readonly languageId?: string;
  readonly syntax?: Syntax;
  readonly context?: Context;
  readonly settings?: Partial<Settings>;
  readonly withheld?: string;
}

export class ServerTrial {
  readonly clock = createFakeClock();
  readonly server: FakeServer;
  readonly connection: ServerConnection;
  readonly session: ServerSession;
  readonly pipeline: Pipeline;
  readonly events: TraceEvent[] = [];
  readonly uri: string;
  readonly cursor: number;

  constructor(options: ServerTrialOptions) {
    const { marked, syntax, context, withheld, uri = "file:///a.ts", languageId = "typescript" } = options;
    const { text, cursor } = cursorMark(marked);
    const { clock } = this;
    const settings = new CurrentSettings({ remoteUrl: "https://gpu.example:8080", ...options.settings });
    const trace = { emit: (event: TraceEvent) => this.events.push(event) };
    this.uri = uri;
    this.cursor = cursor;
    this.server = new FakeServer(options);
    const wishes = { kind: "auto", model: "", layout: "auto" } as const;
    this.connection = new ServerConnection({ port: this.server, wishes, clock, chance: () => 1 });
    const common = { clock, trace, settings, ...(context === undefined ? {} : { context }) };
    this.session = new ServerSession({ ...common, connection: this.connection, whyNothingIsSent: () => withheld });
    this.pipeline = new Pipeline({
      ...common,
      ...(syntax === undefined ? {} : { syntax }),
      weigh: plainWeigh,
      onBug: throwBug,
    });
    this.pipeline.setWriter(this.session, "");
    this.pipeline.open({ uri, languageId, version: 1, text });
  }

  suggest(invoked = false, signal = new AbortController().signal): Promise<Outcome> {
    return this.pipeline.suggest({ uri: this.uri, offset: this.cursor, invoked }, signal);
  }

  /** What would be shown, or why nothing is. */
  async answer(invoked = false): Promise<string> {
    const outcome = await this.suggest(invoked);
    if (outcome.kind === "shown") return outcome.suggestions.map(({ text }) => text).join(" | ");
    return "message" in outcome ? `${outcome.kind}: ${outcome.message}` : outcome.kind;
  }
}
