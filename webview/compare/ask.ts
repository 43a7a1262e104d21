import type { Asking, Remote } from '../../src/protocol/channel';
import { checkpointName } from '../../src/protocol/checkpointName';
import type { OtherSide } from '../../src/protocol/compared';
import type { Analysed } from '../../src/protocol/engine';
import type { Answer, Compared, PanelApi } from '../../src/protocol/panel';
import { settled } from '../shell/asker';
import { t } from '../strings';
import { shortened } from '../tokens/signs';
import type { Side } from './comparison';

/** An answer, and what it is compared with. */
export interface Both {
  readonly own: Analysed;
  readonly other?: { readonly analysed: Analysed; readonly of: OtherSide };
}

/** A side's question as a panel's state keeps it. */
export const comparedWith = ({ text, pair, other }: OtherSide): Compared => ({ model: other, text, pair });

/** Asks for an analysis, and for the same of the other side where there is one; a fault of either is the answer. */
export async function askBoth(host: Remote<PanelApi>, params: Parameters<PanelApi['analyse']>[0], other: OtherSide | undefined, asking: Asking): Promise<Answer<Both>> {
  const own = await host.analyse(params, asking);
  if (!own.ok) return own;
  if (!other) return { ok: true, value: { own: own.value } };
  const analysed = await host.analyse({ ...params, ...other }, asking);
  return analysed.ok ? { ok: true, value: { own: own.value, other: { analysed: analysed.value, of: other } } } : analysed;
}

const LENGTH = 48;
const named = (text: string): string => t('“{0}”', shortened(text.replace(/\s+/g, ' ').trim(), LENGTH));

/** Both sides with what they go by: texts of one checkpoint, or checkpoints. */
export function sidesOf(host: Remote<PanelApi>, checkpoint: string, of: { readonly text: string; readonly pair: string }, { own, other }: Required<Both>): readonly [Side, Side] {
  const texts = other.of.other === '';
  const [first, second] = texts ? [named(of.text), named(other.of.text)] : [checkpoint, checkpointName(other.of.other)];
  // Two of the same name are told apart by their place.
  const [left, right] = first === second ? [t('{0} (first)', first), t('{0} (second)', second)] : [first, second];
  return [
    { name: left, analysed: own, slice: what => settled(host.slice({ ...of, stamp: own.stamp, what })) },
    { name: right, analysed: other.analysed, slice: what => settled(host.slice({ ...other.of, stamp: other.analysed.stamp, what })) },
  ];
}
