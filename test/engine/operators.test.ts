import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { openFolder } from '../../src/core/architectures/openFolder';
import { ARCHITECTURES } from '../../src/core/architectures/table';
import { measureInputs } from '../../src/core/attention/measureInputs';
import { shapeProbe } from '../../src/core/attention/shapeProbe';
import type { Attribute, Graph, Weight } from '../../src/core/onnx/graph';
import { inlineFunctions } from '../../src/core/onnx/inline';
import { readOnnx } from '../../src/core/onnx/read';
import { serialise } from '../../src/core/onnx/write';
import { inferShapes, operatorOf } from '../../src/core/operators/inferShapes';
import type { Operator, Sample, SampleInput } from '../../src/core/operators/operator';
import { OPERATORS } from '../../src/core/operators/table';
import { bytesOf, DTYPES, type DType, type Tensor as OurTensor, sizeOf } from '../../src/core/tensor/tensor';
import { folderAt, openSource } from '../../src/engine/files';

const ROOT = path.resolve(__dirname, '../..');
const SUITE = process.env.HEADLIGHT_REFERENCE ?? path.resolve(ROOT, '../shared/reference/cases');

/** Numbers near zero and one, never zero itself. */
function dataOf(dtype: DType, dims: readonly number[], values?: readonly number[]): OurTensor['data'] {
  const data = new DTYPES[dtype].array(sizeOf(dims));
  for (let i = 0; i < data.length; i++) {
    const value = values?.[i] ?? (dtype.startsWith('float') ? 0.5 + 0.1 * (i % 7) : dtype === 'bool' ? i % 2 : i % 3);
    data[i] = data instanceof BigInt64Array || data instanceof BigUint64Array ? BigInt(Math.trunc(value)) : value;
  }
  return data;
}

const isConstant = (input: SampleInput | null): input is SampleInput & { values: readonly number[] } => input?.values !== undefined;

/** A graph of one node that uses the operator as the sample says. */
function oneNode({ name, domain }: Operator, { inputs, attributes = {}, outputs = 1 }: Sample): Graph {
  const made = Array.from({ length: outputs }, (_, index) => `y${index}`);
  const weights = inputs.flatMap((input, index): [string, Weight][] =>
    isConstant(input)
      ? [[`x${index}`, { kind: 'inline', dtype: input.dtype ?? 'float32', dims: input.dims, data: bytesOf({ data: dataOf(input.dtype ?? 'float32', input.dims, input.values) }) }]]
      : [],
  );
  return {
    name: 'one',
    inputs: inputs.flatMap((input, index) => (input && !isConstant(input) ? [{ name: `x${index}`, dtype: input.dtype ?? ('float32' as const), dims: input.dims }] : [])),
    outputs: made.map(output => ({ name: output })),
    nodes: [
      {
        op: name,
        domain,
        name: 'node',
        inputs: inputs.map((input, index) => (input ? `x${index}` : '')),
        outputs: made,
        attributes: attributes as Readonly<Record<string, Attribute>>,
      },
    ],
    weights: new Map(weights),
    values: new Map(),
    functions: [],
    domains: new Map(),
  };
}

const feed = (dtype: DType, dims: readonly number[]): Tensor => new Tensor(dtype as 'float32', dataOf(dtype, dims) as Float32Array, dims);

async function run(graph: Graph, folder: string, feeds: Readonly<Record<string, Tensor>>): Promise<InferenceSession.OnnxValueMapType> {
  const session = await InferenceSession.create(
    serialise(graph, file => path.relative(folder, file)),
    {
      logSeverityLevel: 4,
      graphOptimizationLevel: 'disabled',
      extra: { session: { model_external_initializers_file_folder_path: folder } },
    },
  );
  const results = await session.run(feeds);
  await session.release();
  return results;
}

/** Operators whose results are as long as their data says. */
const BY_DATA = ['Compress', 'NonZero'];

const CASES = OPERATORS.flatMap(operator => operator.samples.map((sample, index) => ({ operator, sample, title: `${operator.name} ${index + 1}` })));

test('every operator has a sample, with known attributes only', () => {
  expect(OPERATORS.filter(operator => operator.samples.length === 0)).toEqual([]);
  expect(CASES.filter(({ operator, sample }) => Object.keys(sample.attributes ?? {}).some(name => !operator.attributes.includes(name)))).toEqual([]);
});

test.each(CASES)('$title: dims, types and values are the runtime’s', async ({ operator, sample }) => {
  const graph = oneNode(operator, sample);
  const { values, problems } = inferShapes(graph, new Map());
  expect(problems).toEqual([]);
  const feeds = Object.fromEntries(graph.inputs.map(({ name, dtype = 'float32', dims = [] }) => [name, feed(dtype, dims as number[])]));
  const results = await run(graph, ROOT, feeds);
  for (const { name } of graph.outputs) {
    const real = results[name] as Tensor;
    const fact = values.get(name);
    expect(fact === undefined).toBe(BY_DATA.includes(operator.name));
    if (!fact) continue;
    expect(fact.dims).toEqual(real.dims);
    expect(fact.dtype).toBe(real.type);
    if (fact.values) expect(Array.from(real.data as ArrayLike<number | bigint>, Number)).toEqual(fact.values);
  }
});

