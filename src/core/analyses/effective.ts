import type { Probed } from '../instrument/probe';
import { message } from '../message';
import type { RowProjector } from '../tensor/rowProjector';
import { float32, type Tensor } from '../tensor/tensor';
import type { IdentifiabilityView, Note } from '../viewModels';
import type { Analysis, Options, Parameter, Progress, Subject } from './analysis';
import { type HeadOutputs, headOutputs, outputProbes, projectorOf, withOnes } from './view/headOutputs';
import { identifiabilityNotes, REFUSED_VALUES, valueSites } from './view/identity';
import { chained, isCausal, leftOut, type Measured, measured, siteView } from './view/sites';
import { tokenViews } from './view/tokens';

const SUMS: Parameter = {
  id: 'sums',
  title: message('Row sums'),
  explanation: message('Free: all that has no effect is taken out, and rows may sum to anything. Kept: only what has no effect and keeps the sum of a row.'),
  kind: 'choice',
  choices: [
    { id: 'free', title: message('free') },
    { id: 'kept', title: message('kept') },
  ],
  otherwise: 'free',
};

/** Weights of one head, [n, n], as it works on them. */
const rowOf = (weights: Float32Array, n: number, query: number, until = n): Float64Array => Float64Array.from(weights.subarray(query * n, query * n + until));

/** Every row projected with all rows of T; `projector` has them. */
function whole(weights: Float32Array, projector: RowProjector, n: number, into: Float32Array): void {
  for (let i = 0; i < n; i++) into.set(projector.project(rowOf(weights, n, i)), i * n);
}

/**
 * Effective attention of one head, row by row: all of T where every query may see every key; where a query may not see what comes later, row i with rows 0..i of T, which the
 * whole-matrix form would give weight on the future. Fills `into` [n, n], tells each row that is done, and gives the projector with all rows in it.
 */
export function* effectiveRows(weights: Float32Array, outputs: HeadOutputs, causal: boolean, into: Float32Array): Generator<number, RowProjector> {
  const { values } = outputs;
  const n = values.rows;
  const projector = projectorOf(outputs, causal ? 0 : n);
  into.fill(0);
  for (let i = 0; i < n; i++) {
    if (causal) projector.append(values.data.subarray(i * values.columns, (i + 1) * values.columns));
    into.set(projector.project(rowOf(weights, n, i, causal ? i + 1 : n)), i * n);
    yield i;
  }
  return projector;
}

function drained<T>(steps: Generator<unknown, T>): T {
  for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value;
}

/** What a head's weights work on, with row sums kept where that is asked for. */
export function outputsOf(options: Options, { site, heads }: Measured, head: number, probed: Probed): HeadOutputs | undefined {
  const found = headOutputs(site, head, heads, probed);
  return found && options.sums === 'kept' ? withOnes(found) : found;
}

interface Made {
  readonly effective: Float32Array;
  readonly whole: Float32Array;
  /** NaN where a site has fewer heads. */
  readonly nullSpace: Float32Array;
}

/** Effective attention of every head, [sites, heads, n, n]; one array serves as both forms where no query is masked. */
function effectiveOf(subject: Subject, sites: readonly Measured[], heads: number, probed: Probed, progress: Progress): Made {
  const n = sites[0]?.keys ?? 0;
  const square = n * n;
  const all = new Float32Array(sites.length * heads * square).fill(Number.NaN);
  const causal = sites.some(({ site }) => isCausal(subject, site));
  const own = causal ? new Float32Array(all.length).fill(Number.NaN) : all;
  const nullSpace = new Float32Array(sites.length * heads).fill(Number.NaN);
  sites.forEach((one, place) => {
    const { site, heads: count } = one;
    const weights = probed.get(`attentions.${site.index}`)?.data as Float32Array;
    for (let head = 0; head < count; head++) {
      const outputs = outputsOf(subject.options, one, head, probed);
      const at = place * heads + head;
      progress(at / nullSpace.length);
      if (!outputs) continue;
      const given = weights.subarray(head * square, (head + 1) * square);
      const into = all.subarray(at * square, (at + 1) * square);
      const intoOwn = own.subarray(at * square, (at + 1) * square);
      const projector = drained(effectiveRows(given, outputs, isCausal(subject, site), intoOwn));
      if (causal) whole(given, projector, n, into);
      nullSpace[at] = n - projector.rank;
    }
  });
  return { effective: own, whole: all, nullSpace };
}

/** How far effective attention is from the weights, by site and head: half the summed difference of a row, mean over queries. */
function moved({ effective }: Made, sites: readonly Measured[], heads: number, probed: Probed): number[][] {
  return sites.map(({ site, heads: count, keys: n }, place) => {
    const weights = probed.get(`attentions.${site.index}`)?.data as Float32Array;
    const square = n * n;
    return Array.from({ length: count }, (_, head) => {
      const [from, to] = [head * square, (place * heads + head) * square];
      let total = 0;
      for (let i = 0; i < square; i++) total += Math.abs((weights[from + i] as number) - (effective[to + i] as number));
      return total / 2 / Math.max(1, n);
    });
  });
}

const mean = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0) / Math.max(1, values.length);

function notesOf(subject: Subject, sites: readonly Measured[]): readonly Note[] {
  const notes: Note[] = [...leftOut(subject, sites.length), ...identifiabilityNotes(sites)];
  notes.push({ level: 'caveat', message: message('Effective weights are no distribution: signs and sums of rows are free, unless sums are kept.') });
  return notes;
}

export const effective: Analysis = {
  id: 'effective',
  title: message('Effective attention'),
  shows: message('The weights without the part that changes no output: each row’s component in the left null space of values times output projection is taken out.'),
  source: 'Brunner et al. 2020, On Identifiability in Transformers',
  caveat: message('It is about one head’s own output: what later layers ignore is not taken out. Which singular values count as zero is decided at float32 accuracy.'),
  view: 'identifiability',
  parameters: [SUMS],
  heavy: subject => subject.tokens.ids.length ** 2 * valueSites(subject).reduce((total, { heads, valueWidth = 64 }) => total + heads * valueWidth, 0) > 3e7,
  refuses: subject => (valueSites(subject).length === 0 ? REFUSED_VALUES : undefined),
  needs: subject => valueSites(subject).flatMap(site => [`attentions.${site.index}`, ...outputProbes(site)]),
  run(subject, probed, progress) {
    const sites = chained(measured(valueSites(subject), probed), subject.tokens.ids.length);
    const heads = Math.max(0, ...sites.map(site => site.heads));
    const n = sites[0]?.keys ?? 0;
    const made = effectiveOf(subject, sites, heads, probed, progress);
    const apart = moved(made, sites, heads, probed);
    const dims = [sites.length, heads, n, n];
    const tensors: Record<string, Tensor> = {
      effective: float32(dims, made.effective),
      effective_whole: float32(dims, made.whole),
      null_space: float32([sites.length, heads], made.nullSpace),
    };
    const view: IdentifiabilityView = {
      kind: 'identifiability',
      tokens: tokenViews(subject, n),
      curves: [{ id: 'moved', title: message('Weight without effect'), values: apart.map(mean) }],
      chance: 0,
      sites: sites.map(site => siteView(subject, site)),
      nullSpace: sites.map(({ heads: count }, place) => Array.from(made.nullSpace.subarray(place * heads, place * heads + count))),
      neighbours: [],
      moved: apart,
      effective: true,
    };
    return { tensors, view, notes: notesOf(subject, sites) };
  },
};
