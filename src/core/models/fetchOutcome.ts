/** What becomes of getting a model, and how far it is. */

export type FetchProblemKind =
  /** Neither a name of the list nor an address. */
  | "unknownName"
  | "notFound"
  /** The owner lets nobody in without a login. */
  | "forbidden"
  /** The server asks to come back later. */
  | "busy"
  | "serverFailed"
  | "unreachable"
  | "notAModel"
  | "noSpace"
  | "notWritable"
  /** Nothing came for a while; what is there is kept. */
  | "stalled"
  /** What came is not what was announced; nothing is kept. */
  | "damaged"
  /** A whole file that cannot be loaded here; nothing is kept. */
  | "unusable"
  | "cancelled"
  /** The user goes on later; what is there is kept. */
  | "paused"
  | "failed";

export interface FetchProblem {
  readonly kind: FetchProblemKind;
  /** One or two sentences: what is wrong, and what a person can do. */
  readonly message: string;
}

export type FetchOutcome =
  /** `path` is what is loaded: of a split model the first part. */
  { readonly kind: "fetched" | "present"; readonly path: string } | FetchProblem;

/** Reason of a signal that stops getting a model for a while; with any other reason it is given up, and nothing is left. */
export const PAUSE = "pause";

/** What becomes of getting a model whose signal was aborted. */
export function describeStop(signal: AbortSignal): FetchProblem {
  return signal.reason === PAUSE
    ? { kind: "paused", message: "Paused. What came is kept." }
    : { kind: "cancelled", message: "Cancelled." };
}

export interface FetchProgress {
  readonly phase: /** The server is asked what it has. */
    | "asking"
    /** Another process gets the same model. */
    | "waiting"
    | "fetching"
    /** All is there, and is compared with what was announced. */
    | "checking";
  /** Bytes that are there. */
  readonly done: number;
  /** Bytes of the whole model; 0: not known. */
  readonly total: number;
  /** 0: not known yet. */
  readonly bytesPerSecond: number;
}

/** "312 of 986 MB, 5.2 MB/s, 2 min left". */
export function describeProgress({ done, total, bytesPerSecond }: FetchProgress): string {
  const unit = Math.max(done, total) >= 1e9 ? "GB" : "MB";
  const inUnit = (bytes: number): string => (unit === "GB" ? (bytes / 1e9).toFixed(2) : (bytes / 1e6).toFixed(0));
  const parts = [total > 0 ? `${inUnit(done)} of ${inUnit(total)} ${unit}` : `${inUnit(done)} ${unit}`];
  if (bytesPerSecond > 0) {
    parts.push(`${(bytesPerSecond / 1e6).toFixed(1)} MB/s`);
    if (total > done) parts.push(`${describeSeconds((total - done) / bytesPerSecond)} left`);
  }
  return parts.join(", ");
}

function describeSeconds(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}

/** "1.65 GB", "243 MB". */
export function describeBytes(bytes: number): string {
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(2)} GB` : `${Math.max(1, Math.round(bytes / 1e6))} MB`;
}

/** Bytes per second over the last seconds, from moments and what was there by then. */
export class SpeedMeter {
  readonly #windowMs: number;
  readonly #samples: { readonly at: number; readonly done: number }[] = [];

  constructor(windowMs = 8_000) {
    this.#windowMs = windowMs;
  }

  /** `at` in milliseconds of any clock. Returns 0 until two moments are known. */
  note(at: number, done: number): number {
    // What is fetched again makes the count fall: what was before says nothing more.
    if ((this.#samples.at(-1)?.done ?? 0) > done) this.#samples.length = 0;
    this.#samples.push({ at, done });
    if (this.#samples.length === 1) return 0;
    while (this.#samples[1]!.at <= at - this.#windowMs) this.#samples.shift();
    const first = this.#samples[0]!;
    return at > first.at ? ((done - first.done) / (at - first.at)) * 1000 : 0;
  }
}
