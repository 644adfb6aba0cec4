import { describe, expect, test } from "vitest";
import { EngineFailure } from "../../../src/core/cache/engine.ts";
import { InstanceSource } from "../../../src/core/tokens/tokenizer.ts";
import { createTrial, expectEqualMirror, letters, STEP } from "../cache/cacheTrial.ts";

describe("the last tokens are taken back", () => {
  async function withGenerated(count: number) {
    const trial = createTrial();
    const instances = new InstanceSource();
    const text = letters("prompt", instances);
    await trial.cache.bring(text, STEP);
    for (let token = 0; token < count; token += 1) await trial.cache.append(200 + token, instances.next());
    return { ...trial, text, instances };
  }

  test("and others follow", async () => {
    const trial = await withGenerated(3);
    await trial.cache.takeBack(2);
    await trial.cache.append(210, trial.instances.next());
    expect(trial.engine.cells).toEqual([...trial.text.ids, 200, 210]);
    expectEqualMirror(trial);
  });

  test("and what may follow is read again", async () => {
    const trial = await withGenerated(2);
    await trial.cache.takeBack(1);
    const before = trial.engine.counts.evaluated;
    await trial.cache.readLastAgain();
    await trial.cache.readLastAgain();
    expect(trial.engine.counts.evaluated - before).toBe(1);
    expect(trial.engine.cells).toEqual([...trial.text.ids, 200]);
    expectEqualMirror(trial);
  });

  test("the prompt's own last token is still the document's", async () => {
    const trial = await withGenerated(1);
    await trial.cache.takeBack(1);
    await trial.cache.readLastAgain();
    expect(await trial.cache.bring(trial.text, STEP)).toMatchObject({ evaluated: 0, complete: true });
    expect(trial.cache.cells.live.instances).toEqual(trial.text.instances);
  });

  test("a failure leaves nothing that the mirror does not know", async () => {
    const trial = await withGenerated(2);
    trial.engine.failNext("broken");
    await expect(trial.cache.takeBack(1)).rejects.toBeInstanceOf(EngineFailure);
    expectEqualMirror(trial);
    await trial.cache.bring(trial.text, STEP);
    trial.engine.failNext("broken");
    await trial.cache.append(200, trial.instances.next()).catch(() => {});
    await trial.cache.readLastAgain();
    expectEqualMirror(trial);
  });
});
