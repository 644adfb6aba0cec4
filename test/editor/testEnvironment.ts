/** Names of the environment variables between the launcher and the tests. */
export const TEST_ENVIRONMENT = {
  /** Socket of the page bridge. */
  uiSocket: "TURNKEY_TEST_UI_SOCKET",
  /** Socket that takes what the tests print. */
  outputSocket: "TURNKEY_TEST_OUTPUT_SOCKET",
  /** A file made when the tests have passed. */
  passedMark: "TURNKEY_TEST_PASSED_MARK",
  /** The module that the command line named as the tests. */
  tests: "TURNKEY_TEST_MODULE",
  /** Where the counts are written, as JSON. */
  results: "TURNKEY_TEST_RESULTS",
  /** Folder for screenshots. */
  screenshots: "TURNKEY_TEST_SCREENSHOTS",
  /** Only the tests whose names match. */
  grep: "TURNKEY_TEST_GREP",
  /** Where the embedded model is served, for a package that came without it; also what Turnkey itself reads. */
  servedModel: "TURNKEY_EMBEDDED_ADDRESS",
  /** The package that is installed, where no folder is developed. */
  package: "TURNKEY_TEST_VSIX",
  /** How long keys go to and fro in the scene of it. */
  hurrySeconds: "TURNKEY_HURRY_SECONDS",
  /** Set: pictures of a second of typing are taken, which costs the figures of that second their truth. */
  strip: "TURNKEY_TEST_STRIP",
} as const;
