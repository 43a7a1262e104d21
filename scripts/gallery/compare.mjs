// Tells two small pictures apart: the mean colours of their blocks, which stay where another version of the browser smooths a letter's edge otherwise, and move where a
// line, a number or a shade is missing.

/** Side of a block in pixels of a small picture. */
const BLOCK = 5;
/** How far two blocks' mean colours may be apart, 0..255, and how many blocks may be further: one machine gives the same picture to the letter. */
const NEAR = 4;
const FAR_BLOCKS = 2;
/** A region is so many blocks wide and high, and its mean may move by so much: what is faint but large moves every block a little. */
const REGION = 4;
const SHIFT = 1.5;
/** How much taller or shorter a picture may be, in its pixels: one is how a height is rounded. */
const TALLER = 1;

/** Mean colours of squares of `side` pixels, row by row; what is left over at the edges is not looked at. */
function means({ width, height, data }, side) {
  const [across, down] = [Math.floor(width / side), Math.floor(height / side)];
  const sums = new Float64Array(across * down * 3);
  for (let y = 0; y < down * side; y++)
    for (let x = 0; x < across * side; x++) {
      const to = (Math.floor(y / side) * across + Math.floor(x / side)) * 3;
      for (let part = 0; part < 3; part++) sums[to + part] += data[(y * width + x) * 4 + part] / side ** 2;
    }
  return { across, down, sums };
}

/** Squares of `side` pixels whose means are more than `near` apart, furthest first: where they are, in pixels, and by how much. */
function apart(now, then, side, near) {
  const [one, other] = [means(now, side), means(then, side)];
  const found = [];
  for (let at = 0; at < one.across * Math.min(one.down, other.down); at++) {
    const by = Math.max(...[0, 1, 2].map(part => Math.abs(one.sums[at * 3 + part] - other.sums[at * 3 + part])));
    if (by > near) found.push({ by, x: (at % one.across) * side, y: Math.floor(at / one.across) * side });
  }
  return found.sort((first, second) => second.by - first.by);
}

/** In which way a picture `{ width, height, data }` (RGBA) is not the other of the same width; undefined where it is. Places are given in pixels times `scale`. */
export function difference(now, then, scale = 1) {
  if (Math.abs(now.height - then.height) > TALLER) return `is ${now.height * scale} px high instead of ${then.height * scale}`;
  const blocks = apart(now, then, BLOCK, NEAR);
  const regions = apart(now, then, BLOCK * REGION, SHIFT);
  if (blocks.length <= FAR_BLOCKS && regions.length === 0) return undefined;
  const [{ by, x, y }] = blocks.length > FAR_BLOCKS ? blocks : regions;
  return `differs in ${blocks.length} blocks and ${regions.length} regions, most by ${by.toFixed(1)} of 255 near (${x * scale}, ${y * scale})`;
}
