/** Texts with a mark for the cursor: "const a = ▮;". */
export function cursorMark(marked: string): { readonly text: string; readonly cursor: number } {
  const cursor = marked.indexOf("▮");
  if (cursor < 0) throw new Error(`no ▮ in ${JSON.stringify(marked)}`);
  return { text: marked.slice(0, cursor) + marked.slice(cursor + 1), cursor };
}
