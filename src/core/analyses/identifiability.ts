import type { Probed } from '../instrument/probe';
import { message } from '../message';
import { type Matrix, matrix } from '../tensor/matrix';
import { type Nearest, nearestRows } from '../tensor/nearest';
import { float32, type Tensor } from '../tensor/tensor';
import type { Curve, IdentifiabilityView, Neighbours, Note } from '../viewModels';
import type { Analysis, Progress, Subject } from './analysis';
import { headOutputs, nullDimension, outputProbes } from './view/headOutputs';
import { identifiabilityNotes, valueSites } from './view/identity';
import { type Measured, measured, siteView } from './view/sites';
import { tokenViews } from './view/tokens';

function stateOf(probed: Probed, layer: number): Matrix {
  const found = probed.get(`hidden_states.${layer}`);
  const [rows = 0, columns = 0] = found?.dims ?? [];
  return matrix(rows, columns, (found?.data as Float32Array | undefined) ?? []);
}

const MEASURES = [
  { id: 'cosine', title: message('Cosine') },
  { id: 'euclidean', title: message('Euclidean distance') },
] as const;

const neighboursOf = ({ cosine, euclidean }: Record<'cosine' | 'euclidean', Nearest>, layer: number): Neighbours => ({
  layer,
  nearest: cosine.nearest,
  cosine: cosine.toNearest,
  ownCosine: cosine.toOwn,
  closest: euclidean.nearest,
  distance: euclidean.toNearest,
  ownDistance: euclidean.toOwn,
});

function nullSpaces(sites: readonly Measured[], probed: Probed, progress: Progress): number[][] {
  return sites.map(({ site, heads }, place) => {
    progress(0.5 + place / (2 * sites.length));
    return Array.from({ length: heads }, (_, head) => {
      const outputs = headOutputs(site, head, heads, probed);
      return outputs ? nullDimension(outputs) : Number.NaN;
    });
  });
}

function notesOf(subject: Subject, sites: readonly Measured[], n: number): readonly Note[] {
  const notes: Note[] = [...identifiabilityNotes(sites)];
  if (sites.length === 0) notes.push({ level: 'info', message: message('Values of no self-attention site are known: there are no null spaces to show.') });
  notes.push({
    level: 'caveat',
    message: message('Positions are part of what is compared, so even repeated tokens can be told apart, and the residual path alone keeps much: chance is 1 / {0}.', n),
  });
  if (subject.tokens.special.some(Boolean)) notes.push({ level: 'caveat', message: message('Special tokens are counted among the tokens.') });
  return notes;
}

export const identifiability: Analysis = {
  id: 'identifiability',
  title: message('Token identifiability'),
  shows: message('Whether the hidden state at a position is still nearest to the token that went in there, layer by layer, and whether weights can be told from outputs.'),
  source: 'Brunner et al. 2020, On Identifiability in Transformers',
  caveat: message('Nearest neighbours among the tokens of the same text only, without a learned map: a token that is not found this way may still be recoverable.'),
  view: 'identifiability',
  parameters: [],
  heavy: ({ tokens, hiddenStates, facts }) => tokens.ids.length ** 2 * hiddenStates * (facts.hidden ?? 768) > 1e8,
  refuses: ({ hiddenStates }) =>
    hiddenStates < 2 ? message('it needs the hidden states of the layers, which are not known in this file. A checkpoint folder of a known family has them.') : undefined,
  needs: subject => [
    ...Array.from({ length: subject.hiddenStates }, (_, layer) => `hidden_states.${layer}`),
    ...valueSites(subject).flatMap(site => [`shape.${site.index}`, ...outputProbes(site)]),
  ],
  run(subject, probed, progress) {
    const inputs = stateOf(probed, 0);
    const layers = Array.from({ length: subject.hiddenStates }, (_, layer) => {
      progress(layer / (2 * subject.hiddenStates));
      return nearestRows(stateOf(probed, layer), inputs);
    });
    const curves = MEASURES.map(({ id, title }): Curve => ({ id, title, values: layers.map(layer => layer[id].found) }));
    const sites = measured(valueSites(subject), probed);
    const spaces = nullSpaces(sites, probed, progress);
    const heads = Math.max(0, ...sites.map(site => site.heads));
    const tensors: Record<string, Tensor> = Object.fromEntries(curves.map(({ id, values }) => [`identifiability.${id}`, float32([values.length], values)]));
    if (sites.length > 0)
      tensors.null_space = float32(
        [sites.length, heads],
        spaces.flatMap(row => Array.from({ length: heads }, (_, head) => row[head] ?? Number.NaN)),
      );
    const view: IdentifiabilityView = {
      kind: 'identifiability',
      tokens: tokenViews(subject, inputs.rows),
      curves,
      chance: 1 / Math.max(1, inputs.rows),
      sites: sites.map(site => siteView(subject, site)),
      nullSpace: spaces,
      neighbours: layers.map(neighboursOf),
      moved: [],
      effective: false,
    };
    return { tensors, view, notes: notesOf(subject, sites, inputs.rows) };
  },
};
