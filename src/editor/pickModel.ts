/** The list of models on the screen: there at once with estimates, which give way to what the servers say as they answer. */

import * as vscode from "vscode";
import type { AddressCheck } from "../core/models/modelDesk.ts";
import { type ChoiceItem, type KnownModels, listChoices } from "./modelChoices.ts";
import type { ModelTasks } from "./modelTasks.ts";

/** Undefined: the user wants none. */
export async function pickModel(
  known: Omit<KnownModels, "checks">,
  tasks: Pick<ModelTasks, "run">,
): Promise<ChoiceItem | undefined> {
  const { t } = vscode.l10n;
  const list = vscode.window.createQuickPick<ChoiceItem>();
  list.title = t("Choose the model that Turnkey completes with");
  list.placeholder = t("Models are GGUF files on the machine where the engine runs");
  list.matchOnDescription = true;
  list.matchOnDetail = true;
  const checks = new Map<string, AddressCheck>();
  const show = (): void => {
    const [active] = list.activeItems;
    list.items = listChoices({ ...known, checks });
    // Another list begins at its top, but the user has gone further.
    const again = list.items.filter(({ choice }) => JSON.stringify(choice) === JSON.stringify(active?.choice));
    if (again.length > 0) list.activeItems = again;
  };
  show();
  const asking = new vscode.CancellationTokenSource();
  const onCheck = (check: AddressCheck): void => {
    checks.set(check.name, check);
    if (!asking.token.isCancellationRequested) show();
  };
  const mayAsk = (known.list?.offered.length ?? 0) > 0;
  // Without an answer the estimates stay.
  if (mayAsk) void tasks.run({ kind: "check" }, { onCheck, token: asking.token }).catch(() => undefined);
  try {
    return await new Promise<ChoiceItem | undefined>((resolve) => {
      list.onDidAccept(() => resolve(list.selectedItems[0]));
      list.onDidHide(() => resolve(undefined));
      list.show();
    });
  } finally {
    asking.cancel();
    asking.dispose();
    list.dispose();
  }
}
