import type { Changes } from '../core/analyses/experiments/experiment';
import { raise } from '../core/fault';
import { message } from '../core/message';
import type { HeadAddress, SiteView } from '../core/viewModels';
import type { Asked } from '../protocol/channel';
import { checkpointName } from '../protocol/checkpointName';
import { type OtherSide, otherOf, sameShape } from '../protocol/compared';
import type { Analysed } from '../protocol/engine';
import type { ExportedPage, PanelState, PanelWorld } from '../protocol/panel';
import { type HeadWeights, STILL_FORMAT, type Still, type StillSide } from '../protocol/still';
import type { OpenModel } from './models';

/** Bytes of weights that a page may carry, of both sides together; more than a mail takes is of no use. */
const MOST_BYTES = 16e6;
const THUMBNAIL = 48;

type Asks = Pick<OpenModel, 'ask' | 'card'>;

/** The models whose answers are on the screen: the panel's own, and the one it is compared with. */
export interface Shown {
  readonly own: Asks;
  readonly other?: Asks;
}

/** One answer that goes along: who gave it, and to what. */
interface Given {
  readonly model: Asks;
  readonly input: { readonly kind: 'text'; readonly text: string; readonly pair?: string };
  readonly analysed: Analysed;
  /** Head whose weights go along before all others. */
  readonly first: HeadAddress;
}

/** The analyses again, from what the engines still have of them, and the weights of their heads. */
export async function stillOf(world: PanelWorld, { own, other }: Shown, page: ExportedPage, asked: Asked): Promise<Still> {
  const { state, stamp, otherStamp = '', tried } = page;
  const { analysis } = tried ? { analysis: standsOn(world) } : state;
  const info = world.analyses.find(one => one.id === analysis) ?? raise({ code: 'not-applicable', analysis, why: 'there is no page of it.' });
  const compared = other && otherOf(state);
  const given = async (model: Asks, of: Pick<OtherSide, 'text' | 'pair'>, stamp: string): Promise<Omit<Given, 'first'>> => {
    const input = { kind: 'text', text: of.text, ...(of.pair ? { pair: of.pair } : {}) } as const;
    return { model, input, analysed: await model.ask('analyse', { stamp, analysis, input, options: state.options[analysis] ?? {} }, { token: asked.token }) };
  };
  const mine = await given(own, state, stamp);
  const beside = compared && (await given(other, compared, otherStamp));
  const first = firstOf(mine.analysed, state);
  const sides = [{ ...mine, first }, ...(beside ? [{ ...beside, first: counterpart(first, mine.analysed, beside.analysed) }] : [])];
  const made = tried && (await own.ask('experiment', { stamp: mine.analysed.stamp, inputs: [mine.input], ...tried }, { token: asked.token }));
  const weights = await weightsOf(sides, state, tried?.changes, asked);
  const [held, heldBeside] = await Promise.all(sides.map((side, at) => sideOf(side, weights[at] ?? [], asked)));
  if (!held) return raise({ code: 'internal', why: 'a page without a picture' });
  // Of where the checkpoint lies only its name goes along.
  const card = { ...own.card, path: own.card.name, fallbacks: [] };
  const known = tried
    ? { experiments: (world.experiments ?? []).filter(({ id }) => id === tried.experiment), maps: world.maps ?? [], state: triedOf(state, tried.changes) }
    : { experiments: [], maps: [], state: shownOf(state, beside !== undefined) };
  const shown = { ...world, card, analyses: [info], found: [], ...known, still: true } as const;
  const outcome = tried && made ? { tried: { experiment: tried.experiment, changes: tried.changes, experimented: made } } : {};
  return { format: STILL_FORMAT, world: shown, own: held, ...(heldBeside ? { other: heldBeside } : {}), ...outcome };
}

/** The analysis that is asked for where things are tried. */
const standsOn = ({ analyses }: PanelWorld): string => analyses.find(({ view }) => view === 'attention')?.id ?? '';

/** Texts that were tried or compared before do not go along: a page is given to others. Nor do places of checkpoints. */
function shownOf(state: PanelState, compares: boolean): PanelState {
  const { whatIf: _tried, compare, ...shown } = state;
  return { ...shown, model: '', ...(compare && compares ? { compare: { ...compare, model: compare.model === '' ? '' : checkpointName(compare.model) } } : {}) };
}

