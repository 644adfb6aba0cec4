/**
 * `npm run bench -- remoteGrammar [--places N] [--minutes M]`: the model here and a real llama-server with the same model at the same places, both under
 * the grammar: first lines, tokens refused, and a reason for each difference. The small texts of `test/cases` first, then sessions; the server is
 * asked first where the grammar had something to say.
 */

import { fileURLToPath } from "node:url";
import { findPackageRoot } from "../../src/places.ts";
import { openServer } from "../../src/remote/openServer.ts";
import { supportOf } from "../../src/syntax/grammarTables.ts";
import { readCases } from "../cases/case.ts";
import { DeskSyntax } from "../syntax/deskSyntax.ts";
import { Deadline, loadLlama, readOptions, report } from "./bench.ts";
import { buildLlamaServer, startLlamaServer } from "./llamaServer.ts";
import { DIFFERENCES, type Difference, differenceOf } from "./remoteDifference.ts";
import { type Asked, askAtPlace, isReadWhole, type Made, requestsOf, toSession } from "./remotePlaces.ts";
import { findSessionFile, loadSessions } from "./sessions.ts";

const ARGUMENTS = ["--parallel", "1", "--ctx-size", "4096", "--threads", "1", "--cache-ram", "0"];
/** Beside those where something was refused. */
const OTHERS = 120;
/** Of the small texts, each so-many-th: all languages are among them. */
const EVERY = 4;
/** An answer of the grammar that came too late says something of the machine: it is asked again, so often. */
const TRIES = 3;
/** Of the time, for the model here: where the grammar says something is found out with it. */
const SHARE_HERE = 0.55;

const CASES = fileURLToPath(new URL("../cases/everywhere.jsonl", import.meta.url));
const options = readOptions({ quickMinutes: 5, minutes: 14 });
const deadline = new Deadline(options.minutes);
const here = new Deadline(options.minutes * SHARE_HERE);
const syntax = new DeskSyntax(supportOf);
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

/** Small texts of our own, then one request of each session. */
async function placesToAsk(): Promise<readonly Asked[]> {
  const cases = readCases(CASES).filter((_, index) => index % EVERY === 0);
  const own = cases.map(({ id, languageId, text, cursor }) => ({ id, languageId, text, cursor, truth: "" }));
  const sessions = requestsOf(await loadSessions(findSessionFile(findPackageRoot())));
  const fitting = sessions.map((requests) => requests.filter(isReadWhole));
  return [...own, ...fitting.flatMap((requests) => requests.slice(requests.length / 2, requests.length / 2 + 1))];
}

/** As many as there is time for. */
async function askHere(): Promise<{ readonly refusing: readonly AskedHere[]; readonly others: readonly AskedHere[] }> {
  const engine = await loadLlama(options);
  const [refusing, others]: [AskedHere[], AskedHere[]] = [[], []];
  for (const asked of await placesToAsk()) {
    if (here.isOver) break;
    const made = await inTime(async () => {
      await engine.reset();
      return askAtPlace(asked, (pipeline) => pipeline.setEngine(engine, ""), syntax);
    });
    if (made.counts !== undefined) (made.counts.refusals > 0 ? refusing : others).push({ asked, made });
  }
  await engine.dispose();
  return { refusing, others };
}

async function inTime(ask: () => Promise<Made>): Promise<Made> {
  let made = await ask();
  for (let tries = 1; tries < TRIES && (made.counts?.late ?? 0) > 0; tries += 1) made = await ask();
  return made;
}

async function askThere(places: readonly AskedHere[]): Promise<void> {
  const server = await startLlamaServer(buildLlamaServer(), ARGUMENTS);
  const wanted = { url: server.address, model: "", layout: "auto", answerMs: 60_000 };
  const { connection, close } = openServer(wanted, { proxy: "", strictSSL: true });
  try {
    for (const { asked, made } of places) {
      if (deadline.isOver) break;
      const there = await inTime(() =>
        askAtPlace(asked, (pipeline) => pipeline.setWriter(toSession(connection), ""), syntax),
      );
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
  for (const kind of DIFFERENCES) console.log(`${kind}: ${count(({ difference }) => difference.kind === kind)}`);
}
