/**
 * `npm run bench -- remoteGrammar [--places N] [--minutes M]`: the model here and a real llama-server with the same model at the same places, both under
 * the grammar: first lines, tokens refused, and a reason for each difference. Places where the grammar has something to say come first.
 */

import { createSyntax } from "../../src/grammars.ts";
import { findPackageRoot } from "../../src/places.ts";
import { openServer } from "../../src/remote/openServer.ts";
import { Deadline, loadLlama, readOptions, report } from "./bench.ts";
import { buildLlamaServer, startLlamaServer } from "./llamaServer.ts";
import { type Difference, differenceOf } from "./remoteDifference.ts";
import { type Asked, askAtPlace, isReadWhole, type Made, requestsOf, toSession } from "./remotePlaces.ts";
import { findSessionFile, loadSessions } from "./sessions.ts";

const ARGUMENTS = ["--parallel", "1", "--ctx-size", "4096", "--threads", "1", "--cache-ram", "0"];
/** Beside those where something was refused. */
const OTHERS = 16;
/** Of the time, for the model here: where the grammar says something is found out with it. */
const SHARE_HERE = 0.55;

const options = readOptions({ quickMinutes: 5, minutes: 14 });
const deadline = new Deadline(options.minutes);
const here = new Deadline(options.minutes * SHARE_HERE);
const syntax = createSyntax(report);
const { refusing, others } = await askHere();
report(`${refusing.length + others.length} places here, ${refusing.length} with refused tokens`);
const rows: { readonly asked: Asked; readonly here: Made; readonly there: Made; readonly difference: Difference }[] =
  [];
await askThere([...refusing, ...others.slice(0, OTHERS)]);
print();

interface AskedHere {
  readonly asked: Asked;
  readonly made: Made;
}

/** One request of each session, then another, … as long as there is time. */
async function askHere(): Promise<{ readonly refusing: readonly AskedHere[]; readonly others: readonly AskedHere[] }> {
  const sessions = requestsOf(await loadSessions(findSessionFile(findPackageRoot())));
  const fitting = sessions.map((requests) => requests.filter(isReadWhole));
  const engine = await loadLlama(options);
  const [refusing, others]: [AskedHere[], AskedHere[]] = [[], []];
  for (const share of [0.5, 0.25, 0.75, 0.9]) {
    for (const requests of fitting) {
      const asked = requests[Math.floor(requests.length * share)];
      if (asked === undefined) continue;
      if (here.isOver) break;
      await engine.reset();
      const made = await askAtPlace(asked, (pipeline) => pipeline.setEngine(engine, ""), syntax);
      if (made.counts !== undefined)
        ((made.counts.refusals > 0 ? refusing : others) as AskedHere[]).push({ asked, made });
    }
  }
  await engine.dispose();
  return { refusing, others };
}

async function askThere(places: readonly AskedHere[]): Promise<void> {
  const server = await startLlamaServer(buildLlamaServer(), ARGUMENTS);
  const wanted = { url: server.address, model: "", layout: "auto", answerMs: 60_000 };
  const { connection, close } = openServer(wanted, { proxy: "", strictSSL: true });
  try {
    for (const { asked, made } of places) {
      if (deadline.isOver) break;
      const there = await askAtPlace(asked, (pipeline) => pipeline.setWriter(toSession(connection), ""), syntax);
      const difference = differenceOf(made, there);
      rows.push({ asked, here: made, there, difference });
      report(`${rows.length}/${places.length} ${difference.kind} ${JSON.stringify([made.line, there.line])}`);
    }
  } finally {
    await close();
    server.stop();
  }
}

function print(): void {
  console.log(
    "| place | tokens here, there | refused | trusted | taken back | difference |\n|---|---:|---:|---:|---:|---|",
  );
  for (const { asked, here: one, there: other, difference } of rows) {
    const pair = (of: (made: Made) => number | undefined): string => `${of(one) ?? "-"}, ${of(other) ?? "-"}`;
    const columns = [
      `${asked.id} ${asked.languageId}`,
      pair(({ counts }) => counts?.tokens),
      pair(({ counts }) => counts?.refusals),
      pair(({ counts }) => counts?.trusted),
      pair(({ counts }) => counts?.takenBack),
      difference.kind === "none" ? "" : `${difference.kind}: ${difference.words}`,
    ];
    console.log(`| ${columns.join(" | ")} |`);
  }
  const count = (of: (row: (typeof rows)[number]) => boolean): number => rows.filter(of).length;
  console.log(`${rows.length} places; first lines equal: ${count((row) => row.here.line === row.there.line)}`);
  console.log(`tokens refused here in ${count((row) => (row.here.counts?.refusals ?? 0) > 0)}`);
  for (const kind of ["none", "near tie", "sent twice", "late", "other"])
    console.log(`${kind}: ${count(({ difference }) => difference.kind === kind)}`);
}
