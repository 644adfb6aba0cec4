/** Soaks whose readings decide. */

/**
 * What is kept of each step grows twice as much in twice as many; what a process takes once does not. So a soak that seems to grow is
 * made once more with twice the steps; resolves to its readings.
 */
export async function soakAgain<Reading>(
  steps: number,
  soak: (steps: number, onReading: (reading: Reading) => void) => Promise<unknown>,
  seemsToGrow: (readings: readonly Reading[]) => boolean,
): Promise<readonly Reading[]> {
  const readings: Reading[] = [];
  await soak(steps, (reading) => readings.push(reading));
  if (!seemsToGrow(readings)) return readings;
  readings.length = 0;
  await soak(2 * steps, (reading) => readings.push(reading));
  return readings;
}
