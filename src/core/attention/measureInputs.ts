import { type Graph, type Node, producers, type ValueInfo } from '../onnx/graph';
import { DTYPES, type DType, fromBytes, sizeOf, type Tensor } from '../tensor/tensor';
import { isFloating, numbersOf } from './constants';

export type Feeds = Readonly<Record<string, Tensor>>;

/** Runs that together show which axes follow the inputs: one after the other, alike but for one length. */
export type MeasurePlan = readonly Feeds[];

/** A length for every axis of an input that has none of its own. `group` tells symbols apart. */
type Lengths = (input: ValueInfo, axis: number) => number;

/** Base lengths of the plans, most telling first: primes, unlike any usual width; then lengths that windows and strides divide; then short and square ones. */
const LENGTHS: readonly (readonly [number, number])[] = [
  [13, 19],
  [16, 32],
  [64, 128],
  [8, 12],
  [224, 256],
];

/** Lengths that networks are built for: pictures' sides, spectrogram frames. Tried one by one where nothing that varies was taken. */
const SINGLE_LENGTHS = [224, 384, 512, 256, 128, 64, 32, 28, 3000];

/** Symbol of an axis, so that equal symbols share a length; axes without a symbol go by their place. */
const symbolOf = ({ dims }: ValueInfo, axis: number): string => {
  const dim = dims?.[axis];
  return typeof dim === 'string' ? dim : `axis ${axis}`;
};

/** Symbols of all inputs that stand in first place and may be a batch, and all others in order. */
function symbolsOf(graph: Graph): { readonly batch: readonly string[]; readonly others: readonly string[] } {
  const at = (fits: (axis: number, rank: number) => boolean) =>
    graph.inputs.flatMap(input => (input.dims ?? []).flatMap((dim, axis) => (typeof dim !== 'number' && fits(axis, input.dims?.length ?? 0) ? [symbolOf(input, axis)] : [])));
  const others = new Set(at((axis, rank) => axis > 0 || rank === 1));
  return { batch: [...new Set(at((axis, rank) => axis === 0 && rank > 1))].filter(symbol => !others.has(symbol)), others: [...others] };
}

/** Which symbols share a length, from all apart to all alike: two inputs may be as long as each other without their names saying so. */
function groupings(count: number): number[][] {
  const apart = Array.from({ length: count }, (_, i) => i);
  const pairs = count > 2 && count < 7 ? apart.flatMap(a => apart.slice(a + 1).map(b => apart.map(i => (i === b ? a : i)))) : [];
  return [apart, ...pairs, ...(count > 1 ? [apart.map(() => 0)] : [])];
}

/**
 * Plans to measure a graph's shapes with, to be tried in order until every run of one succeeds: each symbol with a length of its own, then
 * some alike; longer and rounder lengths; a single text. A graph whose inputs are all fixed has one plan of one run.
 */
export function measureInputs(graph: Graph): MeasurePlan[] {
  const { batch, others } = symbolsOf(graph);
  if (!batch.length && !others.length) return [[feedsFor(graph, () => 1)]];
  const free = LENGTHS.flatMap(([short, long]) =>
    (batch.length ? [2, 1] : [1]).flatMap(texts =>
      groupings(others.length).map(group => {
        const step = short % 8 === 0 ? 8 : 4;
        const lengths =
          (base: number, count: number): Lengths =>
          (input, axis) => {
            const symbol = symbolOf(input, axis);
            return batch.includes(symbol) ? count : base + (group[others.indexOf(symbol)] ?? 0) * step;
          };
        const runs = [lengths(short, texts), ...(others.length ? [lengths(long, texts)] : []), ...(texts > 1 ? [lengths(short, texts + 1)] : [])];
        return runs.map(of => feedsFor(graph, of));
      }),
    ),
  );
  const single = SINGLE_LENGTHS.map(length => [feedsFor(graph, (input, axis) => (batch.includes(symbolOf(input, axis)) ? 1 : length))]);
  return [...free, ...builtIn(graph, batch), ...single];
}

/** Most lengths that are tried where a graph takes none of the usual ones. */
const MOST_BUILT_IN = 16;

/**
 * A tracing exporter may call an axis free and yet have the length of its example in a Reshape. Such lengths stand among the graph's constants:
 * each is tried, as the length of a sequence and as that of a first axis.
 */
function builtIn(graph: Graph, batch: readonly string[]): MeasurePlan[] {
  const counts = new Map<number, number>();
  for (const name of graph.weights.keys()) {
    if (isFloating(graph.weights.get(name))) continue;
    for (const number of numbersOf(graph, name) ?? []) if (number > 1 && number <= 4096) counts.set(number, (counts.get(number) ?? 0) + 1);
  }
  const lengths = [...counts].sort((a, b) => b[1] - a[1]).slice(0, MOST_BUILT_IN);
  const plan = (...sizes: readonly (readonly [number, number])[]) =>
    sizes.map(([first, other]) => feedsFor(graph, (input, axis) => (batch.includes(symbolOf(input, axis)) ? first : other)));
  return lengths.flatMap(([length]) =>
    batch.length ? [plan([2, length], [3, length]), plan([1, length]), plan([length, 2], [length, 3]), plan([length, 1])] : [plan([1, length])],
  );
}

