import { tapLogWeights } from '../attention/logWeights';
import type { AttentionSite } from '../attention/site';
import { tapSite, tapValues } from '../attention/tapSite';
import { raise } from '../fault';
import { GraphBuilder } from '../onnx/builder';
import { type Graph, producers } from '../onnx/graph';
import { pruned } from '../onnx/prune';
import type { Prepared } from '../prepared';
import { int64, row, type Tensor, tensor } from '../tensor/tensor';
import { maskStatistics } from './masks';
import { oneHead } from './oneHead';
import { PLACE_STATISTICS } from './places';
import type { Probed, ProbeName } from './probe';
import { diversity, ROW_STATISTICS, rowStatistic, someRows } from './rows';
import { asFloat, mean, type SitePart, type TokenInputs } from './sitePart';

/** A graph whose outputs are probes. */
export interface Instrumented {
  readonly graph: Graph;
  /** The graph's output of each probe; two probes may share one. */
  readonly outputs: ReadonlyMap<ProbeName, string>;
  /** Inputs besides the model's own that the graph takes: `headlight.ids`, `headlight.special`. `tokenFeeds` makes them. */
  readonly inputs: readonly string[];
}

const IDS = 'headlight.ids';
const SPECIAL = 'headlight.special';

/** Probes whose value has no batch axis in the graph. */
const WITHOUT_BATCH: ReadonlySet<string> = new Set(['shape', 'output_projection']);

const kindOf = (probe: ProbeName): string => probe.split('.')[0] ?? '';

/**
 * Rewrites a model's graph so that it gives the probes and nothing else: taps and reductions are appended, outputs replaced, the rest pruned.
 * Statistics of heads are computed here, in the graph, so that weights need not leave the runtime. Every output keeps the batch axis of its value
 * (statistics are [batch, heads]); `probed` takes it off. float16 values are given as float32. Throws `internal` for a probe that the model does not
 * have: an analysis asks only for what its subject offers.
 */
export function instrument(prepared: Prepared, probes: readonly ProbeName[]): Instrumented {
  const builder = new GraphBuilder('headlight', prepared.graph);
  const inputs: string[] = [];
  const input = (name: string, dtype: 'int64' | 'float32') => () => {
    if (!inputs.includes(name)) inputs.push(builder.input(name, dtype, ['headlight.tokens']));
    return name;
  };
  const tokens: TokenInputs = { ids: input(IDS, 'int64'), special: input(SPECIAL, 'float32') };
  const parts = siteParts(builder, prepared, tokens);
  const named = statisticsOf(probes, parts);
  const outputs = new Map(probes.map(probe => [probe, asOutput(builder, prepared, named.get(probe) ?? tapOf(prepared, builder, probe, parts))]));
  builder.clearOutputs();
  for (const output of new Set(outputs.values())) builder.output(output);
  return { graph: pruned(builder.build()), outputs, inputs };
}

type Parts = (index: string) => SitePart;

function siteParts(builder: GraphBuilder, prepared: Prepared, tokens: TokenInputs): Parts {
  const made = new Map<string, SitePart>();
  const nodes = producers(prepared.graph);
  const logs = (site: AttentionSite): string | undefined => tapLogWeights(builder, site, nodes, value => single(builder, prepared, value));
  return index => {
    const known = made.get(index);
    if (known) return known;
    const site = siteAt(prepared, index);
    const values = new Map<string, string>();
    const once = (key: string, write: () => string): string => {
      const value = values.get(key) ?? write();
      values.set(key, value);
      return value;
    };
    const part = { builder, site, tokens, weights: single(builder, prepared, tapSite(builder, site)), logs: () => logs(site), once };
    made.set(index, part);
    return part;
  };
}

const siteAt = ({ sites }: Prepared, index: string): AttentionSite => sites[Number(index)] ?? raise({ code: 'internal', why: `the model has no attention site ${index}` });

/** One head's weights, [batch, 1, queries, keys]. */
const headOf = (prepared: Prepared, builder: GraphBuilder, index: string, head: number): string =>
  single(builder, prepared, oneHead(builder, prepared.graph, tapSite(builder, siteAt(prepared, index)), head));

/** `heads.NAME.S`: the linear ones of a site are written together. */
function statisticsOf(probes: readonly ProbeName[], parts: Parts): ReadonlyMap<ProbeName, string> {
  const wanted = probes.map(probe => probe.split('.')).filter(([kind]) => kind === 'heads');
  const bySite = new Map<string, string[]>();
  for (const [, name = '', index = ''] of wanted) bySite.set(index, [...(bySite.get(index) ?? []), name]);
  const values = new Map<ProbeName, string>();
  for (const [index, names] of bySite) {
    const part = parts(index);
    for (const [name, value] of maskStatistics(part, names)) values.set(`heads.${name}.${index}`, value);
    for (const { id, write } of PLACE_STATISTICS) if (names.includes(id)) values.set(`heads.${id}.${index}`, write(part));
    for (const statistic of ROW_STATISTICS) if (names.includes(statistic.id)) values.set(`heads.${statistic.id}.${index}`, rowStatistic(part, statistic));
  }
  return values;
}

