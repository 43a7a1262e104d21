import type { Probed } from '../instrument/probe';
import { message } from '../message';
import type { Tensor } from '../tensor/tensor';
import type { AttentionView, HeadAddress, Note } from '../viewModels';
import type { Analysis, Subject } from './analysis';
import { FINDING_STATISTICS, type Findings, findings, WORTH_A_LOOK } from './view/findings';
import { isCausal, type Measured, measured, siteView } from './view/sites';
import { HEAD_STATISTICS, statisticProbes } from './view/statistics';
import { tokenViews } from './view/tokens';

const entropies = (sites: readonly Measured[], probed: Probed): readonly (readonly number[])[] =>
  sites.map(({ site }) => Array.from((probed.get(`heads.entropy.${site.index}`)?.data as Float32Array | undefined) ?? []));

/** Where nothing stands out: the head whose weights are the least spread out for the number of keys that it may see. */
function sharpest(sites: readonly Measured[], entropy: readonly (readonly number[])[]): HeadAddress {
  let [chosen, least] = [{ site: sites[0]?.site.index ?? 0, head: 0 }, Number.POSITIVE_INFINITY];
  sites.forEach(({ site, keys }, place) => {
    entropy[place]?.forEach((nats, head) => {
      const share = nats / Math.log(Math.max(2, keys));
      if (share < least) [chosen, least] = [{ site: site.index, head }, share];
    });
  });
  return chosen;
}

/** Attention of n queries over values of width d_v: from n > d_v on, other weights give the same outputs. */
function widthNote(sites: readonly Measured[]): readonly Note[] {
  const known = sites.filter(({ site }) => site.valueWidth !== undefined);
  if (known.length === 0) return [];
  const widest = Math.max(...known.map(({ site }) => site.valueWidth ?? 0));
  const longest = Math.max(...known.map(({ keys }) => keys));
  return longest > widest
    ? [{ level: 'caveat', message: message('n = {0} > d_v = {1}: other weights would give the same outputs. See effective attention.', longest, widest) }]
    : [{ level: 'info', message: message('n = {0} ≤ d_v = {1}: weights are identifiable unless values depend on each other.', longest, widest) }];
}

function notesOf(subject: Subject, sites: readonly Measured[], probed: Probed, { worthALook }: Findings): readonly Note[] {
  const notes: Note[] = [...widthNote(sites)];
  const first = sites.flatMap(({ site }) => Array.from((probed.get(`heads.first.${site.index}`)?.data as Float32Array | undefined) ?? []));
  const share = first.reduce((total, value) => total + value, 0) / Math.max(1, first.length);
  if (share > WORTH_A_LOOK && subject.tokens.ids.length > 3 && sites.every(({ site }) => isCausal(subject, site)))
    notes.push({ level: 'caveat', message: message('The first token holds {0} % of all attention: many models use it as a sink.', Math.round(100 * share)) });
  if (worthALook.length === 0 && first.length > 0)
    notes.push({
      level: 'info',
      message: message(
        'No head stands out here: none puts {0} % more than even attention would on its own, a neighbouring, the first, a special or a repeated token.',
        Math.round(100 * WORTH_A_LOOK),
      ),
    });
  return notes;
}

const SHOWN: ReadonlySet<string> = new Set(['entropy', ...FINDING_STATISTICS]);

export const attention: Analysis = {
  id: 'attention',
  title: message('Attention'),
  shows: message('Where each head of each layer reads: the weights of every query over all keys.'),
  source: 'Vaswani et al. 2017, Attention Is All You Need; the picture after Vig 2019, A Multiscale Visualization of Attention in the Transformer Model',
  caveat: message('Weights say where a head reads, not how much what it reads matters for the answer.'),
  view: 'attention',
  parameters: [],
  refuses: ({ sites }) => (sites.length === 0 ? message('it needs attention sites, and none were found in this model.') : undefined),
  needs: subject => [
    ...subject.sites.map(({ index }) => (subject.apart ? `shape.${index}` : `attentions.${index}`)),
    ...statisticProbes(
      subject,
      subject.sites,
      HEAD_STATISTICS.map(({ id }) => id).filter(id => SHOWN.has(id)),
    ),
  ],
  run(subject, probed) {
    const sites = measured(subject.sites, probed);
    const entropy = entropies(sites, probed);
    const found = findings(subject, sites, probed);
    const view: AttentionView = {
      kind: 'attention',
      queries: tokenViews(subject, Math.max(0, ...sites.map(({ queries }) => queries))),
      keys: tokenViews(subject, Math.max(0, ...sites.map(({ keys }) => keys))),
      sites: sites.map(site => siteView(subject, site)),
      chosen: found.chosen ?? sharpest(sites, entropy),
      worthALook: found.worthALook,
      entropy,
    };
    const tensors: Record<string, Tensor> = {};
    for (const { site } of sites) {
      const weights = probed.get(`attentions.${site.index}`);
      if (weights) tensors[`attentions.${site.index}`] = weights;
    }
    return { tensors, view, notes: notesOf(subject, sites, probed, found) };
  },
};
