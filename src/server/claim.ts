/** A socket's address is taken by one engine: of several that want it at once exactly one gets it, and what a dead one left is replaced. */

import { chmodSync, linkSync, lstatSync, readdirSync, renameSync, rmSync } from "node:fs";
import { connect, createServer, type Server } from "node:net";
import { basename, dirname, join } from "node:path";

export interface AddressClaim {
  readonly kind: "claimed";
  readonly server: Server;
  /** Whether the address still leads here. */
  isOurs(): boolean;
  /** Gives the address back. */
  release(): void;
}

export type ClaimAttempt = AddressClaim | { readonly kind: "taken" };

const MOST_TRIES = 5;

/** Rejects where no socket can be had there. The server listens; whoever connects waits until it is heard. */
export async function claimAddress(address: string, isPipe: boolean): Promise<ClaimAttempt> {
  return isPipe ? claimPipe(address) : claimFile(address);
}

/** The system ends a pipe with its process, and gives a name to one of those that ask for it. */
async function claimPipe(address: string): Promise<ClaimAttempt> {
  const server = createServer({ pauseOnConnect: true });
  try {
    await listen(server, address);
  } catch (error) {
    if (["EADDRINUSE", "EACCES"].includes((error as NodeJS.ErrnoException).code ?? "")) return { kind: "taken" };
    throw error;
  }
  return { kind: "claimed", server, isOurs: () => true, release: () => server.close() };
}

/**
 * The socket is made under a name of this process's own, and then also gets the name that all look for: making a link
 * fails where there is one already. A name without anybody behind it is replaced in one step. Two that do so at once may
 * both believe it for a moment; `isOurs` tells them apart for good, and the loser leaves.
 */
async function claimFile(address: string): Promise<ClaimAttempt> {
  removeDeadNames(address);
  const own = `${address}.${process.pid}`;
  rmSync(own, { force: true });
  const server = createServer({ pauseOnConnect: true });
  await listen(server, own);
  chmodSync(own, 0o600);
  const { ino, dev } = lstatSync(own);
  const isOurs = (): boolean => {
    const found = lstatSync(address, { throwIfNoEntry: false });
    return found?.ino === ino && found.dev === dev;
  };
  const leave = (): void => {
    server.close();
    rmSync(own, { force: true });
  };
  const release = (): void => {
    if (isOurs()) rmSync(address);
    leave();
  };
  try {
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      if (!tryToLink(own, address)) {
        if (await answers(address)) break;
        replace(own, address);
      }
      if (isOurs()) return { kind: "claimed", server, isOurs, release };
    }
  } catch (error) {
    leave();
    throw error;
  }
  leave();
  return { kind: "taken" };
}

function tryToLink(own: string, address: string): boolean {
  try {
    linkSync(own, address);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function replace(own: string, address: string): void {
  const passing = `${own}.x`;
  rmSync(passing, { force: true });
  linkSync(own, passing);
  renameSync(passing, address);
}

/** Whether somebody listens there. */
function answers(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(address);
    socket.once("connect", () => {
      resolve(true);
      socket.destroy();
    });
    socket.once("error", () => resolve(false));
  });
}

function listen(server: Server, address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(address, () => {
      server.removeListener("error", reject);
      resolve();
    });
  });
}

/** Names of engines' own that ended without a word. The name that all look for is another one: it may be anybody's by now. */
function removeDeadNames(address: string): void {
  const folder = dirname(address);
  const start = `${basename(address)}.`;
  for (const name of readdirSync(folder).filter((found) => found.startsWith(start))) {
    const pid = Number.parseInt(name.slice(start.length), 10);
    if (!isAlive(pid)) rmSync(join(folder, name), { force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
