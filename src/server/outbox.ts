/** Notifications to the client. LSP allows them after `initialized` only, so earlier ones wait. */

import type { Connection } from "vscode-languageserver/node";
import type { Notifications } from "../protocol.ts";

export class Outbox {
  readonly #connection: Connection;
  #waiting: (() => void)[] | undefined = [];
  #isClosed = false;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  notify<Method extends keyof Notifications>(method: Method, params: Notifications[Method]): void {
    this.#send(method, params);
  }

  /** A sentence for the user of an editor that does not know our own messages. */
  showMessage(severity: "warning" | "error", message: string): void {
    this.#send("window/showMessage", { type: severity === "error" ? 1 : 2, message });
  }

  open(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    for (const send of waiting) send();
  }

  /** The connection is gone: there is nobody to tell. */
  close(): void {
    this.#isClosed = true;
    this.#waiting = undefined;
  }

  #send(method: string, params: object): void {
    if (this.#isClosed) return;
    if (this.#waiting) this.#waiting.push(() => this.#send(method, params));
    // A connection that is gone has nobody to tell; its end ends the process.
    else this.#connection.sendNotification(method, params).catch(() => {});
  }
}
