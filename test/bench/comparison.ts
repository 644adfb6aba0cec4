/** What tables that compare arms share. Pure. */

/** Of results by arm and case, those of cases that all arms have done. */
export function onlyComplete<Result extends { readonly arm: string; readonly id: string }>(
  results: readonly Result[],
  arms: readonly string[],
): readonly Result[] {
  const counts = new Map<string, number>();
  const wanted = results.filter(({ arm }) => arms.includes(arm));
  for (const { id } of wanted) counts.set(id, (counts.get(id) ?? 0) + 1);
  return wanted.filter(({ id }) => counts.get(id) === arms.length);
}

/** Lines of a table in Markdown: the first column to the left, the others to the right. */
export function toTable(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), `|---|${"---:|".repeat(head.length - 1)}`, ...rows.map(line)];
}
