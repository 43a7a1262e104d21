import { raise } from '../core/fault';
import { GroupedSum } from '../core/tensor/grouped';
import { pooledWindow, type Span } from '../core/tensor/pooled';
import { bytesOf, float32, type Tensor } from '../core/tensor/tensor';
import { MOST_CELLS, type Reading, type Slice, type SliceParams } from '../protocol/engine';
import { type Axes, axesOf, readsText, type TokenPart } from '../protocol/readings';

/** A reading, computed: not divided by anything. */
export interface ReadMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float32Array;
  /** The largest entry of each row; 1 where it is zero, since it divides. */
  readonly rowEnds: Float32Array;
  readonly largest: number;
}

type WindowParams = Extract<SliceParams['what'], { kind: 'matrix' }>;
type LineParams = Extract<SliceParams['what'], { kind: 'line' }>;
export type ReadingParams = WindowParams | LineParams;

/** A site as far as its weights' axes go. */
export interface ReadSite {
  readonly kind: 'self' | 'cross' | 'pooling' | 'recurrent';
  readonly stack: 'only' | 'encoder' | 'decoder' | 'cross';
  readonly heads: number;
  readonly queries: number;
  readonly keys: number;
}

/** The weights of a run, as a reading takes them: one head after the other. */
export interface Readable {
  readonly sites: readonly { readonly heads: number }[];
  /** Of the text whose weights these are. */
  readonly tokens: readonly TokenPart[];
  /** One of them; `head` is one of its heads that is wanted as well. */
  site(site: number, head: number): Promise<ReadSite>;
  /** float32 [queries, keys]. */
  head(site: number, head: number): Promise<Tensor<'float32'>>;
}

const bad = (what: string, why: string): never => raise({ code: 'bad-input', what, why });
const isCount = (value: unknown, most: number): value is number => Number.isInteger(value) && (value as number) >= 0 && (value as number) < most;

/** Identity of a reading's matrix: what it is divided by is not in it. */
export const matrixKey = ({ heads, combine, words, special }: Reading): string => JSON.stringify([heads, combine, words, special]);

/** Throws for what is no reading: what comes from a panel is not trusted. */
export function assertReading(reading: Reading): void {
  const { heads, combine, words, special, scale } = reading;
  const wrong = (why: string): never => bad('the reading', why);
  if (!Array.isArray(heads) || heads.length === 0) wrong('it names no head. Choose at least one.');
  if (!heads.every(address => Array.isArray(address) && address.length === 2 && address.every(at => isCount(at, Number.MAX_SAFE_INTEGER))))
    wrong('a head is a site and a number, both from 0 on.');
  if (new Set(heads.map(([site, head]) => `${site} ${head}`)).size < heads.length) wrong('it names a head twice.');
  if (!['sum', 'mean', 'max'].includes(combine)) wrong(`heads are put together by sum, mean or max, not by "${combine}".`);
  if (!['one', 'row', 'head'].includes(scale)) wrong(`a scale is one, row or head, not "${scale}".`);
  if (typeof words !== 'boolean' || typeof special !== 'boolean') wrong('whether words are joined and special tokens shown is true or false.');
}

/** Computes a reading. Throws `bad-input` for a head that is not there, and where heads do not fit together. */
export async function readMatrix(run: Readable, reading: Reading): Promise<ReadMatrix> {
  const site = await siteOf(run, reading);
  const axes = axesOf(site, run.tokens, reading);
  if (axes.queries.length === 0 || axes.keys.length === 0) bad('the reading', 'every token is a special one, so that nothing is left. Show special tokens.');
  const sum = new GroupedSum({ rows: site.queries, columns: site.keys, rowGroups: axes.queries, columnGroups: axes.keys }, reading.combine);
  for (const [at, head] of reading.heads) sum.add((await run.head(at, head)).data);
  return measured(sum.done(), axes);
}

function measured(values: Float32Array, { queries, keys }: Axes): ReadMatrix {
  const [rows, columns] = [queries.length, keys.length];
  const rowEnds = new Float32Array(rows);
  let largest = 0;
  for (let row = 0; row < rows; row++) {
    let most = 0;
    for (let at = row * columns; at < (row + 1) * columns; at++) if ((values[at] as number) > most) most = values[at] as number;
    rowEnds[row] = most > 0 ? most : 1;
    if (most > largest) largest = most;
  }
  return { rows, columns, values, rowEnds, largest };
}

