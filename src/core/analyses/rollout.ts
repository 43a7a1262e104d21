import { message } from '../message';
import { type Matrix, matmul } from '../tensor/matrix';
import { withIdentity } from '../tensor/residual';
import { float32 } from '../tensor/tensor';
import type { FlowView, Note } from '../viewModels';
import type { Analysis, Options, Subject } from './analysis';
import { FROM, headMeans, LAYER_RANGE, layersOf, RESIDUAL, refuseRange, refuseToken, residualShare, sinkNote, withoutFirst } from './view/chain';
import { layeredFlow } from './view/layered';
import { chained, isCausal, leftOut, measured, NO_SELF_SITES, selfSites } from './view/sites';
import { defaultQuery, tokenOption, tokenViews } from './view/tokens';

/** Each layer's product with all below it, lowest first. */
function products(layers: readonly Matrix[]): readonly Matrix[] {
  const made: Matrix[] = [];
  for (const layer of layers) {
    const below = made.at(-1);
    made.push(below ? matmul(layer, below) : layer);
  }
  return made;
}

function stacked(matrices: readonly Matrix[]): Float32Array {
  const size = matrices[0]?.data.length ?? 0;
  const all = new Float32Array(matrices.length * size);
  matrices.forEach(({ data }, i) => {
    all.set(data, i * size);
  });
  return all;
}

const weighed = (layers: readonly Matrix[], options: Options): readonly Matrix[] => {
  const share = residualShare(options);
  return share === 0 ? layers : layers.map(layer => withIdentity(layer, share));
};

function notesOf(subject: Subject, used: number, last: Matrix): readonly Note[] {
  return [...leftOut(subject, used), ...sinkNote(subject, last)];
}

export const rollout: Analysis = {
  id: 'rollout',
  title: message('Attention rollout'),
  shows: message('What each token draws on through all layers together: the product of the layers’ weights, averaged over heads, with the residual path.'),
  source: 'Abnar and Zuidema 2020, Quantifying Attention Flow in Transformers',
  caveat: message('It follows weights only: what values, projections and feed-forward layers do is not in it, and one half for the residual path is a convention.'),
  view: 'flow',
  parameters: [...RESIDUAL, FROM, ...LAYER_RANGE],
  refuses: subject => (selfSites(subject).length === 0 ? NO_SELF_SITES : (refuseRange(subject) ?? refuseToken(subject))),
  needs: subject => layersOf(subject).flatMap(({ index }) => [`attentions_mean.${index}`, `shape.${index}`]),
  run(subject, probed) {
    const sites = chained(measured(layersOf(subject), probed), subject.tokens.ids.length);
    const plain = headMeans(sites, probed);
    const whole = weighed(plain, subject.options);
    const rolled = products(whole);
    const bare = products(plain);
    const n = plain[0]?.rows ?? 0;
    const [last, lastBare] = [rolled.at(-1), bare.at(-1)];
    if (!last || !lastBare) throw new RangeError('there is no layer to roll');
    const causal = sites.every(({ site }) => isCausal(subject, site));
    const tokens = tokenViews(subject, n);
    const matrices: FlowView['matrices'] = [
      { id: 'rollout', title: message('Rollout'), values: Float32Array.from(last.data) },
      { id: 'rollout_plain', title: message('Without the residual path'), values: Float32Array.from(lastBare.data) },
      ...(causal && n > 1 ? [{ id: 'rollout_without_first', title: message('Without the first token'), values: withoutFirst(last) }] : []),
    ];
    const query = tokenOption(subject.options.from) ?? defaultQuery(subject, n);
    const layers = [sites[0]?.site.layer ?? 0, sites.at(-1)?.site.layer ?? 0] as const;
    const layered = layeredFlow(
      whole,
      sites.map(({ site }) => site.layer),
      query,
    );
    return {
      tensors: { rollout: float32([sites.length, n, n], stacked(rolled)), rollout_plain: float32([sites.length, n, n], stacked(bare)) },
      view: { kind: 'flow', method: 'rollout', queries: tokens, keys: tokens, matrices, layers, query, causal, layered },
      notes: notesOf(subject, sites.length, last),
    };
  },
};
