import { message } from '../message';
import type { Matrix } from '../tensor/matrix';
import { LayeredFlow } from '../tensor/maxFlow';
import { withIdentity } from '../tensor/residual';
import { float32 } from '../tensor/tensor';
import type { FlowView, Note } from '../viewModels';
import type { Analysis, Parameter, Progress, Subject } from './analysis';
import { FROM, headMeans, LAYER_RANGE, layersOf, RESIDUAL, refuseRange, refuseToken, residualShare } from './view/chain';
import { layeredFlow } from './view/layered';
import { chained, isCausal, leftOut, measured, NO_SELF_SITES, selfSites } from './view/sites';
import { defaultQuery, isPosition, tokenOption, tokenViews } from './view/tokens';

/** Up to here all pairs take seconds; above, one row is given unless all are asked for. */
const ALL_PAIRS_UP_TO = 128;

/** Pairs times layers times tokens from which on a solve is felt: about a tenth of a second. */
const FELT = 5e5;

const PAIRS: Parameter = {
  id: 'pairs',
  title: message('Pairs'),
  explanation: message('All pairs of tokens, or one token’s row. Unless said: the row of the token chosen, else all pairs up to 128 tokens and one row above.'),
  kind: 'choice',
  choices: [
    { id: 'auto', title: message('automatic') },
    { id: 'all', title: message('all') },
    { id: 'one', title: message('one token') },
  ],
  otherwise: 'auto',
};

/** Rows that are computed, of `count` tokens. */
function rowsOf(subject: Subject, count: number): readonly number[] {
  const { pairs = 'auto', from } = subject.options;
  const chosen = tokenOption(from);
  const all = pairs === 'all' || (pairs === 'auto' && chosen === undefined && count <= ALL_PAIRS_UP_TO);
  const row = chosen ?? defaultQuery(subject, count);
  return all ? Array.from({ length: count }, (_, i) => i) : [row].filter(one => isPosition(one, count));
}

/** Flow from each of `rows` at the top to every input position, [n, n]; rows that were not asked for are NaN. */
function flows(layers: readonly Matrix[], rows: readonly number[], progress: Progress): Float32Array {
  const n = layers[0]?.rows ?? 0;
  const graph = new LayeredFlow(layers);
  const values = new Float32Array(n * n).fill(Number.NaN);
  rows.forEach((i, done) => {
    for (let j = 0; j < n; j++) values[i * n + j] = graph.between(i, j);
    progress((done + 1) / rows.length);
  });
  return values;
}

/** Rows divided by their sums; a row of nothing stays so. */
function normalised(values: Float32Array, n: number): Float32Array {
  const made = values.slice();
  for (let i = 0; i < n; i++) {
    const row = made.subarray(i * n, (i + 1) * n);
    const total = row.reduce((a, b) => a + b, 0);
    if (total > 0)
      row.forEach((value, j) => {
        row[j] = value / total;
      });
  }
  return made;
}

function notesOf(subject: Subject, used: number, rows: number, n: number): readonly Note[] {
  const notes: Note[] = [...leftOut(subject, used)];
  notes.push({
    level: 'caveat',
    message: message('The best paths of different pairs share edges: raw values of a row add up to more than one. Normalised, they are divided by their sum.'),
  });
  if (rows < n) notes.push({ level: 'info', message: message('{0} of {1} rows were computed.', rows, n) });
  return notes;
}

export const flow: Analysis = {
  id: 'flow',
  title: message('Attention flow'),
  shows: message('How much of each input token could reach a token at the top if weights were the capacities of pipes: the maximum flow, exactly.'),
  source: 'Abnar and Zuidema 2020, Quantifying Attention Flow in Transformers',
  caveat: message('An upper bound on what the weights let through, not what went through; it follows weights only, and one half for the residual path is a convention.'),
  view: 'flow',
  parameters: [PAIRS, FROM, ...RESIDUAL, ...LAYER_RANGE],
  heavy: subject => {
    const n = subject.tokens.ids.length;
    return rowsOf(subject, n).length * n * n * layersOf(subject).length > FELT;
  },
  refuses: subject => (selfSites(subject).length === 0 ? NO_SELF_SITES : (refuseRange(subject) ?? refuseToken(subject))),
  needs: subject => layersOf(subject).flatMap(({ index }) => [`attentions_mean.${index}`, `shape.${index}`]),
  run(subject, probed, progress) {
    const sites = chained(measured(layersOf(subject), probed), subject.tokens.ids.length);
    const share = residualShare(subject.options);
    const layers = headMeans(sites, probed).map(layer => withIdentity(layer, share));
    const n = layers[0]?.rows ?? 0;
    const rows = rowsOf(subject, n);
    const raw = flows(layers, rows, progress);
    const shares = normalised(raw, n);
    const tokens = tokenViews(subject, n);
    const query = rows.length === 1 ? (rows[0] ?? 0) : (tokenOption(subject.options.from) ?? defaultQuery(subject, n));
    const view: FlowView = {
      kind: 'flow',
      method: 'flow',
      queries: tokens,
      keys: tokens,
      matrices: [
        { id: 'flow_normalised', title: message('Normalised'), values: shares },
        { id: 'flow', title: message('Raw'), values: raw },
      ],
      layers: [sites[0]?.site.layer ?? 0, sites.at(-1)?.site.layer ?? 0],
      query,
      causal: sites.every(({ site }) => isCausal(subject, site)),
      layered: layeredFlow(
        layers,
        sites.map(({ site }) => site.layer),
        query,
      ),
    };
    return { tensors: { flow: float32([n, n], raw), flow_normalised: float32([n, n], shares) }, view, notes: notesOf(subject, sites.length, rows.length, n) };
  },
};
