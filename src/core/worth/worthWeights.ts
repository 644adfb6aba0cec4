/**
 * The weights of the model of worth; `npm run bench -- worth --no-model --fit` writes this file. Fitted on 4314 texts at keys of
 * 70 sessions of JamesNK/Newtonsoft.Json, Textualize/rich, encode/httpx, expressjs/express, fmtlib/fmt, gin-gonic/gin, honojs/hono, laravel/framework, pallets/flask, pmndrs/zustand, square/okhttp, tokio-rs/tokio.
 */

export interface WorthWeights {
  /** In the order of `WORTH_FEATURES`: of the chance that the first line is right, and that its next characters are. */
  readonly line: readonly number[];
  readonly next: readonly number[];
}

export const WORTH_WEIGHTS: WorthWeights = {
  line: [
    1.31, // bias
    -0.842, // unsure
    -1.981, // unsureRoot
    -0.562, // unsureWhole
    -0.074, // least
    -0.248, // ending
    -0.017, // next
    0.038, // entropy
    -0.788, // length
    -1.277, // words
    -0.261, // newNames
    -0.284, // someNew
    -0.592, // seenBefore
    -0.715, // digits
    -1.071, // quotes
    0.561, // wordOnly
    0.124, // closes
    0.456, // opens
    0.251, // inWord
    -0.105, // afterSpace
    -0.222, // lineStart
    -0.297, // inComment
    -0.147, // inString
    0.643, // typed
    0.7, // typedMuch
  ],
  next: [
    0.279, // bias
    1.636, // unsure
    -0.549, // unsureRoot
    -1.558, // unsureWhole
    1.509, // least
    0.194, // ending
    -2.473, // next
    0.796, // entropy
    0.122, // length
    -0.62, // words
    -0.657, // newNames
    -0.514, // someNew
    -0.435, // seenBefore
    -0.012, // digits
    0.04, // quotes
    0.263, // wordOnly
    0.04, // closes
    0.032, // opens
    0.78, // inWord
    -0.462, // afterSpace
    -0.393, // lineStart
    -0.039, // inComment
    -0.211, // inString
    1.063, // typed
    1.524, // typedMuch
  ],
};
