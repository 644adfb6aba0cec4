/** A server in use for one client: opened as the settings say, once its user has agreed, and given up when either changes. */

import type { Engine } from "../core/cache/engine.ts";
import type { Clock } from "../core/clock.ts";
import type { Context } from "../core/prompt/context.ts";
import { describeUnknownFamily, findFamily } from "../core/remote/fimTexts.ts";
import { whyNothingIsSent } from "../core/remote/sendable.ts";
import { parseServerAddress } from "../core/remote/serverAddress.ts";
import type { ServerConnection, ServerSaid, ServerState } from "../core/remote/serverConnection.ts";
import type { SentCounts } from "../core/remote/serverPort.ts";
import type { Pipeline } from "../core/request/pipeline.ts";
import { ServerSession } from "../core/request/serverSession.ts";
import type { TraceSink } from "../core/request/trace.ts";
import type { SettingsInForce } from "../core/settings/currentSettings.ts";
import type { Settings } from "../core/settings/settings.ts";
import type { Notifications, RemoteStatus } from "../protocol.ts";
import type { Say } from "./sayOnce.ts";

/** What is to be opened. */
export interface WantedRemote {
  readonly url: string;
  readonly kind: Settings["remoteKind"];
  readonly model: string;
  readonly layout: string;
  readonly answerMs: number;
  /** Left out: that of the environment. */
  readonly key?: string;
}

type Network = Notifications["turnkey/server"]["network"];

/** Sends nothing until it is asked. */
export type OpenRemote = (
  wanted: WantedRemote,
  network: Network,
  onState: (state: ServerState) => void,
) => OpenedRemote;

export interface OpenedRemote {
  readonly connection: ServerConnection;
  /** All that was sent so far. */
  readonly sent: () => SentCounts;
  readonly close: () => Promise<void>;
}

export interface RemoteHostOptions {
  /** Left out: no server is ever opened. */
  readonly open?: OpenRemote | undefined;
  readonly clock: Clock;
  readonly trace: TraceSink;
  readonly settings: SettingsInForce;
  readonly context: Context | undefined;
  readonly pipeline: Pick<Pipeline, "setEngine" | "setServer" | "setWriter">;
  readonly isTrusted: boolean;
  /** Asks the user of an editor that does not do so itself; left out: it tells by `allow`. */
  readonly ask?: (question: string) => Promise<boolean>;
  readonly onStatus: () => void;
  readonly say: Say;
  readonly onBug: (error: unknown) => void;
}

const PLAIN: Network = { proxy: "", noProxy: [], strictSSL: true };
const ALONE = "The server writes alone (turnkey.remote.use).";

export class RemoteHost {
  readonly #options: RemoteHostOptions;
  #isTrusted: boolean;
  #allowed: Notifications["turnkey/server"] | undefined;
  #asked = "";
  #engine: Engine | undefined;
  #noEngine = "";
  #opened: (OpenedRemote & { readonly session: ServerSession }) | undefined;
  #openedAs = "";
  #since = { state: "", at: 0 };
  #isAlone = false;

