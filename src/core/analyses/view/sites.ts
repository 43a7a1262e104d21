import type { AttentionSite } from '../../attention/site';
import type { Probed } from '../../instrument/probe';
import { type Message, message } from '../../message';
import type { Tensor } from '../../tensor/tensor';
import type { Note, SiteView } from '../../viewModels';
import type { Subject } from '../analysis';

/** A site with its lengths in a run. */
export interface Measured {
  readonly site: AttentionSite;
  readonly heads: number;
  readonly queries: number;
  readonly keys: number;
}

/** Sites whose queries are the model's own tokens, of one stack: the only one, or the encoder. */
export function selfSites({ sites }: Pick<Subject, 'sites'>): readonly AttentionSite[] {
  const self = sites.filter(site => site.kind === 'self');
  return ['only', 'encoder', 'decoder'].map(stack => self.filter(site => site.stack === stack)).find(found => found.length > 0) ?? [];
}

export const isCausal = ({ facts }: Pick<Subject, 'facts'>, site: AttentionSite): boolean => site.causal ?? facts.causal;

/** Lengths from the probes `shape.S`, or from the weights themselves. Sites without either are left out. */
export const measured = (sites: readonly AttentionSite[], probed: Probed): readonly Measured[] =>
  sites.flatMap(site => {
    const [heads, queries, keys] = lengths(probed.get(`shape.${site.index}`)) ?? probed.get(`attentions.${site.index}`)?.dims ?? [];
    return heads === undefined || queries === undefined || keys === undefined ? [] : [{ site, heads, queries, keys }];
  });

const lengths = (shape: Tensor | undefined): readonly number[] | undefined => shape && Array.from(shape.data as ArrayLike<number | bigint>, Number);

export const siteView = (subject: Pick<Subject, 'facts'>, { site, heads, queries, keys }: Measured): SiteView => ({
  index: site.index,
  layer: site.layer,
  kind: site.kind,
  stack: site.stack,
  heads,
  queries,
  keys,
  causal: isCausal(subject, site),
  mapping: site.mapping,
  ...(site.valueWidth !== undefined && { valueWidth: site.valueWidth }),
});

/** Square sites over as many tokens as the text has; where none fits, the square ones of the most common length. The others cannot be chained with them. */
export function chained<M extends Measured>(sites: readonly M[], tokens: number): readonly M[] {
  const square = sites.filter(({ queries, keys }) => queries === keys);
  const ofText = square.filter(({ keys }) => keys === tokens);
  if (ofText.length > 0) return ofText;
  const groups = [...new Set(square.map(({ keys }) => keys))].map(length => square.filter(({ keys }) => keys === length));
  return groups.sort((a, b) => b.length - a.length)[0] ?? [];
}

/** Says which sites an analysis passed over. */
export const leftOut = (subject: Pick<Subject, 'sites'>, used: number): readonly Note[] => {
  const rest = subject.sites.length - used;
  return rest === 0
    ? []
    : [{ level: 'info', message: message('{0} of {1} attention sites are left out: only self-attention over the text is taken here.', rest, subject.sites.length) }];
};

export const NO_SELF_SITES: Message = message('it needs self-attention over the tokens of one text, and this model has none that was found.');
