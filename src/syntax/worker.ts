/** The thread that parses: a scanner that never returns stops nothing else. */

import { parentPort, workerData } from "node:worker_threads";
import { SyntaxDesk, type SyntaxRequest } from "./desk.ts";

const desk = new SyntaxDesk((workerData as { readonly grammarFolder: string }).grammarFolder);

parentPort?.on("message", (request: SyntaxRequest) => {
  void desk.answer(request).then((response) => parentPort?.postMessage(response));
});
