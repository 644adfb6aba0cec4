/**
 * Runs a file of cases with a scripted model: node test/cases.ts FILE.jsonl [--only PREFIX] [--failed]
 * Prints a JSON line for each case, and how many came out as wanted. Exit code 1 when not all did, 2 for wrong use.
 */

import { parseArgs } from "node:util";
import { CaseError, readCases } from "./cases/case.ts";
import { CaseRunner } from "./cases/runCase.ts";

const USAGE = "usage: node test/cases.ts FILE.jsonl [--only PREFIX-OF-IDS] [--failed]";
const NOT_ALL = 1;
const WRONG_USE = 2;

async function main(): Promise<number> {
  const { file, only, failed } = readArguments();
  const cases = readCases(file).filter(({ id }) => id.startsWith(only));
  const runner = new CaseRunner();
  let wanted = 0;
  for (const given of cases) {
    const result = await runner.run(given);
    if (result.ok) wanted += 1;
    if (!failed || !result.ok) process.stdout.write(`${JSON.stringify(result)}\n`);
  }
  process.stdout.write(`${wanted} as wanted, ${cases.length - wanted} not\n`);
  return wanted === cases.length ? 0 : NOT_ALL;
}

function readArguments() {
  const options = { only: { type: "string", default: "" }, failed: { type: "boolean", default: false } } as const;
  try {
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    const [file, another] = positionals;
    if (file !== undefined && another === undefined) return { file, ...values };
  } catch (error) {
    throw new CaseError(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  }
  throw new CaseError(USAGE);
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof CaseError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = WRONG_USE;
}
