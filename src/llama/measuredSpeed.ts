/** How fast the last model was on this machine, remembered so that others can be judged before they are there. */

import type { MeasuredSpeed } from "../core/models/fit.ts";
import { Notebook } from "./notebook.ts";

const FILE = "measured-speed.json";
const KEY = "latest";

export async function readMeasuredSpeed(storageFolder: string | undefined): Promise<MeasuredSpeed | undefined> {
  const note = (await new Notebook(storageFolder, FILE).read())[KEY];
  try {
    const { bytes, decode } = JSON.parse(String(note)) as Partial<MeasuredSpeed>;
    return Number(bytes) > 0 && Number(decode) > 0 ? { bytes: Number(bytes), decode: Number(decode) } : undefined;
  } catch {
    return undefined;
  }
}

/** Of a mixture of experts nobody knows here how much of it a token needs: it is not noted. */
export async function noteMeasuredSpeed(
  storageFolder: string | undefined,
  { bytes, decode, architecture }: MeasuredSpeed & { readonly architecture: string },
): Promise<void> {
  if (/moe/i.test(architecture) || !(decode > 0)) return;
  await new Notebook(storageFolder, FILE).note(KEY, JSON.stringify({ bytes, decode }));
}
