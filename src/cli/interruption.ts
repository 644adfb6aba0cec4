/** Ctrl-C as a signal: the first asks for an end, the second ends at once. */
export function listenForInterruption(): AbortSignal {
  const interrupted = new AbortController();
  // Not `once`: without a listener left, others' listeners would let the signal kill the process.
  for (const name of ["SIGINT", "SIGTERM"] as const)
    process.on(name, () => {
      if (interrupted.signal.aborted) process.exit(130);
      interrupted.abort();
    });
  return interrupted.signal;
}
