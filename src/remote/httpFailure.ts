/** What `fetch` throws, as a failure with a name. */

import type { ServerAddress } from "../core/remote/serverAddress.ts";
import { ServerFailure } from "../core/remote/serverFailure.ts";
import { shorten } from "../core/shortText.ts";
import { proxyStatusOf } from "../network/proxyRefusal.ts";

const CERTIFICATE = /CERT|SIGNATURE|ISSUER|SELF_SIGNED|ALTNAME/;
/** One side speaks TLS and the other does not. */
const OTHER_TLS = /^(?:EPROTO|ERR_SSL_)/;
const SLOW = /TIMEOUT|TIMEDOUT/;
const BROKEN = /^(?:ECONNRESET|EPIPE|UND_ERR_SOCKET|UND_ERR_RES_CONTENT_LENGTH_MISMATCH|UND_ERR_BODY_TIMEOUT)$/;
const NO_HTTP = /^(?:HPE_|UND_ERR_(?:RESPONSE|HEADERS_OVERFLOW|INVALID|NOT_SUPPORTED))/;

/** `fetch` wraps what went wrong, sometimes twice. */
export function failureOfError(error: unknown, { host, url }: Pick<ServerAddress, "host" | "url">): ServerFailure {
  const causes = causesOf(error);
  const code = causes.map((cause) => cause.code).find((found) => typeof found === "string") ?? "";
  const reason = shorten(code || causes.at(-1)?.message || String(error), 120);
  const proxy = proxyStatusOf(error);
  if (proxy !== undefined) return failureOfProxy(proxy, host);
  if (causes.some(({ name }) => name === "TimeoutError"))
    return new ServerFailure("tooSlow", `${host} does not answer in time.`);
  if (causes.some(({ name }) => name === "AbortError")) return new ServerFailure("broken", "The request was given up.");
  if (OTHER_TLS.test(code))
    return new ServerFailure(
      "unreachable",
      `${host} does not speak ${url.startsWith("https:") ? "TLS: write http:// in front of turnkey.remote.url if nobody can listen on the way" : "this"} (${reason}).`,
    );
  if (CERTIFICATE.test(code))
    return new ServerFailure(
      "wrongCertificate",
      `The certificate of ${host} is not trusted (${reason}). Have your system trust its authority, or name it in NODE_EXTRA_CA_CERTS.`,
    );
  if (SLOW.test(code)) return new ServerFailure("tooSlow", `${host} cannot be connected to in time (${reason}).`);
  if (BROKEN.test(code))
    return new ServerFailure("broken", `${host} closed the connection in the middle of an answer.`);
  if (NO_HTTP.test(code))
    return new ServerFailure("notUnderstood", `${host} does not speak HTTP (${reason}); check turnkey.remote.url.`);
  return new ServerFailure(
    "unreachable",
    `${host} cannot be reached (${reason}). Check that the server runs, turnkey.remote.url, and the proxy (http.proxy, HTTPS_PROXY).`,
  );
}

function failureOfProxy(status: number, host: string): ServerFailure {
  if (status === 407)
    return new ServerFailure(
      "proxyRefused",
      `The proxy on the way to ${host} wants a name and a password (407): put them in its address (http.proxy, HTTPS_PROXY), or set http.proxyAuthorization.`,
    );
  return new ServerFailure(
    "unreachable",
    `The proxy does not lead to ${host} (${status}); http.noProxy and NO_PROXY name hosts that need none.`,
  );
}

interface Cause {
  readonly name: string;
  readonly message: string;
  readonly code?: unknown;
}

/** The error and what it was caused by, the outermost first. */
function causesOf(error: unknown): readonly Cause[] {
  const found: Cause[] = [];
  for (let cause = error; cause instanceof Error && found.length < 5; cause = cause.cause) found.push(cause as Cause);
  return found;
}
