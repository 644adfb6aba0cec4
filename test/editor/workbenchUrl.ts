/** The page of VS Code's server that opens a file or a folder. */

import { dirname } from "node:path";

/** A file is opened in the folder that it lies in. */
export function toWorkbenchUrl(
  authority: string,
  token: string,
  { path, isFile }: { readonly path: string; readonly isFile: boolean },
): string {
  const query = new URLSearchParams({ tkn: token, folder: isFile ? dirname(path) : path });
  if (isFile) {
    const uri = `vscode-remote://${authority}${path.split("/").map(encodeURIComponent).join("/")}`;
    query.set("payload", JSON.stringify([["openFile", uri]]));
  }
  return `http://${authority}/?${query}`;
}
