/**
 * The weights of the model of worth; `npm run bench -- worth --no-model --fit` writes this file. Fitted on 3650 texts at keys of
 * 60 sessions of JamesNK/Newtonsoft.Json, Textualize/rich, encode/httpx, expressjs/express, fmtlib/fmt, gin-gonic/gin, honojs/hono, laravel/framework, pallets/flask, pmndrs/zustand, square/okhttp, tokio-rs/tokio.
 */

export interface WorthWeights {
  /** In the order of `WORTH_FEATURES`: of the chance that the first line is right, and that its next characters are. */
  readonly line: readonly number[];
  readonly next: readonly number[];
}

export const WORTH_WEIGHTS: WorthWeights = {
  line: [
    1.359, // bias
    -0.821, // unsure
    -1.96, // unsureRoot
    -0.564, // unsureWhole
    -0.138, // least
    -0.033, // ending
    -0.038, // next
    0.324, // entropy
    -0.829, // length
    -1.411, // words
    -0.398, // newNames
    -0.332, // someNew
    -0.548, // seenBefore
    -0.635, // digits
    -1.204, // quotes
    0.394, // wordOnly
    0.187, // closes
    0.542, // opens
    0.236, // inWord
    -0.202, // afterSpace
    -0.168, // lineStart
    -0.319, // inComment
    -0.09, // inString
    0.59, // typed
    0.906, // typedMuch
  ],
  next: [
    0.339, // bias
    1.462, // unsure
    -0.542, // unsureRoot
    -1.465, // unsureWhole
    1.505, // least
    0.286, // ending
    -2.362, // next
    0.754, // entropy
    -0.056, // length
    -0.484, // words
    -0.919, // newNames
    -0.36, // someNew
    -0.399, // seenBefore
    0.065, // digits
    0.005, // quotes
    0.194, // wordOnly
    0.097, // closes
    0.132, // opens
    0.763, // inWord
    -0.555, // afterSpace
    -0.441, // lineStart
    0.043, // inComment
    -0.088, // inString
    0.96, // typed
    1.61, // typedMuch
  ],
};
