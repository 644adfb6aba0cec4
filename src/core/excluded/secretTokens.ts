/** Whether a line of a program holds a key or a token. Such a line is read in its own file, where it is open anyway, and is carried to no other. */

/** What such keys look like, whoever writes them down. */
const TOKENS: readonly RegExp[] = [
  /\b(?:AKIA|ASIA|ABIA|ACCA)[0-9A-Z]{16}\b/,
  /\bgh[pousr]_[A-Za-z0-9]{20,255}\b/,
  /\bgithub_pat_\w{20,255}\b/,
  /(?<![\w-])gl(?:pat|dt|rt|ptt|soat)-[\w-]{16,255}/,
  /(?<![\w-])xox[abeoprs]-[\w-]{10,255}/,
  /(?<![\w-])xapp-\d-[\w-]{10,255}/,
  /\bhooks\.slack\.com\/services\/\w{6,20}\/\w{6,20}/,
  /(?<![\w-])AIza[\w-]{30,45}/,
  /(?<![\w-])ya29\.[\w-]{20,255}/,
  /\b[rs]k_(?:live|test)_\w{10,255}/,
  /\bwhsec_\w{16,255}/,
  /(?<![\w-])sk-(?:ant-|proj-|or-)?[\w-]{20,255}/,
  /\bnpm_[A-Za-z0-9]{30,255}\b/,
  /(?<![\w-])pypi-[\w-]{30,255}/,
  /\bhf_[A-Za-z0-9]{20,255}\b/,
  /\bdop_v1_[0-9a-f]{40,64}/,
  /\bshp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}\b/,
  /(?<![\w-])SG\.[\w-]{16,64}\.[\w-]{16,64}/,
  /\bkey-[0-9a-f]{32}\b/,
  /\bSK[0-9a-f]{32}\b/,
  /\bdapi[0-9a-f]{32}\b/,
  /(?<![\w-])hvs\.[\w-]{20,255}/,
  /\bEAAC?[A-Za-z0-9]{60,255}/,
  /(?<![\w-])ey[A-Za-z0-9_-]{10,2000}\.ey[A-Za-z0-9_-]{10,2000}\./,
  /\bAGE-SECRET-KEY-1[0-9A-Z]{20,80}/,
  /-----BEGIN [A-Z0-9 ]{0,40}(?:PRIVATE KEY|CERTIFICATE)/,
  /\bAccountKey=[A-Za-z0-9+/]{20,120}/,
];
/** All at once: a line is gone through once, not once for each. */
const TOKEN = new RegExp(TOKENS.map(({ source }) => `(?:${source})`).join("|"));
/** With a password. */
const ADDRESS = /[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@'"]{1,100}:[^\s:/@'"${}<>]{3,200}@/i;

/** A name that says what its value is, and a value in quotes or to the line's end. */
const NAMED =
  /(?:pass(?:word|wd|phrase)?|secret|token|api_?-?key|private_?-?key|access_?-?key|auth|credential|encryption_?-?key|signing_?-?key|salt)["']?\w{0,20}["'\])]{0,3}\s{0,4}(?::=|=>|=|:)\s{0,4}/gi;
const VALUE = /^(?:new |Some\(|b|r|@|\$)?(["'`])([^"'`\s]{8,500})\1|^([\w+/=.~-]{16,500})\s*$/;
/** Long runs without a name: what is mixed enough is no word. */
const RUN = /[A-Za-z0-9+/_=-]{28,500}/g;
/** In bits per character, for names that say so and for those that do not. Hashes in hexadecimal have 4 at most. */
const NAMED_ENTROPY = 2.7;
const RUN_ENTROPY = 4.3;

/** By what keys look like, by the names of what they are assigned to, and by how mixed a long text is. */
export function hasSecretToken(line: string): boolean {
  // Most lines: a key has a digit, but for the first line of one that goes over many.
  const mayBeAddress = line.includes("://");
  if (line.length < 12 || !(mayBeAddress || /\d/.test(line) || line.includes("-----BEGIN "))) return false;
  return TOKEN.test(line) || (mayBeAddress && ADDRESS.test(line)) || hasNamedValue(line) || hasMixedRun(line);
}

function hasNamedValue(line: string): boolean {
  NAMED.lastIndex = 0;
  for (const found of line.matchAll(NAMED)) {
    const value = VALUE.exec(line.slice(found.index + found[0].length, found.index + found[0].length + 520));
    const text = value?.[2] ?? value?.[3];
    if (
      text !== undefined &&
      /\d/.test(text) &&
      /[A-Za-z]/.test(text) &&
      !isSpoken(text) &&
      entropyOf(text) >= NAMED_ENTROPY
    )
      return true;
  }
  return false;
}

/** Names, calls and paths: `process.env.API_KEY_2`, `config.token1`. */
function isSpoken(text: string): boolean {
  return (
    /^[a-z_$][\w$]*(?:\.[\w$]+)+$/i.test(text) ||
    /^[a-z]+(?:[_-][a-z]+)*[_-]?\d{0,2}$/i.test(text) ||
    text.includes("${")
  );
}

function hasMixedRun(line: string): boolean {
  for (const [run] of line.matchAll(RUN)) {
    const isMixed = /\d/.test(run) && /[a-z]/.test(run) && /[A-Z]/.test(run);
    if (isMixed && !/\/\w*\/\w*\//.test(run) && entropyOf(run) >= RUN_ENTROPY && digitShare(run) > 0.04) return true;
  }
  return false;
}

function digitShare(text: string): number {
  return (text.match(/\d/g)?.length ?? 0) / text.length;
}

/** Shannon's, over the characters of the text itself. */
function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}
