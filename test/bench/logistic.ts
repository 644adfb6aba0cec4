/** Logistic regression, fitted by Newton's method; the same for the same examples. Pure. */

export interface Labelled {
  readonly features: readonly number[];
  readonly isTrue: boolean;
  /** How much it counts. */
  readonly weight: number;
}

/**
 * Weights of greatest likelihood, held back from being large by `pull` times half of their squares (Hoerl & Kennard 1970), the
 * first feature, which is 1 for all, excepted. `start`: where they are pulled to in place of 0.
 */
export function fitLogistic(examples: readonly Labelled[], pull: number): readonly number[] {
  const count = examples[0]?.features.length ?? 0;
  let weights = new Array<number>(count).fill(0);
  for (let round = 0; round < 30; round += 1) {
    const gradient = weights.map((weight, index) => (index === 0 ? 0 : -pull * weight));
    const curvature = weights.map((_, row) =>
      weights.map((_, column) => (row === column ? (row === 0 ? 1e-6 : pull) : 0)),
    );
    for (const { features, isTrue, weight } of examples) {
      const chance = chanceOf(features, weights);
      const error = weight * ((isTrue ? 1 : 0) - chance);
      const spread = weight * chance * (1 - chance);
      for (let row = 0; row < count; row += 1) {
        if (features[row] === 0) continue;
        gradient[row]! += error * features[row]!;
        for (let column = 0; column <= row; column += 1)
          curvature[row]![column]! += spread * features[row]! * features[column]!;
      }
    }
    const step = solveSymmetric(curvature, gradient);
    weights = weights.map((weight, index) => weight + step[index]!);
    if (Math.max(...step.map(Math.abs)) < 1e-7) break;
  }
  return weights;
}

export function chanceOf(features: readonly number[], weights: readonly number[]): number {
  let sum = 0;
  for (let index = 0; index < weights.length; index += 1) sum += features[index]! * weights[index]!;
  return 1 / (1 + Math.exp(-sum));
}

/** Cholesky; the lower half of `matrix` is read, and it is positive definite. */
function solveSymmetric(matrix: readonly (readonly number[])[], right: readonly number[]): readonly number[] {
  const size = right.length;
  const lower = matrix.map((row) => row.map(() => 0));
  for (let row = 0; row < size; row += 1)
    for (let column = 0; column <= row; column += 1) {
      let sum = matrix[row]![column]!;
      for (let index = 0; index < column; index += 1) sum -= lower[row]![index]! * lower[column]![index]!;
      lower[row]![column] = row === column ? Math.sqrt(Math.max(sum, 1e-12)) : sum / lower[column]![column]!;
    }
  const between: number[] = [];
  for (let row = 0; row < size; row += 1) {
    let sum = right[row]!;
    for (let index = 0; index < row; index += 1) sum -= lower[row]![index]! * between[index]!;
    between.push(sum / lower[row]![row]!);
  }
  const result = new Array<number>(size).fill(0);
  for (let row = size - 1; row >= 0; row -= 1) {
    let sum = between[row]!;
    for (let index = row + 1; index < size; index += 1) sum -= lower[index]![row]! * result[index]!;
    result[row] = sum / lower[row]![row]!;
  }
  return result;
}
