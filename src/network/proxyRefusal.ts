/** What a proxy said in place of leading on, out of what `fetch` threw. */

/** In undici's words, which have no code of their own. */
const SAYS = /^Proxy (?:response|Authentication Required) \((\d{3})\)/;
const MOST_CAUSES = 5;

/** The status that the proxy answered with; undefined: it was no proxy that failed. */
export function proxyStatusOf(error: unknown): number | undefined {
  let cause = error;
  for (let count = 0; cause instanceof Error && count < MOST_CAUSES; count += 1, cause = cause.cause) {
    const status = SAYS.exec(cause.message)?.[1];
    if (status !== undefined) return Number(status);
  }
  return undefined;
}
