/** What VS Code calls to run the tests when the launcher drives it: their output, and whether they passed, go back to the launcher. */

import { writeFileSync } from "node:fs";
import { connect } from "node:net";
import { TEST_ENVIRONMENT } from "../testEnvironment.ts";

/** @throws what the tests throw; VS Code then ends with 1 */
export async function run(): Promise<void> {
  const output = connect(process.env[TEST_ENVIRONMENT.outputSocket] ?? "");
  // In the extension host these drown in the workbench's logs and cannot be written to: the objects are replaced.
  globalThis.console = new console.Console(output);
  for (const stream of ["stdout", "stderr"])
    Object.defineProperty(process, stream, { value: output, configurable: true });
  try {
    const tests: { run(): Promise<void> } = require(process.env[TEST_ENVIRONMENT.tests] ?? "");
    await tests.run();
    writeFileSync(process.env[TEST_ENVIRONMENT.passedMark] ?? "", "");
  } catch (error) {
    output.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    throw error;
  } finally {
    await new Promise<void>((resolve) => output.end(resolve));
  }
}
