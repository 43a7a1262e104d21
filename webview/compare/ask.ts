import type { Asking, Remote } from '../../src/protocol/channel';
import type { Analysed } from '../../src/protocol/engine';
import type { Answer, PanelApi, PanelState } from '../../src/protocol/panel';
import { settled } from '../shell/asker';
import { t } from '../strings';
import { shortened } from '../tokens/signs';
import { nameOf } from './bar';
import type { Side } from './comparison';

/** An answer, and what it is compared with. */
export interface Both {
  readonly own: Analysed;
  readonly other?: { readonly analysed: Analysed; readonly of: Question };
}

/** What the other side is asked. */
export interface Question {
  readonly text: string;
  readonly pair: string;
  readonly other: string;
}

/** The other side of a panel's comparison: another text of its checkpoint, or another checkpoint on its text. */
export function otherOf({ compare, text, pair }: PanelState): Question | undefined {
  if (!compare) return undefined;
  if (compare.model !== '') return { text, pair, other: compare.model };
  return compare.text.trim() === '' ? undefined : { text: compare.text, pair: compare.pair, other: '' };
}

/** Asks for an analysis, and for the same of the other side where there is one; a fault of either is the answer. */
export async function askBoth(host: Remote<PanelApi>, params: Parameters<PanelApi['analyse']>[0], other: Question | undefined, asking: Asking): Promise<Answer<Both>> {
  const own = await host.analyse(params, asking);
  if (!own.ok) return own;
  if (!other) return { ok: true, value: { own: own.value } };
  const analysed = await host.analyse({ ...params, ...other }, asking);
  return analysed.ok ? { ok: true, value: { own: own.value, other: { analysed: analysed.value, of: other } } } : analysed;
}

const LENGTH = 48;
const named = (text: string): string => `“${shortened(text.replace(/\s+/g, ' ').trim(), LENGTH)}”`;

/** Both sides with what they go by: texts of one checkpoint, or checkpoints. */
export function sidesOf(host: Remote<PanelApi>, checkpoint: string, of: { readonly text: string; readonly pair: string }, { own, other }: Required<Both>): readonly [Side, Side] {
  const texts = other.of.other === '';
  const [first, second] = texts ? [named(of.text), named(other.of.text)] : [checkpoint, nameOf(other.of.other)];
  // Two of the same name are told apart by their place.
  const [left, right] = first === second ? [t('{0} (first)', first), t('{0} (second)', second)] : [first, second];
  return [
    { name: left, analysed: own, slice: what => settled(host.slice({ ...of, stamp: own.stamp, what })) },
    { name: right, analysed: other.analysed, slice: what => settled(host.slice({ ...other.of, stamp: other.analysed.stamp, what })) },
  ];
}
