import type { Outcome, Subject } from '../../../src/core/analyses/analysis';
import { ANALYSES } from '../../../src/core/analyses/table';
import type { AttentionSite } from '../../../src/core/attention/site';
import type { Probed } from '../../../src/core/instrument/probe';
import { float32, int64, type Tensor } from '../../../src/core/tensor/tensor';
import type { Tokens } from '../../../src/core/tokens/input';

export function tokens(ids: readonly number[], special: readonly boolean[] = ids.map(() => false)): Tokens {
  return {
    ids,
    tokens: ids.map(id => `t${id}`),
    offsets: ids.map(() => [0, 0] as const),
    segments: ids.map(() => 0),
    types: ids.map(() => 0),
    special,
    words: ids.map((_, i) => i),
    texts: [],
  };
}

export const site = (index: number, change: Partial<AttentionSite> = {}): AttentionSite => ({
  index,
  layer: index,
  kind: 'self',
  stack: 'only',
  weights: [{ value: `weights${index}`, axes: ['batch', 'head', 'query', 'key'] }],
  values: [{ value: `values${index}`, axes: ['batch', 'head', 'key', 'feature'] }],
  mapping: 'softmax',
  causal: false,
  heads: 1,
  keyHeads: 1,
  ...change,
});

interface Given {
  readonly sites: readonly AttentionSite[];
  readonly ids: readonly number[];
  readonly special?: readonly boolean[];
  readonly causal?: boolean;
  readonly hiddenStates?: number;
  readonly options?: Readonly<Record<string, string>>;
}

export const analysisOf = (id: string) => {
  const found = ANALYSES.find(analysis => analysis.id === id);
  if (!found) throw new Error(`no analysis ${id}`);
  return found;
};

export function subjectOf(id: string, { sites, ids, special, causal = false, hiddenStates = 0, options = {} }: Given): Subject {
  const otherwise = Object.fromEntries(analysisOf(id).parameters.map(parameter => [parameter.id, parameter.otherwise]));
  return {
    facts: { family: 'test', task: 'unknown', layers: sites.length, heads: 1, keyHeads: 1, causal },
    sites,
    hiddenStates,
    tokens: tokens(ids, special),
    options: { ...otherwise, ...options },
  };
}

/** Runs an analysis on what a run gave; every probe that it needs must be there. */
export function runOn(id: string, given: Given, tensors: Readonly<Record<string, Tensor>>): Outcome {
  const subject = subjectOf(id, given);
  const analysis = analysisOf(id);
  const why = analysis.refuses(subject);
  if (why) throw new Error(why.text);
  const probed: Probed = new Map(
    analysis.needs(subject).map(probe => {
      const tensor = tensors[probe];
      if (!tensor) throw new Error(`${id} needs ${probe}`);
      return [probe, tensor];
    }),
  );
  return analysis.run(subject, probed, () => undefined);
}

/** Probes of a site whose heads' mean is given: what rollout and flow take. */
export const meanOf = (index: number, weights: readonly (readonly number[])[]): Readonly<Record<string, Tensor>> => ({
  [`attentions_mean.${index}`]: float32([weights.length, weights[0]?.length ?? 0], weights.flat()),
  [`shape.${index}`]: int64([3], [1, weights.length, weights[0]?.length ?? 0]),
});

export function rowsOf(tensor: Tensor | undefined, layer?: number): number[][] {
  const [rows = 0, columns = 0] = tensor?.dims.slice(-2) ?? [];
  const from = layer === undefined ? (tensor?.data.length ?? 0) - rows * columns : layer * rows * columns;
  return Array.from({ length: rows }, (_, i) => Array.from(tensor?.data.subarray(from + i * columns, from + (i + 1) * columns) ?? [], Number));
}
