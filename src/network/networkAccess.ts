/** How the network is reached: directly or by a proxy, and which certificates are believed. */

import { getCACertificates, rootCertificates } from "node:tls";
import { Agent, type Dispatcher, fetch as fetchWith, ProxyAgent } from "undici";
import { isOwnMachine } from "../core/remote/serverAddress.ts";

export interface NetworkSettings {
  /** Address of a proxy; "": that of the environment (`HTTPS_PROXY`, `HTTP_PROXY`), if any. */
  readonly proxy: string;
  /** Hosts that are reached directly, beside those of `NO_PROXY`. */
  readonly noProxy?: readonly string[];
  /** False: certificates are not checked. */
  readonly strictSSL: boolean;
  /** What a proxy is told of who asks, in place of the name and the password in its address. */
  readonly proxyAuthorization?: string;
  /** False: the system's certificates are not believed, only those that come with Node and those of `NODE_EXTRA_CA_CERTS`. */
  readonly systemCertificates?: boolean;
}

export const PLAIN_NETWORK: NetworkSettings = { proxy: "", strictSSL: true };

export type Fetch = typeof globalThis.fetch;

/** A connection that is not there after so long, and a server that is silent for so long, are errors. */
export interface NetworkTimes {
  readonly connectMs: number;
  readonly silentMs: number;
}

const PATIENT: NetworkTimes = { connectMs: 20_000, silentMs: 60_000 };

type Environment = Readonly<Record<string, string | undefined>>;

/** The network as `settings` say; its errors are those of `fetch`. */
export function createFetch(settings: NetworkSettings, environment: Environment = process.env): Fetch {
  return openNetwork(settings, PATIENT, environment).fetch;
}

/** The same, with an end: it closes the connections that are kept for later. */
export function openNetwork(
  settings: NetworkSettings,
  { connectMs, silentMs }: NetworkTimes,
  environment: Environment = process.env,
): { readonly fetch: Fetch; readonly close: () => Promise<void> } {
  const { strictSSL, proxyAuthorization: token, systemCertificates: believesSystem = true } = settings;
  const certificates = believesSystem ? systemCertificates() : {};
  const tls = { rejectUnauthorized: strictSSL, ...certificates, timeout: connectMs };
  const times = { headersTimeout: silentMs, bodyTimeout: silentMs };
  const direct = new Agent({ ...times, connect: tls });
  const proxies = new Map<string, ProxyAgent>();
  const through = (uri: string): Dispatcher => {
    // Many proxies make tunnels for TLS only: what is not encrypted is asked of them by its whole address.
    const ways = { uri, requestTls: tls, proxyTls: tls, proxyTunnel: false, ...(token ? { token } : {}) };
    const agent = proxies.get(uri) ?? new ProxyAgent({ ...times, ...ways });
    proxies.set(uri, agent);
    return agent;
  };
  const fetchIt = (input: string | URL | Request, init?: RequestInit): Promise<unknown> => {
    const url = new URL(input instanceof Request ? input.url : String(input));
    const proxy = proxyFor(url, settings, environment);
    const dispatcher = proxy === undefined ? direct : through(proxy);
    return fetchWith(url, { ...(init as object), dispatcher });
  };
  const close = async (): Promise<void> => {
    await Promise.all([direct, ...proxies.values()].map((agent) => agent.destroy()));
  };
  return { fetch: fetchIt as Fetch, close };
}

/** The proxy for an address; undefined: none. What is for this machine does not leave it. */
export function proxyFor(
  url: URL,
  { proxy, noProxy = [] }: NetworkSettings,
  environment: Environment,
): string | undefined {
  if (isOwnMachine(url.hostname)) return undefined;
  const named = (name: string): string | undefined => environment[name.toLowerCase()] || environment[name] || undefined;
  const found = proxy || (url.protocol === "https:" ? named("HTTPS_PROXY") : undefined) || named("HTTP_PROXY");
  if (found === undefined) return undefined;
  const direct = [...noProxy, ...(named("NO_PROXY") ?? "").split(/[\s,]+/)].filter((entry) => entry !== "");
  if (direct.some((entry) => isHost(url, entry))) return undefined;
  return /^\w+:\/\//.test(found) ? found : `http://${found}`;
}

/** "*", "example.org" (and all below it), ".example.org", "example.org:8080". */
function isHost(url: URL, entry: string): boolean {
  if (entry === "*") return true;
  const [, name = "", port] = /^\*?\.?(.*?)(?::(\d+))?$/.exec(entry.toLowerCase()) ?? [];
  const ownPort = url.port || (url.protocol === "https:" ? "443" : "80");
  return (url.hostname === name || url.hostname.endsWith(`.${name}`)) && (port === undefined || port === ownPort);
}

let read: { readonly ca?: string[] } | undefined;

/** Companies' own certificates are often known to the system only. Older Nodes cannot ask it. Read once: it takes a while. */
function systemCertificates(): { readonly ca?: string[] } {
  read ??= readCertificates();
  return read;
}

function readCertificates(): { readonly ca?: string[] } {
  if (typeof getCACertificates !== "function") return {};
  try {
    const ca = [...getCACertificates("default"), ...getCACertificates("system")];
    return ca.length > rootCertificates.length ? { ca } : {};
  } catch {
    return {};
  }
}