/** The sizes that all heads of a reading share. */
async function siteOf(run: Readable, { heads }: Reading): Promise<ReadSite> {
  const { sites, tokens } = run;
  for (const [at, head] of heads) {
    const site = sites[at] ?? bad(`site ${at}`, `there are ${sites.length}.`);
    if (head >= site.heads) bad(`head ${head} of site ${at}`, `there are ${site.heads}.`);
  }
  const found: ReadSite[] = [];
  for (const [at, head] of heads) found.push(await run.site(at, head));
  const [first] = found;
  if (!first) return bad('the reading', 'it names no head. Choose at least one.');
  const other = found.findIndex(({ queries, keys }) => queries !== first.queries || keys !== first.keys);
  const [one, two] = [heads[0], heads[other]];
  if (other >= 0)
    bad(
      'the reading',
      `head ${two?.[1]} of site ${two?.[0]} has ${found[other]?.queries} queries and ${found[other]?.keys} keys, head ${one?.[1]} of site ${one?.[0]} ${first.queries} and ${first.keys}: they do not fit together. Choose heads of sites of the same size.`,
    );
  const of = (site: ReadSite): string => JSON.stringify(readsText(site, tokens.length));
  if (found.some(site => of(site) !== of(first))) bad('the reading', 'its heads read other tokens: some the text’s, some their own. Choose heads that read the same.');
  return first;
}

/** What each entry of a row is divided by. */
function endsOf({ rowEnds, largest, rows }: ReadMatrix, { scale }: Reading): Float32Array | undefined {
  if (scale === 'one') return undefined;
  return scale === 'row' ? rowEnds : new Float32Array(rows).fill(largest > 0 ? largest : 1);
}

/** Cuts what a panel draws out of a reading; see `SliceParams`. Bytes are copies. */
export const cutOf = (matrix: ReadMatrix, what: ReadingParams): Slice => (what.kind === 'matrix' ? windowOf(matrix, what) : lineOf(matrix, what));

function windowOf(matrix: ReadMatrix, { reading, rows, columns, height, width }: WindowParams): Slice {
  const window = { rows: spanOf('rows', rows, matrix.rows), columns: spanOf('columns', columns, matrix.columns), height, width };
  assertCells('height', height, window.rows);
  assertCells('width', width, window.columns);
  const values = pooledWindow(matrix.values, matrix.columns, window, endsOf(matrix, reading));
  return { dims: [height, width], bytes: bytesOf(float32([height, width], values)), largest: matrix.largest };
}

function spanOf(what: string, given: readonly [number, number], of: number): Span {
  const [first, count] = Array.isArray(given) && given.length === 2 ? given : [-1, -1];
  if (!isCount(first, of) || !isCount(count, of - first + 1) || count === 0) return bad(`${what} ${String(given)}`, `a window lies within ${of} ${what}: first and count.`);
  return { first, count };
}

function assertCells(what: string, cells: number, { count }: Span): void {
  if (!isCount(cells, Math.min(count, MOST_CELLS) + 1) || cells === 0) bad(`a ${what} of ${cells}`, `a window of ${count} has 1 to ${Math.min(count, MOST_CELLS)} cells.`);
}

function lineOf(matrix: ReadMatrix, { reading, along, index }: LineParams): Slice {
  if (along !== 'query' && along !== 'key') return bad('the line', `it runs along a query or a key, not "${String(along)}".`);
  const { rows, columns, values, largest } = matrix;
  const [n, of] = along === 'query' ? [columns, rows] : [rows, columns];
  if (!isCount(index, of)) bad(`${along} ${index}`, `there are ${of}.`);
  const ends = endsOf(matrix, reading);
  const line = new Float32Array(2 * n).fill(1);
  for (let i = 0; i < n; i++) {
    const row = along === 'query' ? index : i;
    line[i] = values[row * columns + (along === 'query' ? i : index)] as number;
    if (ends) line[n + i] = ends[row] as number;
  }
  return { dims: [2, n], bytes: bytesOf(float32([2, n], line)), largest };
}