/** One set of feeds; symbolic axes get their lengths from `lengths`. */
function feedsFor(graph: Graph, lengths: Lengths): Feeds {
  return Object.fromEntries(
    graph.inputs.map(input => {
      const dims = (input.dims ?? []).map((dim, axis) => (typeof dim === 'number' ? dim : lengths(input, axis)));
      return [input.name, filled(input.dtype ?? 'float32', dims, numbersFor(graph, input))];
    }),
  );
}

type Numbers = (index: number, last: number) => number;

/** Numbers in -1..1 from the fractional parts of a sine: fixed, without pattern. */
const noise: Numbers = index => {
  const x = Math.sin(index * 12.9898 + 78.233) * 43758.5453;
  return 2 * (x - Math.floor(x)) - 1;
};

/**
 * What an input may hold. Integers that pick rows of a table stay within the table and run upward along the last axis, as positions do; with
 * two rows they are zeros (token types). Integers that pick nothing are masks: ones.
 */
function numbersFor(graph: Graph, { name, dtype }: ValueInfo): Numbers {
  if (dtype === 'bool') return () => 1;
  if (dtype && isFloating({ kind: 'inline', dtype, dims: [], data: new Uint8Array() })) return noise;
  const rows = rowsPicked(graph, name);
  if (rows === undefined) return () => 1;
  return (index, last) => (rows < 3 ? 0 : (index % last) % rows);
}

/** Operators that hand an integer on more or less as it is. */
const HANDS_ON = new Set([
  'Cast',
  'Identity',
  'Reshape',
  'Unsqueeze',
  'Squeeze',
  'Transpose',
  'Expand',
  'Slice',
  'Split',
  'Concat',
  'Flatten',
  'Where',
  'Gather',
  'Clip',
  'Max',
  'Min',
]);

/** Rows of the smallest table of parameters that an input's integers pick from. */
function rowsPicked(graph: Graph, input: string): number | undefined {
  const made = producers(graph);
  const table = (value: string): number | undefined => {
    const weight = graph.weights.get(value);
    if (weight) return weight.dims.length > 1 ? weight.dims[0] : undefined;
    const node = made.get(value);
    return node?.op === 'Cast' || node?.op === 'DequantizeLinear' || node?.op === 'Identity' ? table(node.inputs[0] ?? '') : undefined;
  };
  const carried = new Set([input]);
  const rows: number[] = [];
  for (const node of graph.nodes) {
    const picks = node.op.startsWith('Gather') && carried.has(node.inputs[1] ?? '');
    const count = picks ? table(node.inputs[0] ?? '') : undefined;
    if (count !== undefined) rows.push(count);
    else if (carriesOn(node, carried)) for (const output of node.outputs) carried.add(output);
  }
  return rows.length ? Math.min(...rows) : undefined;
}

const carriesOn = (node: Node, carried: ReadonlySet<string>) => HANDS_ON.has(node.op) && node.inputs.some((value, i) => carried.has(value) && !(node.op === 'Where' && i === 0));

function filled(dtype: DType, dims: readonly number[], numbers: Numbers): Tensor {
  const size = sizeOf(dims);
  const last = dims.at(-1) ?? 1;
  const values = Array.from({ length: size }, (_, index) => numbers(index, last));
  const { array } = DTYPES[dtype];
  if (dtype === 'float16' || dtype === 'bfloat16') return fromBytes(dtype, dims, halfBytes(values, dtype));
  const whole = array === BigInt64Array || array === BigUint64Array;
  const data = whole ? array.from(values.map(value => BigInt(Math.round(value)))) : (array as Float32ArrayConstructor).from(values);
  return fromBytes(dtype, dims, new Uint8Array(data.buffer));
}

/** Half precision by cutting float32: enough for numbers that only have to be something. */
function halfBytes(values: readonly number[], dtype: 'float16' | 'bfloat16'): Uint8Array {
  const bits = new Uint32Array(Float32Array.from(values).buffer);
  const cut = Array.from(bits, word => {
    if (dtype === 'bfloat16') return word >>> 16;
    const exponent = ((word >>> 23) & 255) - 112;
    return exponent <= 0 ? 0 : ((word >>> 16) & 0x8000) | (exponent << 10) | ((word >>> 13) & 0x3ff);
  });
  return new Uint8Array(Uint16Array.from(cut).buffer);
}
