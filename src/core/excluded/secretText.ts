/** Whether a text is one of keys or credentials, by its first lines. Whether a file's name says so: `secretFiles.ts`. */

/** So much of a text is looked at. */
export const HEAD_LENGTH = 10_000;
export const HEAD_LINES = 100;

/**
 * The first lines of a text, as they are judged. The text of an editor that holds its lines apart may be given by its first
 * `HEAD_LINES` lines.
 */
export function headOf(text: string): string {
  return text.slice(0, HEAD_LENGTH);
}

/**
 * What is secret in a text that begins with `head`; undefined where nothing is. A program or a page may speak of keys and hold
 * some for its tests: there only what stands in front of everything else counts.
 */
export function findSecretText(head: string, isSource: boolean): string | undefined {
  const lines = head.replace(/^\uFEFF/, "").split(/\r\n|\n|\r/, HEAD_LINES);
  const trimmed = lines.map((line) => line.trim()).filter((line) => line !== "");
  const first = trimmed[0];
  if (first === undefined) return undefined;
  const leading = LEADING.find(({ starts }) => starts.test(first))?.what ?? findBareKey(trimmed);
  if (leading !== undefined) return leading;
  // The comments that a program for keys writes in front of them.
  const keyLine = trimmed.find((line) => !line.startsWith("#")) ?? "";
  if (AGE_KEY.test(keyLine)) return "an age key";
  return isSource ? undefined : (findInLines(trimmed) ?? findInWhole(trimmed));
}

interface LineRule {
  readonly what: string;
  readonly starts: RegExp;
}

const AGE_KEY = /^AGE-SECRET-KEY-(?:PQ-)?1[0-9A-Z]{8}/i;

/** The first line says what all the others are. The labels of PEM are those of RFC 7468, RFC 4880 and OpenSSH. */
const LEADING: readonly LineRule[] = [
  { what: "a private key", starts: /^-{4,5} ?(?:BEGIN|END) [A-Z0-9 _-]{0,60}(?:PRIVATE|SECRET|STATIC) KEY/i },
  { what: "a key or a certificate", starts: /^-{4,5} ?BEGIN (?!PGP SIGNED)[A-Z0-9 _-]{1,60}-{4,5}/i },
  { what: "certificates and their keys", starts: /^Bag Attributes\b/i },
  { what: "a private key of PuTTY", starts: /^PuTTY-User-Key-File-\d/i },
  { what: "a secret key", starts: /^untrusted comment: .{0,40}\bsecret key\b/i },
  { what: "a secret key of Tor", starts: /^== \w{1,40}-secret:/i },
  { what: "a private key of GnuPG", starts: /^(?:Key: )?\((?:\d{1,3}:)?(?:protected-|shadowed-)?private-key\b/i },
  { what: "private keys of OTR", starts: /^\(privkeys\b/i },
  { what: "a key of SSH", starts: /^(?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-\w{1,20}|sk-\w{1,20}@openssh\.com) AAAA/ },
  { what: "a pair of keys", starts: /^\[ {0,3}\d{1,3}(?:, {0,3}\d{1,3}){63} {0,3}\]$/ },
  { what: "a vault of Ansible", starts: /^\$ANSIBLE_VAULT;/ },
];

/** What a line says anywhere in a file that is not a program. */
const LINES: readonly { readonly what: string; readonly says: RegExp }[] = [
  { what: "a private key", says: /-{4,5} ?(?:BEGIN|END) [A-Z0-9 _-]{0,60}(?:PRIVATE|SECRET|STATIC) KEY/i },
  { what: "an age key", says: /AGE-SECRET-KEY-(?:PQ-)?1[0-9A-Z]{8}/i },
  { what: "a private key of PuTTY", says: /^PuTTY-User-Key-File-\d/i },
  {
    what: "the key of a service account",
    says: /"type" {0,9}: {0,9}"(?:service_account|external_account_authorized_user)"/,
  },
  { what: "the key of a service account", says: /"private_key(?:_id)?" {0,9}: {0,9}"[^"]{8}/ },
  { what: "the secret of an application", says: /"(?:client_secret|refresh_token)" {0,9}: {0,9}"[^"\s]{8}/ },
  { what: "a key of WireGuard", says: /^(?:PrivateKey|PresharedKey) {0,9}= {0,9}[A-Za-z0-9+/]{42}/i },
  {
    what: "a key of AWS",
    says: /^(?:export )?"?aws_(?:secret_access_key|session_token)"? {0,9}[:=] {0,9}"?[A-Za-z0-9+/]{8}/i,
  },
  {
    what: "the token of a registry",
    says: /^[^#;]{0,300}(?::_authToken"?|:_password|\b_auth) {0,9}[= ] {0,9}["']?[\w+/-]{8}/,
  },
  { what: "the token of a registry", says: /^(?:npmAuthToken|npmAuthIdent): {0,9}["']?[\w+/-]{8}/ },
  { what: "a key of a cluster", says: /^(?:client-key-data|client-certificate-data): {0,9}[\w+/]{8}/ },
];

function findInLines(lines: readonly string[]): string | undefined {
  return LINES.find(({ says }) => lines.some((line) => says.test(line)))?.what;
}

/** What several lines say together. */
function findInWhole(lines: readonly string[]): string | undefined {
  const says = (pattern: RegExp): boolean => lines.some((line) => pattern.test(line));
  if (says(/^(?:"kind" ?: ?"Secret"|kind: {0,9}["']?Secret["']?)(?:,|$)/) && !says(/\{\{/))
    return "a secret of a cluster";
  if (/^machine \S/.test(lines[0]!) && says(/\bpassword\s\S/)) return "logins";
  if (says(/"kty" ?: ?"/) && says(/"(?:d|k)" ?: ?"[\w-]{20}/)) return "a private key (JWK)";
  if (says(/"ciphertext" ?: ?"/) && says(/"kdf(?:params)?" ?:/)) return "a store of keys";
  return undefined;
}

/** What is left of a key whose first line was taken away: nothing but long lines of base64. */
function findBareKey(lines: readonly string[]): string | undefined {
  const [first = "", second = "", third = ""] = lines;
  const isKey = first.length >= 60 && first.length === second.length && third !== "" && third.length <= first.length;
  return isKey && [first, second, third].every((line) => BASE64.test(line))
    ? "a key without its first line"
    : undefined;
}

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
