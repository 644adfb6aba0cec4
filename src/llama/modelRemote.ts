/** Asks a server for a model before any of it is fetched: which files it has, how large, with which checksum, and whether it is a model. */

import { describeStop, type FetchProblem } from "../core/models/fetchOutcome.ts";
import type { ModelAddress } from "../core/models/modelAddress.ts";
import { shorten } from "../core/shortText.ts";
import type { Fetch } from "../network/networkAccess.ts";
import { proxyStatusOf } from "../network/proxyRefusal.ts";

export interface RemoteFile {
  readonly url: string;
  /** 0: the server does not say. */
  readonly size: number;
  /** In hexadecimal; undefined: the server does not say. */
  readonly sha256: string | undefined;
  /** Changes with the contents, where the server says so. */
  readonly version: string | undefined;
  /** A part can be asked for. */
  readonly takesRanges: boolean;
}

export interface RemoteModel {
  readonly kind: "remote";
  /** In order; several where the model is split. */
  readonly files: readonly RemoteFile[];
}

export interface AskOptions {
  readonly fetch: Fetch;
  /** The hub's address. */
  readonly hub: string;
  readonly signal?: AbortSignal | undefined;
  /** An answer that takes longer is none. */
  readonly maxMs?: number;
}

const ANSWER_MAX_MS = 30_000;
const MAX_REDIRECTS = 10;
/** Parts that a model may have. */
const MAX_PARTS = 200;

/** The hub that is asked, by the variables that llama.cpp and Hugging Face's own tools know. */
export function findHub(environment: Readonly<Record<string, string | undefined>> = process.env): string {
  const found = [environment.MODEL_ENDPOINT, environment.HF_ENDPOINT].find((url) => /^https?:\/\/./.test(url ?? ""));
  return (found ?? "https://huggingface.co").replace(/(?<!\/)\/+$/, "");
}

/** Never rejects for what lies in the network or the server. */
export async function askForModel(address: ModelAddress, options: AskOptions): Promise<RemoteModel | FetchProblem> {
  try {
    const { url, sha256 } = await findFile(address, options);
    const files: RemoteFile[] = [];
    for (const part of partsOf(url)) files.push(await askForFile(part, options));
    const [first, ...others] = files;
    return { kind: "remote", files: [{ ...first!, sha256: first!.sha256 ?? sha256 }, ...others] };
  } catch (error) {
    if (error instanceof Refused) return error.problem;
    return describeNetworkError(error, options.signal);
  }
}

class Refused extends Error {
  readonly problem: FetchProblem;

  constructor(problem: FetchProblem) {
    super(problem.message);
    this.problem = problem;
  }
}

interface FoundFile {
  readonly url: string;
  readonly sha256?: string | undefined;
}

async function findFile(address: ModelAddress, options: AskOptions): Promise<FoundFile> {
  const { hub } = options;
  switch (address.kind) {
    case "url":
      return { url: address.url };
    case "hubFile":
      return { url: hubUrl(hub, address, address.branch, address.file) };
    case "hub": {
      const url = [hub, "v2", address.user, address.repository, "manifests", address.tag].join("/");
      // Only llama.cpp's name gets the name of the file.
      const response = await ask(url, { "user-agent": "llama-cpp", accept: "application/json" }, options);
      const name = `${address.user}/${address.repository}`;
      // The hub's way to say that there is no such quantization.
      if (response.status === 400)
        throw new Refused({
          kind: "notFound",
          message: `${name} has no ${address.tag}. Look at its page for what it has: ${hub}/${name}`,
        });
      refuseStatus(response, url);
      const found = readManifest(await response.text());
      if (found === undefined)
        throw new Refused({ kind: "notAModel", message: `${name} has no GGUF file. Choose another repository.` });
      return { url: hubUrl(hub, address, "main", found.file), sha256: found.sha256 };
    }
    default:
      return address satisfies never;
  }
}

function hubUrl(
  hub: string,
  { user, repository }: { user: string; repository: string },
  branch: string,
  file: string,
): string {
  const path = file.split("/").map(encodeURIComponent).join("/");
  return `${hub}/${user}/${repository}/resolve/${encodeURIComponent(branch)}/${path}`;
}

function readManifest(text: string): { readonly file: string; readonly sha256: string | undefined } | undefined {
  try {
    const { ggufFile } = JSON.parse(text) as { ggufFile?: { rfilename?: unknown; lfs?: { sha256?: unknown } } };
    const file = ggufFile?.rfilename;
    return typeof file === "string" ? { file, sha256: toChecksum(ggufFile?.lfs?.sha256) } : undefined;
  } catch {
    return undefined;
  }
}

