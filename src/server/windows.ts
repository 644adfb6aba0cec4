/** How many windows an engine has, and when it ends. Pure. */

export interface WindowsState {
  readonly count: number;
  /** When the last one left, in milliseconds of one clock; the start of the engine before there was one. */
  readonly emptySince: number;
  /** The last one went to an engine with other settings: nobody is expected back. */
  readonly isMoved: boolean;
}

/** So long an engine without a window waits for another one: a window that is loaded anew finds its model there. */
export const LINGER_MS = 10_000;

export function started(now: number): WindowsState {
  return { count: 0, emptySince: now, isMoved: false };
}

export function windowCame(state: WindowsState): WindowsState {
  return { ...state, count: state.count + 1 };
}

/** `isMoved`: it said that it goes elsewhere. */
export function windowLeft(state: WindowsState, now: number, isMoved: boolean): WindowsState {
  return { count: state.count - 1, emptySince: now, isMoved };
}

/** When the engine ends if nothing else happens; undefined: it does not. */
export function endsAt({ count, emptySince, isMoved }: WindowsState, lingerMs: number): number | undefined {
  if (count > 0) return undefined;
  return emptySince + (isMoved ? 0 : lingerMs);
}