  constructor(options: RemoteHostOptions) {
    this.#options = options;
    this.#isTrusted = options.isTrusted;
    options.settings.onChange(() => this.#follow());
  }

  /** The server writes in place of a model here: none is to be loaded. */
  get isAlone(): boolean {
    return this.#isAlone;
  }

  /** Undefined: no server is set. */
  get status(): RemoteStatus | undefined {
    const { remoteUrl, remoteUse } = this.#options.settings.now;
    const address = remoteUse === "local" ? undefined : parseServerAddress(remoteUrl);
    if (address === undefined) return undefined;
    const sent = this.#opened?.sent() ?? { requests: 0, bytes: 0 };
    const found = this.#stateNow();
    const named = `${address.host} ${found.state} ${found.message}`;
    if (this.#since.state !== named) this.#since = { state: named, at: Date.now() };
    return { ...found, host: address.host, isPrivate: address.isPrivate, since: this.#since.at, sent };
  }

  #stateNow(): Omit<RemoteStatus, "host" | "isPrivate" | "since" | "sent"> {
    const withheld = this.#whyNothingIsSent();
    if (withheld !== undefined) return { state: "withheld", message: withheld };
    const { state = { kind: "unasked" }, known } = this.#opened?.connection ?? {};
    const about = known === undefined ? {} : describeKnown(known);
    if (state.kind !== "failed") return { ...about, state: state.kind, message: "" };
    const { message, isPassing } = state.failure;
    return { ...about, state: "failed", message, isPassing };
  }

  /** A model here has come or gone. */
  setEngine(engine: Engine | undefined, reason: string): void {
    this.#engine = engine;
    this.#noEngine = reason;
    if (!this.#isAlone) this.#options.pipeline.setEngine(engine, reason);
  }

  /** The user has decided on a server. */
  allow(decided: Notifications["turnkey/server"]): void {
    this.#allowed = decided;
    this.#follow();
  }

  trust(isTrusted: boolean): void {
    this.#isTrusted = isTrusted;
    this.#follow();
  }

  /** Somebody writes in a document that suggestions are made for. */
  need(): void {
    const { ask, settings, onBug } = this.#options;
    const { remoteUrl: url, remoteUse } = settings.now;
    const address = parseServerAddress(url);
    if (ask === undefined || address === undefined || remoteUse === "local" || !this.#isTrusted || url === this.#asked)
      return;
    this.#asked = url;
    const open = address.isPrivate ? "" : " The way there is not encrypted.";
    ask(
      `Turnkey may send text around the cursor of this workspace's files to ${address.host}, whose model writes suggestions.${open} Send it?`,
    )
      .then((isAllowed) => this.allow({ url, isAllowed, network: PLAIN }))
      .catch(onBug);
  }

  async dispose(): Promise<void> {
    this.#isAlone = false;
    await this.#close();
  }

  #whyNothingIsSent(): string | undefined {
    const { remoteUrl: url, remoteUse: use } = this.#options.settings.now;
    const hasConsent = this.#allowed?.isAllowed === true && this.#allowed.url === url;
    return whyNothingIsSent({ url, use, isTrusted: this.#isTrusted, hasConsent });
  }

  #follow(): void {
    const { settings, open, onStatus, say, onBug } = this.#options;
    const {
      remoteUrl: url,
      remoteKind: kind,
      remoteModel: model,
      remoteLayout: layout,
      remoteTimeoutMs,
      remoteUse,
    } = settings.now;
    const isAddress = parseServerAddress(url) !== undefined;
    if (isAddress && layout !== "auto" && findFamily(layout) === undefined)
      say("warning", describeUnknownFamily(layout));
    if (url !== "" && !isAddress)
      say(
        "warning",
        "turnkey.remote.url is no address of a server: host:port, or one with http:// or https://, without a name or a password.",
      );
    const may = open !== undefined && isAddress && this.#whyNothingIsSent() === undefined;
    const { key, network = PLAIN } = this.#allowed ?? {};
    const wanted: WantedRemote = {
      url,
      kind,
      model,
      layout,
      answerMs: remoteTimeoutMs,
      ...(key === undefined ? {} : { key }),
    };
    const openedAs = may ? JSON.stringify([wanted, network, remoteUse]) : "";
    if (openedAs === this.#openedAs) return;
    this.#openedAs = openedAs;
    this.#close().catch(onBug);
    if (may) this.#open(open(wanted, network, onStatus));
    this.#give(may && remoteUse === "remote");
    onStatus();
  }

  #open(opened: OpenedRemote): void {
    const { clock, trace, settings, context } = this.#options;
    const session = new ServerSession({
      ...{ clock, trace, settings, connection: opened.connection },
      ...(context === undefined ? {} : { context }),
      whyNothingIsSent: () => this.#whyNothingIsSent(),
    });
    this.#opened = { ...opened, session };
  }

  /** Whoever writes from now on is told to the pipeline. */
  #give(isAlone: boolean): void {
    const { pipeline } = this.#options;
    const wasAlone = this.#isAlone;
    this.#isAlone = isAlone;
    const session = this.#opened?.session;
    pipeline.setServer(isAlone ? undefined : session);
    if (isAlone) pipeline.setWriter(session, ALONE);
    else if (wasAlone) pipeline.setEngine(this.#engine, this.#noEngine);
  }

  async #close(): Promise<void> {
    const opened = this.#opened;
    this.#opened = undefined;
    await opened?.close();
  }
}

function describeKnown({ facts, saysLikelihoods }: ServerSaid) {
  const { model, kind: protocol, product, layout } = facts;
  return { model, protocol, product, layout: layout.family, saysLikelihoods };
}
