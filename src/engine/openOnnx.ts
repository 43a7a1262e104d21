import { basename } from 'node:path';
import { findSites } from '../core/attention/findSites';
import { measureShapes } from '../core/attention/measure';
import { shapeProbe } from '../core/attention/shapeProbe';
import type { AttentionSite } from '../core/attention/site';
import { tapSite } from '../core/attention/tapSite';
import { GraphBuilder } from '../core/onnx/builder';
import type { Graph } from '../core/onnx/graph';
import { inlineFunctions } from '../core/onnx/inline';
import { readOnnx } from '../core/onnx/read';
import type { ModelFacts, Prepared } from '../core/prepared';
import type { Folder } from '../core/source';
import type { Tensor } from '../core/tensor/tensor';
import type { Tensors } from './session';

/** Runs a graph once. */
export type RunOnce = (graph: Graph, feeds: Tensors) => Promise<Tensors>;

/**
 * An ONNX file made ready: read by position, functions inlined, shapes measured at two input lengths, sites found by what they do, causality
 * measured. Weights are touched only by the measuring runs; `run` is called a few times with short inputs. A file that takes none of them opens all the
 * same: its card says that nothing could be measured, and why.
 */
export async function prepareOnnx(folder: Folder, path: string, run: RunOnce): Promise<Prepared> {
  const graph = inlineFunctions(readOnnx(folder.open(basename(path)), folder), path);
  const probe = shapeProbe(graph);
  const { runs, feeds, why } = await measureShapes(graph, probe, given => run(probe.graph, given));
  const { sites: found, misses } = findSites(graph, runs);
  const sites = await withCausality(graph, found, feeds ?? {}, run);
  const logits = mainOutput(graph);
  const unmeasured = runs.length > 0 ? [] : [{ at: basename(path), why: `it ran with no input that was tried, so that nothing could be measured: ${why ?? 'no reason given'}` }];
  return {
    graph,
    facts: factsOf(graph, sites),
    sites,
    misses: [...unmeasured, ...misses],
    hiddenStates: [],
    ...(logits !== undefined && { logits }),
    ...(feeds && { sample: feeds }),
  };
}

/** The output that answers: the one called logits, or the only one, if it has a batch axis for texts. */
function mainOutput({ outputs }: Graph): string | undefined {
  const [first, ...others] = outputs;
  const only = others.length === 0 && first?.dtype?.startsWith('float') && (first.dims?.length ?? 0) > 1 && (first.dims?.[0] === 1 || typeof first.dims?.[0] !== 'number');
  return outputs.find(o => o.name === 'logits')?.name ?? (only ? first?.name : undefined);
}

/** Says of each site whether a query sees a later key, by one run: weights above the diagonal are exactly zero or they are not. */
async function withCausality(graph: Graph, sites: readonly AttentionSite[], feeds: Tensors, run: RunOnce): Promise<readonly AttentionSite[]> {
  if (sites.length === 0) return sites;
  const build = new GraphBuilder('causality', graph);
  build.clearOutputs();
  const taps = sites.map(site => tapSite(build, site));
  for (const tap of taps) build.output(tap);
  const weights = await run(build.build(), feeds);
  return sites.map((site, i) => ({ ...site, causal: site.kind === 'self' && seesNothingLater(weights[taps[i] ?? '']) }));
}

function seesNothingLater(weights: Tensor | undefined): boolean {
  const [queries = 0, keys = 0] = weights?.dims.slice(-2) ?? [];
  if (!weights || queries !== keys || queries < 2) return false;
  for (let at = 0; at < weights.data.length; at++) if (at % keys > Math.floor(at / keys) % queries && Number(weights.data[at]) !== 0) return false;
  return true;
}

function factsOf(graph: Graph, sites: Prepared['sites']): ModelFacts {
  const { dims } = graph.inputs[0] ?? {};
  const fixed = dims?.length === 2 ? dims[1] : undefined;
  return {
    family: 'onnx',
    task: dims?.length === 4 ? 'vision' : 'unknown',
    layers: new Set(sites.map(s => `${s.stack} ${s.layer}`)).size,
    heads: Math.max(0, ...sites.map(s => s.heads)),
    keyHeads: Math.max(0, ...sites.map(s => s.keyHeads)),
    ...(typeof fixed === 'number' && { maxTokens: fixed }),
    causal: sites.length > 0 && sites.every(s => s.causal === true),
  };
}
