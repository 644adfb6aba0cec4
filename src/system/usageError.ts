/** Wrong use of the command line: one line that says what is wrong and what is right, exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
