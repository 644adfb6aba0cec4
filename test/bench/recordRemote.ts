/** Writes down conversations with a real llama-server as fixtures of `npm test`: `node test/bench/recordRemote.ts`. */

import { writeFileSync } from "node:fs";
import type { ServerPort } from "../../src/core/remote/serverPort.ts";
import { openServer } from "../../src/remote/openServer.ts";
import { askAt, CONVERSATIONS, type HeldConversation, type HeldPlace, PLACES } from "../remote/conversations.ts";
import { buildLlamaServer, startLlamaServer } from "./llamaServer.ts";

const MODEL_PATH = "/models/turnkey-embedded-0.5b-00001-of-00003.gguf";
const MODEL_NAME = "turnkey-embedded-0.5b";
const ARGUMENTS = `--parallel 1 --ctx-size 2048 --threads 1 --cache-ram 0 --alias ${MODEL_NAME}`.split(" ");

const server = await startLlamaServer(buildLlamaServer(), ARGUMENTS);
try {
  const held: HeldConversation[] = [];
  for (const place of PLACES) held.push(await hold(server.address, place));
  writeFileSync(CONVERSATIONS, held.map((one) => `${JSON.stringify(one)}\n`).join(""));
} finally {
  server.stop();
}

async function hold(url: string, place: HeldPlace): Promise<HeldConversation> {
  const wanted = { url, model: "", layout: "auto", answerMs: 60_000 };
  const { connection, close } = openServer(wanted, { proxy: "", strictSSL: true });
  const { port } = connection;
  const asks: [string, Awaited<ReturnType<ServerPort["ask"]>>][] = [];
  const streams: { request: HeldConversation["streams"][number]["request"]; text: string }[] = [];
  const recorder: ServerPort = {
    host: "127.0.0.1:8012",
    ask: async (path, body, signal) => {
      const answer = await port.ask(path, body, signal);
      asks.push([path, answer]);
      return answer;
    },
    async *open(request, signal) {
      const stream = { request, text: "" };
      streams.push(stream);
      for await (const piece of port.open(request, signal)) {
        stream.text += piece;
        yield piece;
      }
    },
  };
  const said = await askAt(recorder, place);
  await close();
  console.log(`${place.languageId}: ${JSON.stringify(said)}`);
  return { ...place, asks: asks.map(([path, answer]) => [path, shorten(path, answer)]), streams, said };
}

/** A chat template is of no use here, and where the model lies on this machine is nobody's business. */
function shorten(path: string, answer: HeldConversation["asks"][number][1]): HeldConversation["asks"][number][1] {
  if (path === "/v1/models") {
    const [{ id, object, owned_by }] = JSON.parse(answer.body).data;
    return { ...answer, body: JSON.stringify({ object: "list", data: [{ id, object, owned_by }] }) };
  }
  if (path !== "/props") return answer;
  const { default_generation_settings: settings, total_slots, build_info } = JSON.parse(answer.body);
  const body = {
    default_generation_settings: { n_ctx: settings.n_ctx },
    total_slots,
    model_alias: MODEL_NAME,
    model_path: MODEL_PATH,
    build_info,
  };
  return { ...answer, body: JSON.stringify(body) };
}