/** The changes that are shown, as if each had been made by hand; what was tried before does not go along. */
function triedOf(state: PanelState, changes: Changes): PanelState {
  const shown = shownOf(state, false);
  return { ...shown, whatIf: { map: '', parameter: '', heads: [], others: changes, rest: state.whatIf?.rest ?? 'renormalise', list: [] } };
}

async function sideOf({ model, input, analysed }: Given, weights: readonly HeadWeights[], { token }: Asked): Promise<StillSide> {
  if (analysed.view.kind !== 'attention') return { analysed, weights };
  const what = { kind: 'thumbnails', side: THUMBNAIL } as const;
  return { analysed, weights, thumbnails: await model.ask('slice', { stamp: analysed.stamp, input, what }, { token }) };
}

const sitesOf = ({ view }: Analysed): readonly SiteView[] => ('sites' in view ? view.sites : []);

/** The head that is looked at, or that the view looks at by itself. */
function firstOf({ view }: Analysed, { site, head }: PanelState): HeadAddress {
  if (head >= 0) return { site, head };
  return view.kind === 'attention' ? view.chosen : { site: 0, head: 0 };
}

/** The head that stands beside it on the other side. */
function counterpart(first: HeadAddress, own: Analysed, other: Analysed): HeadAddress {
  return other.view.kind === 'attention' && !sameShape(sitesOf(own), sitesOf(other)) ? other.view.chosen : first;
}

type Wanted = HeadAddress & { readonly bytes: number };

/** All heads, the first one and those after it before those that precede it. */
function headsOf({ analysed, first }: Given): readonly Wanted[] {
  const all = sitesOf(analysed).flatMap(one => Array.from({ length: one.heads }, (_, head) => ({ site: one.index, head, bytes: 4 * one.queries * one.keys })));
  const at = all.findIndex(one => one.site === first.site && one.head === first.head);
  return at > 0 ? [...all.slice(at), ...all.slice(0, at)] : all;
}

/** What of each head's weights a page needs. A comparison of identifiability draws curves alone. */
function kindsOf(sides: readonly Given[], changes: Changes | undefined): readonly HeadWeights['kind'][] {
  const view = sides[0]?.analysed.view;
  if (view?.kind === 'attention') return changes ? ['head', 'changed'] : ['head'];
  return view?.kind === 'identifiability' && view.effective && sides.length === 1 ? ['head', 'effective'] : [];
}

/** Weights of as many heads as a page may carry; of two sides head by head, so that both hold the same. */
async function weightsOf(
  sides: readonly Given[],
  { analysis, options }: PanelState,
  changes: Changes | undefined,
  { token, progress }: Asked,
): Promise<readonly (readonly HeadWeights[])[]> {
  const kinds = kindsOf(sides, changes);
  const sums: 'kept' | 'free' = options[analysis]?.sums === 'kept' ? 'kept' : 'free';
  const heads = sides.map(side => (kinds.length > 0 ? headsOf(side) : []));
  const count = Math.max(0, ...heads.map(({ length }) => length));
  const weights: HeadWeights[][] = sides.map(() => []);
  let bytes = 0;
  for (let round = 0; round < count; round++) {
    bytes += kinds.length * heads.reduce((sum, list) => sum + (list[round]?.bytes ?? 0), 0);
    if (bytes > MOST_BYTES && round > 0) break;
    for (const [at, { model, input, analysed }] of sides.entries()) {
      const wanted = heads[at]?.[round];
      for (const kind of wanted ? kinds : []) {
        const { site, head } = wanted as Wanted;
        const what = kind === 'effective' ? ({ kind, site, head, sums } as const) : ({ kind: 'head', site, head } as const);
        const slice = await model.ask('slice', { stamp: analysed.stamp, input, what, ...(kind === 'changed' && changes ? { changes } : {}) }, { token });
        weights[at]?.push({ kind, site, head, values: new Float32Array(Uint8Array.from(slice.bytes).buffer) });
      }
    }
    progress({ share: round / count, label: message('Gathering the weights of {0} heads', count) });
  }
  return weights;
}
