/** How many numbers `fiveNumbers` gives. */
export const FIVE = 5;

/**
 * Least, lower quartile, median, upper quartile and largest of the values that are numbers, written to `into` at `at`; quartiles interpolated linearly between
 * neighbours (Hyndman and Fan's type 7, numpy's). NaN where there are none.
 */
export function fiveNumbers(values: Float32Array, into: Float32Array, at: number): void {
  // A typed array's own order puts NaN last.
  const sorted = values.slice().sort();
  let count = sorted.length;
  while (count > 0 && Number.isNaN(sorted[count - 1])) count--;
  for (let number = 0; number < FIVE; number++) {
    const place = ((count - 1) * number) / (FIVE - 1);
    const [below, above] = [sorted[Math.floor(place)] as number, sorted[Math.ceil(place)] as number];
    into[at + number] = count === 0 ? Number.NaN : below + (above - below) * (place - Math.floor(place));
  }
}

/** Five numbers of each row of [rows, columns], [rows * 5]. */
export function fiveNumbersOfRows(values: Float32Array, columns: number): Float32Array {
  const rows = columns === 0 ? 0 : values.length / columns;
  const made = new Float32Array(rows * FIVE);
  for (let i = 0; i < rows; i++) fiveNumbers(values.subarray(i * columns, (i + 1) * columns), made, i * FIVE);
  return made;
}
