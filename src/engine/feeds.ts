import { raise } from '../core/fault';
import type { Dim, Graph, ValueInfo } from '../core/onnx/graph';
import { type DataOf, DTYPES, type DType, int64, row, sizeOf, type Tensor, tensor } from '../core/tensor/tensor';
import type { Tensors } from './session';

/** One sequence for a model's inputs; `target` is a decoder's own. */
export interface Sequence {
  readonly ids: readonly number[];
  readonly types: readonly number[];
  readonly target?: readonly number[];
}

/** What an input stands for, by the names that exporters give the inputs besides the ids themselves. */
type InputRole = 'mask' | 'types' | 'positions' | 'ids';

const roleOf = ({ name }: ValueInfo): InputRole => {
  if (/mask/i.test(name)) return 'mask';
  if (/type|segment/i.test(name)) return 'types';
  return /position/i.test(name) ? 'positions' : 'ids';
};

const isInteger = ({ dtype }: ValueInfo): boolean => dtype !== undefined && /^u?int/.test(dtype);

/** The inputs that take token ids, in the graph's order: the text's own first, a decoder's second. */
export const idInputs = (graph: Graph): readonly ValueInfo[] => graph.inputs.filter(i => isInteger(i) && roleOf(i) === 'ids' && (i.dims === undefined || i.dims.length <= 2));

/** Feeds for one sequence of tokens. Every input that is no sequence of tokens, or belongs to one, must be given by name: a fault says so. */
export function sequenceFeeds(graph: Graph, sequence: Sequence): Tensors {
  const [first, second] = idInputs(graph);
  if (!first) return raise({ code: 'bad-input', what: 'the input', why: `this model takes no token ids. Give its inputs as named tensors: ${inputList(graph)}.` });
  if (sequence.target && !second) raise({ code: 'bad-input', what: 'the target', why: 'this model has no decoder with an input of its own.' });
  const feeds: Record<string, Tensor> = {};
  for (const input of graph.inputs) {
    const own = input === second || /decoder|target/i.test(input.name);
    const ids = second && own ? sequence.target : sequence.ids;
    if (!ids) return raise({ code: 'bad-input', what: input.name, why: 'this model decodes a second sequence: give a target too.' });
    feeds[input.name] = sequenceFeed(graph, input, { ids, types: sequence.types });
  }
  return feeds;
}

function sequenceFeed(graph: Graph, input: ValueInfo, { ids, types }: Sequence): Tensor {
  const columns = { mask: ids.map(() => 1), types: ids.map((_, i) => types[i] ?? 0), positions: ids.map((_, i) => i), ids };
  const role = roleOf(input);
  const known = idInputs(graph).includes(input) || role !== 'ids';
  const rank = input.dims?.length ?? 2;
  if (!known || (rank !== 1 && rank !== 2))
    return raise({ code: 'bad-input', what: input.name, why: `this model cannot be asked with tokens alone. Give its inputs as named tensors: ${inputList(graph)}.` });
  const dims = rank === 1 ? [ids.length] : [1, ids.length];
  assertDims(input, dims);
  return numbers(input.dtype ?? 'int64', dims, columns[role]);
}

/** Feeds from named tensors, whole. Masks, types and positions that were left out are filled in. */
export function tensorFeeds(graph: Graph, tensors: Tensors): Tensors {
  const unknown = Object.keys(tensors).find(name => !graph.inputs.some(i => i.name === name));
  if (unknown !== undefined) raise({ code: 'bad-input', what: unknown, why: `this model has no input of this name. It has ${inputList(graph)}.` });
  const whole: Record<string, Tensor> = {};
  for (const input of graph.inputs) {
    const given = tensors[input.name];
    if (given) whole[input.name] = fitted(input, given);
  }
  for (const input of graph.inputs) whole[input.name] ??= filledIn(graph, input, whole);
  return whole;
}