/** "…-00001-of-00003.gguf" → all three. */
function partsOf(url: string): readonly string[] {
  const [, start, number, total, end] = /^([^?#]*-)(\d{5})-of-(\d{5})(\.gguf.*)$/i.exec(url) ?? [];
  const count = Number(total);
  if (start === undefined || Number(number) !== 1 || count < 2 || count > MAX_PARTS) return [url];
  return Array.from({ length: count }, (_, index) => `${start}${String(index + 1).padStart(5, "0")}-of-${total}${end}`);
}

async function askForFile(url: string, options: AskOptions): Promise<RemoteFile> {
  const seen: Record<string, string> = {};
  // Compressed answers would say another length.
  const headers = { range: "bytes=0-63", "accept-encoding": "identity", accept: "*/*" };
  const response = await ask(url, headers, options, seen);
  refuseStatus(response, url);
  const start = await readStart(response);
  if (start !== "GGUF")
    throw new Refused({
      kind: "notAModel",
      message: `${showUrl(url)} is no GGUF model (it begins with ${JSON.stringify(start)}). Check the address: it must be that of a .gguf file, not of a page.`,
    });
  const size = Number(
    /\/(\d+)$/.exec(response.headers.get("content-range") ?? "")?.[1] ?? response.headers.get("content-length"),
  );
  return {
    url,
    size: Number.isSafeInteger(size) && size > 0 ? size : 0,
    sha256: toChecksum(seen["x-linked-etag"]) ?? toChecksum(response.headers.get("etag")),
    version:
      seen["x-linked-etag"] ?? response.headers.get("etag") ?? response.headers.get("last-modified") ?? undefined,
    takesRanges: response.status === 206 && /^bytes 0-/.test(response.headers.get("content-range") ?? ""),
  };
}

/** Follows redirects, and notes the hub's own headers on the way: they are not those of the storage behind it. */
async function ask(
  url: string,
  headers: Readonly<Record<string, string>>,
  { fetch, signal, maxMs = ANSWER_MAX_MS }: AskOptions,
  seen: Record<string, string> = {},
): Promise<Response> {
  const late = AbortSignal.timeout(maxMs);
  const either = signal === undefined ? late : AbortSignal.any([signal, late]);
  let at = url;
  for (let hops = 0; hops <= MAX_REDIRECTS; hops += 1) {
    const response = await fetch(at, { headers, redirect: "manual", signal: either });
    const linked = response.headers.get("x-linked-etag");
    if (linked !== null) seen["x-linked-etag"] = linked;
    const next = response.headers.get("location");
    if (response.status < 300 || response.status >= 400 || next === null) return response;
    await response.body?.cancel();
    at = new URL(next, at).href;
  }
  throw new Refused({ kind: "serverFailed", message: `${showUrl(url)} leads in a circle. Check the address.` });
}

/** The first four characters; the rest is not wanted. */
async function readStart(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  let start = "";
  while (reader !== undefined && start.length < 4) {
    const { done, value } = await reader.read();
    if (done) break;
    start += Buffer.from(value).toString("latin1");
  }
  await reader?.cancel();
  return start.slice(0, 4);
}

function toChecksum(text: unknown): string | undefined {
  return typeof text === "string" ? /^(?:W\/)?"?([0-9a-f]{64})"?$/i.exec(text)?.[1]?.toLowerCase() : undefined;
}

function refuseStatus(response: Response, url: string): void {
  if (response.status >= 200 && response.status < 300) return;
  void response.body?.cancel();
  throw new Refused(describeHttpStatus(response.status, url, response.headers.get("retry-after")));
}

/** What an answer other than success means, and what to do about it. */
export function describeHttpStatus(status: number, url: string, retryAfter: string | null = null): FetchProblem {
  const where = showUrl(url);
  if (status === 404 || status === 410)
    return {
      kind: "notFound",
      message: `There is nothing at ${where} (${status}). Check the address, or choose another model.`,
    };
  if (status === 401 || status === 403)
    return {
      kind: "forbidden",
      message: `${where} is not open to everybody (${status}). Get the file with a browser where you are logged in, and choose it as a file.`,
    };
  if (status === 407) return PROXY_LOGIN;
  if (status === 429 || status === 503) {
    const seconds = /^\d+$/.test(retryAfter ?? "") ? Number(retryAfter) : undefined;
    const when = seconds === undefined ? "in a few minutes" : `in ${Math.max(1, Math.ceil(seconds / 60))} min`;
    return { kind: "busy", message: `${where} has too much to do (${status}). Try again ${when}.` };
  }
  return { kind: "serverFailed", message: `${where} failed (${status}). Try again later, or choose another model.` };
}

const PROXY_LOGIN: FetchProblem = {
  kind: "forbidden",
  message: "The proxy asks for a login (407). Put name and password into http.proxy or HTTPS_PROXY.",
};

/** What `fetch` threw, in words. */
export function describeNetworkError(error: unknown, signal: AbortSignal | undefined): FetchProblem {
  if (signal?.aborted) return describeStop(signal);
  if (error instanceof Error && error.name === "TimeoutError")
    return {
      kind: "unreachable",
      message: "The server does not answer. Check the network and the proxy (http.proxy, HTTPS_PROXY), and try again.",
    };
  if (proxyStatusOf(error) === 407) return PROXY_LOGIN;
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = String((cause as NodeJS.ErrnoException).code ?? "");
  const reason = shorten(code || (cause instanceof Error ? cause.message : String(cause)), 120);
  if (/CERT|SIGNATURE|ISSUER|SELF_SIGNED|SSL|TLS/.test(code))
    return {
      kind: "unreachable",
      message: `The server's certificate is not trusted (${reason}). Name your own authority in NODE_EXTRA_CA_CERTS, or switch http.proxyStrictSSL off.`,
    };
  return {
    kind: "unreachable",
    message: `The server cannot be reached (${reason}). Check the network and the proxy (http.proxy, HTTPS_PROXY), and try again.`,
  };
}

/** Without what may hold a password. */
function showUrl(url: string): string {
  return shorten(url.split(/[?#]/, 1)[0]!.replace(/\/\/[^/@]*@/, "//"), 160);
}
