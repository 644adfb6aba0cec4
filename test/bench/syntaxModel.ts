/**
 * `npm run bench -- syntax --with-model [--quick] [--minutes N] [--sessions FILE] [--model M] [--fresh]`: what the grammar's
 * word does to suggestions, beside free generation and what rivals make of it. Results resume.
 */

import { createSyntax } from "../../src/grammars.ts";
import { Deadline, loadEngineAs, openResults, readOptions, report } from "./bench.ts";
import { Courts } from "./court.ts";
import { DecodeWatch } from "./decodeWatch.ts";
import { loadSessions } from "./sessions.ts";
import { measureShown, type SyntaxPass, type SyntaxUnit } from "./syntaxShown.ts";
import { toShownTable } from "./syntaxShownReport.ts";

const PASSES: readonly SyntaxPass[] = ["free", "ours"];

const options = readOptions({ quickMinutes: 9, minutes: 55 });
const keyOf = (pass: SyntaxPass, id: string) => `${pass} ${id}`;
const results = openResults<SyntaxUnit>("syntax", options, ({ pass, id }) => keyOf(pass, id));
const deadline = new Deadline(options.minutes);
report(`results so far: ${results.results.length}, in ${results.path}`);
await measureAll();
const { model, threads } = results.header!;
process.stdout.write(`${model}, ${threads} threads.\n\n${toShownTable(results.results)}`);

async function measureAll(): Promise<void> {
  const sessions = await loadSessions(options.sessionFile);
  const courts = new Courts();
  const syntax = createSyntax(report);
  const engine = await loadEngineAs(options, results, (inner) => new DecodeWatch(inner));
  try {
    for (const [index, session] of sessions.entries())
      for (const pass of PASSES) {
        if (results.has(keyOf(pass, session.id))) continue;
        if (deadline.isOver) return;
        const startedAt = performance.now();
        const unit = await measureShown(session, { pass, engine, courts, syntax, signal: deadline.signal });
        if (deadline.signal.aborted) return;
        results.add(unit);
        const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
        report(`${index + 1}/${sessions.length} ${pass} ${session.id} ${seconds} s`);
      }
  } finally {
    await engine.dispose();
    await courts.close();
  }
}
