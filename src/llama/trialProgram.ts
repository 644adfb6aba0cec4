/** The process that tries a model: loads it as the engine will, lets it read and answer, and says how that went. */

import { EngineFailure } from "../core/cache/engine.ts";
import { LEAST_CONTEXT_SIZE } from "./contextSize.ts";
import { createEngine } from "./createEngine.ts";
import { ModelFileFailure } from "./modelProblem.ts";
import { runSelfChecks } from "./selfCheck.ts";
import type { TrialTask, TrialVerdict } from "./trial.ts";

/** Every byte that can stand in a text, and characters of two, three and four bytes. */
const EVERY_KIND_OF_TEXT = `${String.fromCharCode(...Array(128).keys())} äß Ω 漢字 한국 🚀 \ufeff\u200d\u2028 `;

process.once("message", (task) => void judge(task as TrialTask).then(end));
// Whoever asked is gone.
process.once("disconnect", () => process.kill(process.pid, "SIGKILL"));

async function judge(task: TrialTask): Promise<TrialVerdict> {
  try {
    const engine = await createEngine({ ...task, contextSize: LEAST_CONTEXT_SIZE });
    engine.tokenizer.detokenize(engine.tokenizer.tokenize(EVERY_KIND_OF_TEXT));
    const checks = await runSelfChecks(engine);
    // The others say that the model is worse than it could be; `doctor` tells.
    const failed = checks.find(({ name, ok }) => name === "answers" && !ok);
    return failed === undefined ? { kind: "good" } : { kind: "failed", message: failed.detail };
  } catch (error) {
    if (!(error instanceof EngineFailure)) throw error;
    const { message } = error;
    return error instanceof ModelFileFailure
      ? { kind: "failed", message, problem: error.kind }
      : { kind: "failed", message };
  }
}

/** Nothing is given back: the end of the process does that, and quickly. */
function end(verdict: TrialVerdict): void {
  process.send?.(verdict, () => process.kill(process.pid, "SIGKILL"));
}