/** The value of a probe that is no head statistic. */
function tapOf(prepared: Prepared, builder: GraphBuilder, probe: ProbeName, parts: Parts): string {
  const [kind = '', index = '', third = ''] = probe.split('.');
  const missing = (): never => raise({ code: 'internal', why: `the model does not give ${probe}` });
  const whole = (value: string | undefined): string => (value === undefined ? missing() : single(builder, prepared, value));
  const give: Readonly<Record<string, () => string>> = {
    attentions: () => parts(index).weights,
    attentions_rows: () => someRows(parts(index), Number(third)),
    rows: () => (ROW_STATISTICS.find(({ id }) => id === index) ?? missing()).row(parts(third)),
    head: () => builder.op('Squeeze', [headOf(prepared, builder, index, Number(third)), builder.ints(1)]),
    pooled: () => builder.op('MaxPool', [parts(index).weights], { kernel_shape: [Number(third), Number(third)], strides: [Number(third), Number(third)], ceil_mode: 1 }),
    attentions_mean: () => mean(builder, parts(index).weights, 1),
    shape: () => builder.op('Shape', [parts(index).weights], { start: 1 }),
    diversity: () => diversity(parts(index)),
    values: () => whole(tapValues(builder, parts(index).site)),
    output_projection: () => whole(projection(builder, parts(index)) ?? missing()),
    hidden_states: () => whole(prepared.hiddenStates[Number(index)]),
    logits: () => whole(prepared.logits),
  };
  return (give[kind] ?? missing)();
}

/** W_O cut by head, [heads, d_v, hidden]. */
function projection(builder: GraphBuilder, { site }: SitePart): string | undefined {
  const { outputProjection: known, heads } = site;
  if (!known) return undefined;
  const upright = known.transposed ? builder.op('Transpose', [known.weight], { perm: [1, 0] }) : known.weight;
  const columns = builder.op('Shape', [upright], { start: 1 });
  return builder.op('Reshape', [upright, builder.op('Concat', [builder.ints(heads, -1), columns], { axis: 0 })]);
}

/** 16-bit values become float32; where the graph computes with none, the value itself. */
function single(builder: GraphBuilder, { graph }: Prepared, value: string): string {
  if (graph.values.get(value)?.dtype === 'float32' || !hasHalves(graph)) return value;
  return asFloat(builder, value);
}

const HALVES: ReadonlySet<string | undefined> = new Set(['float16', 'bfloat16']);
const hasHalves = (graph: Graph): boolean => graph.inputs.some(i => HALVES.has(i.dtype)) || [...graph.weights.values()].some(w => HALVES.has(w.dtype));

/** Inputs and weights cannot be outputs themselves. */
function asOutput(builder: GraphBuilder, { graph }: Prepared, value: string): string {
  const given = graph.weights.has(value) || graph.inputs.some(i => i.name === value);
  return given ? builder.op('Identity', [value]) : value;
}

/** Feeds for the inputs that an instrumented graph has besides the model's own. */
export function tokenFeeds(
  { inputs }: Instrumented,
  { ids, special }: { readonly ids: readonly number[]; readonly special: readonly boolean[] },
): Readonly<Record<string, Tensor>> {
  const all: Readonly<Record<string, Tensor>> = {
    [IDS]: int64([ids.length], ids),
    [SPECIAL]: tensor('float32', [special.length], Float32Array.from(special, Number)),
  };
  return Object.fromEntries(inputs.map(name => [name, all[name] ?? raise({ code: 'internal', why: `no feed for ${name}` })]));
}

/** Outputs of a run by probe, the batch axis taken off. Throws `bad-input` where more than one text was run. */
export function probed({ outputs }: Instrumented, raw: Readonly<Record<string, Tensor>>): Probed {
  return new Map(
    [...outputs].map(([probe, output]): [ProbeName, Tensor] => {
      const value = raw[output] ?? raise({ code: 'internal', why: `the run gave no ${output}` });
      if (WITHOUT_BATCH.has(kindOf(probe))) return [probe, value];
      if (value.dims[0] !== 1) raise({ code: 'bad-input', what: 'the input', why: `${value.dims[0]} texts were run at once where one was asked about.` });
      return [probe, row(value, 0)];
    }),
  );
}
