import type { AttentionSite } from '../../attention/site';
import { type Message, message } from '../../message';
import type { Statistic } from '../../viewModels';
import type { Subject } from '../analysis';
import { isCausal } from './sites';

/** A head statistic as people read it; the probe of the same name computes it. */
export interface HeadStatistic extends Omit<Statistic, 'values' | 'bySite' | 'byHead'> {
  /** Where it means something; elsewhere it is NaN. */
  readonly applies: (subject: Subject, site: AttentionSite) => boolean;
}

const SHARE = { unit: '', domain: [0, 1] } as const;

const anywhere = (): boolean => true;
const within = (_: Subject, site: AttentionSite): boolean => site.kind === 'self';
const withSpecial = ({ tokens }: Subject, site: AttentionSite): boolean => site.kind === 'self' && tokens.special.some(Boolean);
const inCausal = (subject: Subject, site: AttentionSite): boolean => site.kind === 'self' && isCausal(subject, site);

const share = (id: string, title: Message, explanation: Message, applies: HeadStatistic['applies']): HeadStatistic => ({ id, title, explanation, ...SHARE, applies });

/** Every head statistic, in the order in which they are offered. All are means over queries. */
export const HEAD_STATISTICS: readonly HeadStatistic[] = [
  {
    id: 'entropy',
    title: message('Entropy'),
    explanation: message('How spread out the weights of a query are: 0 for a single key, ln of the number of keys for all alike.'),
    unit: 'nats',
    applies: anywhere,
  },
  { id: 'effective_count', title: message('Effective count'), explanation: message('How many keys a query draws on: e to the entropy.'), unit: 'tokens', applies: anywhere },
  share('confidence', message('Confidence'), message('The largest weight of a query.'), anywhere),
  { id: 'distance', title: message('Distance'), explanation: message('How far away the keys are that a query draws on, weighted.'), unit: 'tokens', applies: within },
  share('self', message('Own token'), message('Weight on the query’s own position.'), within),
  share('previous', message('Previous token'), message('Weight on the position before; over the queries that have one.'), within),
  share('next', message('Next token'), message('Weight on the position after; over the queries that have one.'), within),
  share('first', message('First token'), message('Weight on the first position, where many heads park what they have no use for.'), within),
  share('special', message('Special tokens'), message('Weight on tokens that the tokenizer added, such as [CLS] and [SEP].'), withSpecial),
  share('induction', message('Induction'), message('Weight on positions whose previous token is the query’s token: what followed it last time.'), inCausal),
  share('duplicate', message('Duplicate token'), message('Weight on earlier positions with the same token.'), inCausal),
];

/** Probes of every statistic that applies. */
export const statisticProbes = (subject: Subject, sites: readonly AttentionSite[], ids?: readonly string[]): readonly string[] =>
  sites.flatMap(site => HEAD_STATISTICS.filter(s => (ids?.includes(s.id) ?? true) && s.applies(subject, site)).map(s => `heads.${s.id}.${site.index}`));