/** Operators whose values are followed, run on constants only: what is inferred is what the runtime computes. */
const VALUED = CASES.filter(({ operator }) => operator.values && operator.name !== 'If');

test.each(VALUED)('$title: values follow from values', async ({ operator, sample }) => {
  const constant = (input: SampleInput | null): SampleInput | null => {
    if (!input || input.values) return input;
    const dtype = input.dtype ?? 'float32';
    return {
      ...input,
      values: Array.from(dataOf(dtype, input.dims) as ArrayLike<number | bigint>, value => (dtype === 'float32' ? Math.fround(Number(value) * 4 - 3) : Number(value))),
    };
  };
  const graph = oneNode(operator, { ...sample, inputs: sample.inputs.map(constant) });
  const { values } = inferShapes(graph, new Map());
  const results = await run(graph, ROOT, {});
  for (const { name } of graph.outputs) {
    const own = values.get(name)?.values;
    if (!own) continue;
    const real = Array.from((results[name] as Tensor).data as ArrayLike<number | bigint>, Number);
    expect(real.length).toBe(own.length);
    // One rounding of float32 for each of a few operations.
    const apart = own.map((value, i) => (Object.is(real[i], value) || real[i] === value ? 0 : Math.abs((real[i] ?? Number.NaN) - value) / Math.max(1, Math.abs(value))));
    expect(Math.max(0, ...apart)).toBeLessThanOrEqual(1e-6);
  }
});

/** Our own files, and the suite's where it is. */
const MODELS = [path.join(ROOT, 'test/fixtures/onnx'), SUITE].flatMap(folder =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter(name => name.endsWith('.onnx'))
        .map(name => ({ name, file: path.join(folder, name) }))
    : [],
);

/** The first inputs that a model runs with, and the dims of all its values then. */
async function measured(
  graph: Graph,
  folder: string,
): Promise<{ readonly feeds: Readonly<Record<string, OurTensor>>; readonly real: ReadonlyMap<string, readonly number[]> } | undefined> {
  const probe = shapeProbe(graph);
  for (const feeds of measureInputs(graph).flat()) {
    try {
      const outputs = await run(
        probe.graph,
        folder,
        Object.fromEntries(Object.entries(feeds).map(([name, { dtype, data, dims }]) => [name, new Tensor(dtype as 'float32', data as Float32Array, dims)])),
      );
      return { feeds, real: probe.read(outputs as never, feeds) };
    } catch {
      // The next inputs may do.
    }
  }
  return undefined;
}

describe('whole models', () => {
  test.each(MODELS)('$name: every inferred shape is the runtime’s', async ({ file }) => {
    const folder = path.dirname(file);
    const graph = inlineFunctions(readOnnx(openSource(file), folderAt(folder)), file);
    const found = await measured(graph, folder);
    const ruled = graph.nodes.every(node => operatorOf(node) && ![...BY_DATA, 'If'].includes(node.op));
    // Fused operators and branches may want inputs that nothing made up fits; all others run.
    if (!found) return expect(ruled).toBe(false);
    const { values, problems } = inferShapes(graph, new Map(Object.entries(found.feeds).map(([name, { dims }]) => [name, dims])));
    expect(problems).toEqual([]);
    for (const [name, dims] of found.real) if (values.has(name)) expect({ name, dims: values.get(name)?.dims }).toEqual({ name, dims: [...dims] });
    if (ruled) expect([...found.real.keys()].filter(name => !values.has(name))).toEqual([]);
  });

  /** Folders that our own architectures write the graph of: the demo, and the suite's where it is. */
  const folders = [path.join(ROOT, 'media/demo'), ...(existsSync(SUITE) ? readdirSync(SUITE).map(name => path.join(SUITE, name, 'model')) : [])].filter(folder => {
    const config = path.join(folder, 'config.json');
    return existsSync(config) && ARCHITECTURES.some(({ modelType }) => JSON.parse(readFileSync(config, 'utf8')).model_type === modelType);
  });

  test.each(folders)('%s: every shape of the graph that we write is the runtime’s', async folder => {
    const { graph } = openFolder(folderAt(folder));
    const found = await measured(graph, folder);
    const { values, problems } = inferShapes(graph, new Map(Object.entries(found?.feeds ?? {}).map(([name, { dims }]) => [name, dims])));
    expect(problems).toEqual([]);
    const real = [...(found?.real ?? [])];
    expect(real.length).toBeGreaterThan(20);
    expect(real.map(([name]) => [name, values.get(name)?.dims])).toEqual(real.map(([name, dims]) => [name, [...dims]]));
  });
});
