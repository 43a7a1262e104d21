import { basename } from 'node:path';
import { findSites } from '../core/attention/findSites';
import { measureInputs } from '../core/attention/measureInputs';
import { shapeProbe } from '../core/attention/shapeProbe';
import { raise } from '../core/fault';
import type { Graph } from '../core/onnx/graph';
import { inlineFunctions } from '../core/onnx/inline';
import { readOnnx } from '../core/onnx/read';
import type { ModelFacts, Prepared } from '../core/prepared';
import type { Folder } from '../core/source';
import { firstLine } from './runtime';
import type { Tensors } from './session';

/** Runs a graph once. */
export type RunOnce = (graph: Graph, feeds: Tensors) => Promise<Tensors>;

/**
 * An ONNX file made ready: read by position, functions inlined, shapes measured at two input lengths, sites found by what they do. Weights are
 * touched only by the measuring runs. `run` is called a few times with short inputs.
 */
export async function prepareOnnx(folder: Folder, path: string, run: RunOnce): Promise<Prepared> {
  const graph = inlineFunctions(readOnnx(folder.open(basename(path)), folder), path);
  const { sites, misses } = findSites(graph, await measuredShapes(graph, path, run));
  const logits = graph.outputs.find(o => o.name === 'logits')?.name;
  return { graph, facts: factsOf(graph, sites), sites, misses, hiddenStates: [], ...(logits !== undefined && { logits }) };
}

/** Dims of every value at several input lengths: the first plan whose every run succeeds. */
async function measuredShapes(graph: Graph, path: string, run: RunOnce): Promise<readonly ReadonlyMap<string, readonly number[]>[]> {
  const probe = shapeProbe(graph);
  let failure: unknown;
  for (const plan of measureInputs(graph)) {
    try {
      const shapes = [];
      for (const feeds of plan) shapes.push(probe.read(await run(probe.graph, feeds), feeds));
      return shapes;
    } catch (thrown) {
      failure ??= thrown;
    }
  }
  return raise({ code: 'unsupported-model', path, why: `it runs with no input that was tried: ${firstLine(failure)}` });
}

function factsOf(graph: Graph, sites: Prepared['sites']): ModelFacts {
  const fixed = graph.inputs[0]?.dims?.[1];
  return {
    family: 'onnx',
    task: graph.inputs.some(i => i.dims?.length === 4) ? 'vision' : 'unknown',
    layers: new Set(sites.map(s => `${s.stack} ${s.layer}`)).size,
    heads: Math.max(0, ...sites.map(s => s.heads)),
    keyHeads: Math.max(0, ...sites.map(s => s.keyHeads)),
    ...(typeof fixed === 'number' && graph.inputs[0]?.dims?.length === 2 && { maxTokens: fixed }),
    causal: sites.length > 0 && sites.every(s => s.causal === true),
  };
}
