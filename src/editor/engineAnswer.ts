/** Waits for the engine's word on a model that was just chosen. */

import type { EngineStatus } from "../protocol.ts";
import type { EngineProcess } from "./engineProcess.ts";

/** An engine that has not begun to load by then has no reason to. */
const BEGINS_WITHIN_MS = 3_000;
const ANSWERS_WITHIN_MS = 180_000;

/** The status when the model is loaded or has failed; the latest one when neither happens in time. */
export function waitForModel(engine: Pick<EngineProcess, "status" | "onDidChangeStatus">): Promise<EngineStatus> {
  return new Promise((resolve) => {
    let isLoading = engine.status.state === "loading";
    const finish = (): void => {
      clearTimeout(begins);
      clearTimeout(answers);
      subscription.dispose();
      resolve(engine.status);
    };
    const begins = setTimeout(() => {
      if (!isLoading) finish();
    }, BEGINS_WITHIN_MS);
    const answers = setTimeout(finish, ANSWERS_WITHIN_MS);
    const subscription = engine.onDidChangeStatus(({ state }) => {
      if (state === "loading") isLoading = true;
      else if (state === "error" || (isLoading && (state === "ready" || state === "thinking"))) finish();
    });
  });
}
