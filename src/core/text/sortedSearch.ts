/** Search by halves, where what is looked for stands in order. */

/** How many of the indices from 0 on satisfy `holds`, which must not hold again after it failed. */
export function countWhile(length: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