/**
 * A batch as single rows. An input belongs to the batch if its leading axis is free (a symbol or unknown) and as long as that of the first such
 * input; others, such as a shared bias, go to every row whole.
 */
export function rowsOf(graph: Graph, whole: Tensors): readonly Tensors[] {
  const free = graph.inputs.filter(i => (whole[i.name]?.dims.length ?? 0) > 1 && typeof (i.dims?.[0] ?? null) !== 'number');
  const count = free[0] ? (whole[free[0].name]?.dims[0] ?? 1) : 1;
  if (count === 1) return [whole];
  const batched = new Set(free.filter(i => whole[i.name]?.dims[0] === count).map(i => i.name));
  return Array.from({ length: count }, (_, index) => Object.fromEntries(Object.entries(whole).map(([name, value]) => [name, batched.has(name) ? oneRow(value, index) : value])));
}

function oneRow(value: Tensor, index: number): Tensor {
  const { dtype, dims, data } = row(value, index);
  return tensor(dtype, [1, ...dims], data);
}

function filledIn(graph: Graph, input: ValueInfo, given: Tensors): Tensor {
  const role = roleOf(input);
  const ids = idInputs(graph).find(i => given[i.name]);
  const like = ids && given[ids.name];
  if (role === 'ids' || !like || (input.dims && input.dims.length !== like.dims.length))
    return raise({ code: 'bad-input', what: input.name, why: `no tensor of this name was given. The model takes ${inputList(graph)}.` });
  const length = like.dims.at(-1) ?? 0;
  const values = Array.from({ length: sizeOf(like.dims) }, (_, i) => (role === 'mask' ? 1 : role === 'positions' ? i % length : 0));
  return numbers(input.dtype ?? 'int64', like.dims, values);
}

/** A given tensor in the type that the input asks for. Only conversions that keep every value are made. */
function fitted(input: ValueInfo, given: Tensor): Tensor {
  assertDims(input, given.dims);
  const wanted = input.dtype ?? given.dtype;
  if (wanted === given.dtype) return given;
  const integers = /^(u?int|bool)/;
  const compatible = integers.test(wanted) && integers.test(given.dtype) ? true : wanted === 'float32' && (given.dtype === 'float64' || integers.test(given.dtype));
  if (!compatible) return raise({ code: 'bad-input', what: input.name, why: `the model takes ${wanted}, and this tensor is ${given.dtype}.` });
  return numbers(wanted, given.dims, Array.from(given.data as ArrayLike<number | bigint>, Number));
}

function assertDims({ name, dims }: ValueInfo, given: readonly number[]): void {
  if (!dims) return;
  const fits = dims.length === given.length && dims.every((dim, i) => typeof dim !== 'number' || dim === given[i]);
  if (!fits) raise({ code: 'bad-input', what: name, why: `the model takes [${dims.map(dimText).join(', ')}], and this is [${given.join(', ')}].` });
}

/** Whole numbers (or floats) as a tensor of any type. */
function numbers(dtype: DType, dims: readonly number[], values: readonly number[]): Tensor {
  if (dtype === 'float16' || dtype === 'bfloat16') return raise({ code: 'bad-input', what: 'the input', why: `this model takes ${dtype} inputs: give them as named tensors.` });
  if (dtype === 'int64') return int64(dims, values);
  const data: Tensor['data'] = dtype === 'uint64' ? BigUint64Array.from(values, BigInt) : (DTYPES[dtype].array as typeof Float32Array).from(values);
  return tensor(dtype, dims, data as DataOf<DType>);
}

const dimText = (dim: Dim): string => (dim === null ? 'any' : String(dim));

/** "input_ids int64 [batch, tokens], attention_mask int64 [batch, tokens]". */
export const inputList = (graph: Graph): string => graph.inputs.map(i => `${i.name} ${i.dtype ?? ''} [${(i.dims ?? []).map(dimText).join(', ')}]`).join(', ');
