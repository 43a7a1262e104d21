import { message } from '../../src/core/message';
import type { AnalysisInfo } from '../../src/protocol/engine';
import type { PanelWorld } from '../../src/protocol/panel';

/** The tab beside the analyses in which things are tried. The host's command names it as well. */
export const WHAT_IF = 'what-if';

const WHAT_IF_TAB = { id: WHAT_IF, title: message('What if'), shows: message('What the model would say with another mapping, a head less, or a weight moved.') };

/** Whether this model's engine knows experiments. */
const canTry = ({ experiments = [] }: PanelWorld): boolean => experiments.length > 0;

export const infoOf = ({ analyses }: PanelWorld, id: string): AnalysisInfo | undefined => analyses.find(one => one.id === id);

/** The analysis in which a head is looked at. */
export const attentionOf = ({ analyses }: PanelWorld): AnalysisInfo | undefined => analyses.find(({ view }) => view === 'attention');

/** What the panel's tabs are. */
export function tabsOf(world: PanelWorld): readonly Pick<AnalysisInfo, 'id' | 'title' | 'shows'>[] {
  // A page that shows what was tried shows that alone.
  if (world.still && world.state.analysis === WHAT_IF) return [WHAT_IF_TAB];
  return canTry(world) ? [...world.analyses, WHAT_IF_TAB] : world.analyses;
}

/** The id, where there is such a tab. */
export const knownTab = (world: PanelWorld, id: string): string | undefined => tabsOf(world).find(tab => tab.id === id)?.id;

/** The analysis that is run for a tab: the bench stands on the attention that it changes. */
export const askedFor = (world: PanelWorld, tab: string): string => (tab === WHAT_IF ? (attentionOf(world)?.id ?? tab) : tab);
