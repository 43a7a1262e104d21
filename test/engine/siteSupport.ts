import { readFileSync } from 'node:fs';
import path from 'node:path';
import { InferenceSession, Tensor as RuntimeTensor } from 'onnxruntime-node';
import { type Findings, findSites } from '../../src/core/attention/findSites';
import { measureShapes } from '../../src/core/attention/measure';
import type { Feeds } from '../../src/core/attention/measureInputs';
import { shapeProbe } from '../../src/core/attention/shapeProbe';
import { tapSite, tapValues } from '../../src/core/attention/tapSite';
import { GraphBuilder } from '../../src/core/onnx/builder';
import type { Graph } from '../../src/core/onnx/graph';
import { inlineFunctions } from '../../src/core/onnx/inline';
import { readOnnx } from '../../src/core/onnx/read';
import { serialise } from '../../src/core/onnx/write';
import { type DType, fromBytes, type Tensor } from '../../src/core/tensor/tensor';
import { folderAt, openSource } from '../../src/engine/files';

const KINDS: Readonly<Record<string, DType>> = { F32: 'float32', F64: 'float64', I64: 'int64', I32: 'int32', BOOL: 'bool', U8: 'uint8' };

export function readTensors(file: string): Record<string, Tensor> {
  const bytes = readFileSync(file);
  const start = 8 + Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.toString('utf8', 8, start)) as Record<string, { dtype: string; shape: number[]; data_offsets: [number, number] }>;
  return Object.fromEntries(
    Object.entries(header)
      .filter(([name]) => name !== '__metadata__')
      .map(
        ([
          name,
          {
            dtype,
            shape,
            data_offsets: [from, to],
          },
        ]) => [name, fromBytes(KINDS[dtype] ?? 'float32', shape, bytes.subarray(start + from, start + to))],
      ),
  );
}

export const readGraph = (file: string): Graph => inlineFunctions(readOnnx(openSource(file), folderAt(path.dirname(file))));

export async function open(graph: Graph, file: string): Promise<(feeds: Feeds) => Promise<Record<string, Tensor>>> {
  const folder = path.dirname(path.resolve(file));
  const session = await InferenceSession.create(
    serialise(graph, weights => path.relative(folder, weights)),
    {
      logSeverityLevel: 4,
      extra: { session: { model_external_initializers_file_folder_path: folder, disable_prepacking: '1' } },
    } as InferenceSession.SessionOptions,
  );
  return async feeds => {
    const given = Object.fromEntries(session.inputNames.map(name => [name, new RuntimeTensor(feeds[name]?.dtype as 'int64', feeds[name]?.data as never, feeds[name]?.dims)]));
    const results = await session.run(given);
    return Object.fromEntries(Object.entries(results).map(([name, { type, dims, data }]) => [name, { dtype: type as DType, dims, data } as Tensor]));
  };
}

/** Measures shapes with the first plan that runs whole, and finds the sites. */
export async function find(graph: Graph, file: string): Promise<Findings & { readonly why?: string }> {
  const probe = shapeProbe(graph);
  const { runs, why } = await measureShapes(graph, probe, await open(probe.graph, file));
  return { ...findSites(graph, runs), ...(why && { why }) };
}

/** Every site's weights and values for one set of feeds. */
export async function tapAll(graph: Graph, file: string, { sites }: Findings, feeds: Feeds): Promise<{ readonly weights: Tensor; readonly values: Tensor | undefined }[]> {
  const builder = new GraphBuilder('tap', graph);
  builder.clearOutputs();
  const taps = sites.map(site => ({ weights: tapSite(builder, site), values: tapValues(builder, site) }));
  for (const tap of taps) for (const value of [tap.weights, tap.values]) if (value) builder.output(value, 'float32');
  const run = await open(builder.build(), file);
  const results = await run(feeds);
  return taps.map(tap => ({ weights: results[tap.weights] as Tensor, values: tap.values ? results[tap.values] : undefined }));
}

/** Largest difference of two tensors of one shape apart from axes of one; infinite where shapes differ. */
export function difference(a: Tensor | undefined, b: Tensor): number {
  const plain = (tensor: Tensor) => tensor.dims.filter(dim => dim !== 1).join();
  if (!a || plain(a) !== plain(b)) return Number.POSITIVE_INFINITY;
  let most = 0;
  for (let i = 0; i < b.data.length; i++) {
    const off = Math.abs(Number(a.data[i]) - Number(b.data[i]));
    if (!(off <= most)) most = Number.isNaN(off) ? Number.POSITIVE_INFINITY : off;
  }
  return most;
}
