import { mostHeads } from '../../attention/interventions/edits';
import { message } from '../../message';
import { float32 } from '../../tensor/tensor';
import type { HeadMapView } from '../../viewModels';
import { answerIn, answerNotes, answerProbe, CHANGED, NO_ANSWER, NO_SITES } from '../whatif/answers';
import { meanOf, outputChange } from '../whatif/compare';
import type { Experiment } from './experiment';
import { measuredSites } from './runs';
import { atHead } from './swept';

export const sensitivity: Experiment = {
  id: 'sensitivity',
  title: message('Sensitivity'),
  shows: message('How much the model’s answers change when the mapping of each head alone is swapped.'),
  source: 'Correia et al. 2019, Adaptively Sparse Transformers (heads differ in the sparsity that they take); importance by ablation after Michel et al. 2019',
  caveat: message('Heads stand in for each other: what is small for each alone may be large for all together.'),
  view: 'headmap',
  parameters: [],
  refuses: ({ sites, logits, hiddenStates, changes }) => {
    if (sites.length === 0) return NO_SITES;
    if (!logits && hiddenStates === 0) return NO_ANSWER;
    return changes.swaps.length === 1 ? undefined : message('it swaps one mapping, head by head: name one.');
  },
  *run(subject) {
    const { sites, texts, changes } = subject;
    const most = mostHeads(sites);
    const heads = sites.flatMap((site, place) => Array.from({ length: site.heads }, (_, head) => ({ site, head, at: place * most + head })));
    const samples = new Map(heads.map(({ at }) => [at, [] as number[]]));
    const needs = [answerProbe(subject)];
    for (const index of texts.keys()) {
      const before = answerIn(subject, yield { of: 'texts', index, needs, done: index / texts.length });
      for (const [place, { site, head, at }] of heads.entries()) {
        const done = (index + place / heads.length) / texts.length;
        const after = answerIn(subject, yield { of: 'texts', index, swaps: [atHead(changes.swaps[0] ?? '', site, head)], needs, done });
        samples.get(at)?.push(outputChange(before, after));
      }
    }
    const values = Float32Array.from({ length: sites.length * most }, (_, at) => meanOf(samples.get(at) ?? []));
    const view: HeadMapView = {
      kind: 'headmap',
      changes: [message('mapping swapped head by head: {0}', changes.swaps[0] ?? '')],
      title: message('Sensitivity to {0}', changes.swaps[0] ?? ''),
      explanation: subject.logits
        ? message('Total variation of the model’s answers when the head’s mapping is swapped, mean over positions and texts.')
        : message('1 - cosine of the last hidden states when the head’s mapping is swapped, mean over tokens and texts.'),
      unit: '',
      sites: measuredSites(subject),
      heads: most,
      values,
      texts: texts.length,
    };
    return { tensors: { 'sensitivity.change': float32([sites.length, most], values) }, view, notes: [CHANGED, ...answerNotes(subject)] };
  },
};
