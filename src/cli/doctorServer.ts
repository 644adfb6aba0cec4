/** `turnkey doctor --remote`: tries a server, in sentences that a person can act on. */

import { examineServer, type ServerExam } from "../core/remote/serverExam.ts";
import { ServerFailure } from "../core/remote/serverFailure.ts";
import { DEFAULT_SETTINGS } from "../core/settings/settings.ts";
import { shorten } from "../core/shortText.ts";
import type { Host, RemoteOptions } from "./host.ts";

/** A server may have to load its model first. */
const PATIENCE_MS = 60_000;

interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

/** False when something is wrong. */
export async function doctorServer(remote: RemoteOptions, json: boolean, host: Host): Promise<boolean> {
  const { connection, close } = host.openServer(remote);
  const times = { firstTokenMs: PATIENCE_MS, silentMs: PATIENCE_MS };
  try {
    const exam = await examineServer(connection, { clock: host.clock, times, signal: host.signal });
    return report(toChecks(exam, connection.port.host), exam, json, host);
  } catch (error) {
    if (!(error instanceof ServerFailure)) throw error;
    return report([{ name: error.kind, ok: false, detail: error.message }], undefined, json, host);
  } finally {
    await close();
  }
}

function toChecks(exam: ServerExam, host: string): readonly Check[] {
  const { facts, firstTokenMs, decodeRate, saysLogprobs, saysOthers, text, isSensible } = exam;
  const product = facts.product === "" || facts.product === facts.kind ? "" : ` (${facts.product})`;
  const context = facts.contextSize === undefined ? "" : `, ${facts.contextSize} positions`;
  const rate = decodeRate === undefined ? "" : `, then ${Math.round(decodeRate)} tokens per second`;
  const late = firstTokenMs > DEFAULT_SETTINGS.remoteTimeoutMs;
  return [
    { name: "protocol", ok: true, detail: `${host} speaks ${facts.kind}${product}.` },
    { name: "model", ok: true, detail: `${facts.model}, fill-in-the-middle as ${facts.layout.family}${context}.` },
    {
      name: "speed",
      ok: !late,
      detail: `the first token came after ${Math.round(firstTokenMs)} ms${rate}.${late ? " That is too slow: a request would be given up." : ""}`,
    },
    {
      name: "probabilities",
      ok: saysLogprobs,
      detail: saysLogprobs
        ? `it says how likely its tokens are${saysOthers ? ", and what else might stand there" : ", but not what else might stand there: a wrong token ends a text"}.`
        : "it does not say how likely its tokens are: what is worth a look is guessed, and its texts take the place of none that is shown. Switch log-probabilities on there, if it can.",
    },
    {
      name: "fill-in-the-middle",
      ok: isSensible,
      detail: isSensible
        ? "`return a +` goes on as it should."
        : `\`return a +\` goes on with ${JSON.stringify(shorten(text, 60))}: another layout may be right (turnkey.remote.layout), or the model was not trained for it.`,
    },
  ];
}

function report(checks: readonly Check[], exam: ServerExam | undefined, json: boolean, host: Host): boolean {
  const ok = checks.every((check) => check.ok);
  if (json) {
    const server = exam && { ...exam, facts: { ...exam.facts, layout: exam.facts.layout.family } };
    host.write(`${JSON.stringify({ ok, checks, ...(server === undefined ? {} : { server }) })}\n`);
    return ok;
  }
  for (const check of checks) host.write(`${check.ok ? "Good" : "BAD"} (${check.name}): ${check.detail}\n`);
  host.write(ok ? "All is well.\n" : "Something is wrong: see the lines that start with BAD.\n");
  return ok;
}
