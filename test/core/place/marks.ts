/** Texts with a mark for the cursor: "const a = ▮;". */
export function cursorMark(marked: string, mark = "▮"): { readonly text: string; readonly cursor: number } {
  const cursor = marked.indexOf(mark);
  if (cursor < 0) throw new Error(`no ${mark} in ${JSON.stringify(marked)}`);
  return { text: marked.slice(0, cursor) + marked.slice(cursor + mark.length), cursor };
}
