/** What text of other files is worth to the model, as tables. */

/** A line of a commit under one way of choosing. */
export interface ArmLine {
  readonly id: string;
  readonly repository: string;
  readonly arm: string;
  readonly bits: number;
  readonly chars: number;
  readonly isExact: boolean;
  /** Names that only other files have, and how many of them stand in what was chosen. */
  readonly novel: number;
  readonly found: number;
}

/** Each arm beside nothing, on the lines that both know; those that need a name from elsewhere, and the others. */
export function toTables(lines: readonly ArmLine[]): string {
  const alone = new Map(lines.filter(({ arm }) => arm === "alone").map((line) => [line.id, line]));
  const arms = [...new Set(lines.map(({ arm }) => arm))];
  const rows = [true, false].flatMap((isNeedy) =>
    arms.map((arm) => {
      const pairs = lines.flatMap((line) => {
        const base = alone.get(line.id);
        return line.arm === arm && line.novel > 0 === isNeedy && base !== undefined ? [{ line, base }] : [];
      });
      return toRow(isNeedy ? "need a name from elsewhere" : "need none", arm, pairs);
    }),
  );
  return `| lines | text of other files | gain, bits per character | alone | names there | exact | harmed | helped |\n|---|---|---:|---:|---:|---:|---:|---:|\n${rows.join("\n")}\n`;
}

interface Pair {
  readonly line: ArmLine;
  readonly base: ArmLine;
}

function toRow(kind: string, arm: string, pairs: readonly Pair[]): string {
  const sum = (value: (pair: Pair) => number) => pairs.reduce((total, pair) => total + value(pair), 0);
  const chars = Math.max(
    1,
    sum(({ line }) => line.chars),
  );
  const { mean, error } = gainOf(pairs);
  const share = (value: (pair: Pair) => boolean) => `${sum((pair) => (value(pair) ? 1 : 0))}`;
  const cells = [
    `${mean.toFixed(3)} ± ${error.toFixed(3)}`,
    (sum(({ base }) => base.bits) / chars).toFixed(3),
    `${(
      (100 * sum(({ line }) => line.found)) /
        Math.max(
          1,
          sum(({ line }) => line.novel),
        )
    ).toFixed(0)} %`,
    share(({ line }) => line.isExact),
    share(({ line, base }) => base.isExact && !line.isExact),
    share(({ line, base }) => !base.isExact && line.isExact),
  ];
  return `| ${kind} (${pairs.length}) | ${arm} | ${cells.join(" | ")} |`;
}

/** Bits per character that are saved, all lines as one text; the error by leaving out one place after the other. */
export function gainOf(pairs: readonly Pair[]): { mean: number; error: number } {
  const byPlace = new Map<string, { saved: number; chars: number }>();
  for (const { line, base } of pairs) {
    const place = line.id.slice(0, line.id.lastIndexOf(":"));
    const sums = byPlace.get(place) ?? { saved: 0, chars: 0 };
    sums.saved += base.bits - line.bits;
    sums.chars += line.chars;
    byPlace.set(place, sums);
  }
  const all = [...byPlace.values()];
  const saved = all.reduce((total, one) => total + one.saved, 0);
  const chars = all.reduce((total, one) => total + one.chars, 0);
  const without = all.map((one) => (saved - one.saved) / Math.max(1, chars - one.chars));
  const middle = without.reduce((total, one) => total + one, 0) / Math.max(1, without.length);
  const spread = without.reduce((total, one) => total + (one - middle) ** 2, 0);
  const error = Math.sqrt((spread * Math.max(0, without.length - 1)) / Math.max(1, without.length));
  return { mean: saved / Math.max(1, chars), error };
}
