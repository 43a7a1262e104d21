import { freemem } from 'node:os';
import { raise } from '../core/fault';
import type { ProbeName } from '../core/instrument/probe';
import type { Graph } from '../core/onnx/graph';
import { peakBytes } from '../core/operators/peakBytes';
import type { Prepared } from '../core/prepared';
import { fileWeights } from './weights';

/** How long an input is, in what memory grows with. */
export interface Extent {
  readonly batch: number;
  readonly tokens: number;
}

/** Lengths of input that are kept for one graph. */
const KEPT_LENGTHS = 64;

/** Share of the free memory that a run may take; the rest is the editor's and the file cache's, which holds the weights. */
const SHARE = 0.8;

/**
 * Bytes that a run needs at its highest, estimated before it: what it gives back, one layer's scores and weights in flight, and the
 * activations of one block, and converted weights. All values are float32.
 */
export function estimateRun({ facts, sites, graph }: Prepared, probes: readonly ProbeName[], { batch, tokens }: Extent): number {
  const square = (heads: number): number => batch * heads * tokens * tokens * 4;
  const wide = batch * tokens * (facts.hidden ?? 0) * 4;
  const kept = probes.reduce((sum, probe) => {
    const [kind = '', index, count] = probe.split('.');
    const heads = sites[Number(index)]?.heads ?? facts.heads;
    if (kind === 'attentions') return sum + square(heads);
    if (kind === 'attentions_mean' || kind === 'head') return sum + square(1);
    if (kind === 'attentions_rows') return sum + batch * heads * Math.min(tokens, Number(count)) * tokens * 4;
    if (kind === 'logits') return sum + (facts.task === 'causal-lm' || facts.task === 'masked-lm' ? batch * tokens * (facts.vocabulary ?? 0) * 4 : 0);
    return sum + (kind === 'hidden_states' || kind === 'values' ? wide : 0);
  }, 0);
  const inFlight = 3 * square(Math.max(0, ...sites.map(s => s.heads))) + 12 * wide;
  return kept + inFlight + convertedBytes(graph);
}

/** Weights on disk count only where they are converted: 16 bits stored, 32 computed. */
function convertedBytes(graph: Graph): number {
  let converted = 0;
  for (const weight of fileWeights(graph)) if (weight.dtype === 'float16' || weight.dtype === 'bfloat16') converted += 2 * weight.bytes;
  return converted;
}

/** What the runtime takes for each byte in use, at most, since it takes memory in ever larger blocks: 1.06 to 1.52 measured. */
const ARENA = 1.5;

/** Below this, by a rule that knows the model's width, no run is worth a closer look. */
const CLOSER_LOOK = 5e7;

const closer = new WeakMap<Graph, Map<string, ReturnType<typeof peakBytes>>>();

/** The most that a graph's values take at once for inputs of these dims; kept, since a panel asks for the same lengths again and again. */
function peakOf(graph: Graph, inputs: ReadonlyMap<string, readonly number[]>): ReturnType<typeof peakBytes> {
  const key = JSON.stringify([...inputs]);
  const known = closer.get(graph) ?? new Map<string, ReturnType<typeof peakBytes>>();
  closer.set(graph, known);
  const peak = known.get(key) ?? peakBytes(graph, inputs);
  if (known.size >= KEPT_LENGTHS) known.clear();
  known.set(key, peak);
  return peak;
}

/**
 * Bytes that one run of a rewritten graph needs at its highest. Where the shape of every value follows from those of the inputs they are counted node by node; where
 * something is unknown, the rule of `estimateRun` or what could be counted, whichever is more.
 */
export function needOf(prepared: Prepared, probes: readonly ProbeName[], extent: Extent, graph: Graph, inputs: ReadonlyMap<string, readonly number[]>): number {
  const rule = estimateRun(prepared, probes, extent);
  if (rule < CLOSER_LOOK && prepared.facts.hidden !== undefined) return rule;
  const { bytes, unknown } = peakOf(graph, inputs);
  const counted = ARENA * bytes + convertedBytes(graph);
  return unknown === 0 ? counted : Math.max(rule, counted);
}

/** Bytes that a run may take: as set (bytes, or "8GB"), as HEADLIGHT_MEMORY_LIMIT says, else a share of what is free, within the container's bounds. */
export function memoryLimit(setting = ''): number {
  const said = setting || process.env.HEADLIGHT_MEMORY_LIMIT || '';
  if (said !== '') return parseBytes(said);
  const bound = process.constrainedMemory();
  const free = bound > 0 && bound < Number.MAX_SAFE_INTEGER ? Math.min(freemem(), bound - process.memoryUsage.rss()) : freemem();
  return Math.max(0, SHARE * free);
}

const UNITS: Readonly<Record<string, number>> = { '': 1, B: 1, KB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12, KIB: 2 ** 10, MIB: 2 ** 20, GIB: 2 ** 30, TIB: 2 ** 40 };

/** "8GB", "512 MiB" or bare bytes. */
export function parseBytes(text: string): number {
  const [, number = '', unit = ''] = /^\s*(\d+(?:\.\d+)?)\s*([A-Za-z]*)\s*$/.exec(text) ?? [];
  const factor = UNITS[unit.toUpperCase()];
  if (number === '' || factor === undefined) return raise({ code: 'bad-usage', what: text, why: 'a memory limit is written in bytes, or as 8GB or 512MiB.' });
  return Number(number) * factor;
}

/** Refuses a run that would not fit, with both numbers. */
export function assertFits(needBytes: number, what: string, limit = memoryLimit()): void {
  if (needBytes > limit) raise({ code: 'too-large', needBytes, haveBytes: limit, what });
}
