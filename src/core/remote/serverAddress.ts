/** Where a server is, as a person writes it, and whether the way there can be listened to. */

export interface ServerAddress {
  /** Without a slash at its end, and without the `/v1` that some write with it. */
  readonly url: string;
  /** For people: name and port. */
  readonly host: string;
  /** It is this machine. */
  readonly isHere: boolean;
  /** Nobody on the way can read what is sent: encrypted, or it does not leave the machine. */
  readonly isPrivate: boolean;
}

/**
 * An address; without a scheme it is `http://` on this machine and `https://` beyond. Undefined: it is none, or holds a name and a
 * password, which would be shown with it.
 */
export function parseServerAddress(text: string): ServerAddress | undefined {
  const trimmed = text.trim();
  const given = /^([a-z][a-z0-9+.-]*):\/\//i.exec(trimmed);
  const url = toUrl(given === null ? `http://${trimmed}` : trimmed);
  if (url === undefined || !/^https?:$/.test(url.protocol)) return undefined;
  if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "") return undefined;
  const isHere = isOwnMachine(url.hostname);
  // Taken apart anew: the scheme says which port is left out.
  const encrypted = given === null && !isHere ? toUrl(`https://${trimmed}`)! : url;
  const path = encrypted.pathname.replace(/(?<!\/)\/+$/, "").replace(/\/v1$/, "");
  return {
    url: `${encrypted.origin}${path}`,
    host: encrypted.host,
    isHere,
    isPrivate: isHere || encrypted.protocol === "https:",
  };
}

function toUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

/** By name and number: 127.0.0.0/8 and ::1 never leave a machine. */
export function isOwnMachine(host: string): boolean {
  return host === "localhost" || host.endsWith(".localhost") || /^127(?:\.\d{1,3}){3}$/.test(host) || host === "[::1]";
}

/** Whether an answer that sends elsewhere stays at the same server: what is sent, and the key with it, goes to no other. */
export function isSameServer(address: Pick<ServerAddress, "url">, location: string): boolean {
  const from = new URL(address.url);
  const to = URL.canParse(location, `${address.url}/`) ? new URL(location, `${address.url}/`) : undefined;
  return to !== undefined && to.origin === from.origin;
}
