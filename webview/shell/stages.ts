import type { Options } from '../../src/core/analyses/analysis';
import type { TokenView } from '../../src/core/viewModels';
import type { Remote } from '../../src/protocol/channel';
import type { Analysed } from '../../src/protocol/engine';
import type { KeptExperiment, PanelApi, PanelState, PanelWorld } from '../../src/protocol/panel';
import type { Stage } from '../stage';
import { FRESH, forOtherText } from '../whatif/recipe';
import type { BenchStage } from '../whatif/stage';
import { settled } from './asker';
import { infoOf } from './catalogue';
import type { Asked } from './question';

/** What the stages of views are made of: the panel's state, the ways to change it, and the host. */
export interface Behind {
  readonly host: Remote<PanelApi>;
  readonly world: PanelWorld;
  readonly state: PanelState;
  keep(change: Partial<PanelState>): void;
  /** Marks tokens in the editor that the text came from. */
  reveal(tokens: readonly TokenView[]): void;
  openHead: Stage['openHead'];
  setOption: Stage['setOption'];
  /** Asks for an experiment's text first, and makes the experiment once its picture is there. */
  repeat(one: KeptExperiment): void;
}

/** What belongs to one picture alone. */
export type Own = Pick<Stage, 'slice' | 'shade'>;

/** What a view of this run may use of the panel. */
export function stageOf(panel: Behind, analysed: Analysed, own: Own): Stage {
  const { analysis, site, head, query, choices, options } = panel.state;
  return {
    info: infoOf(panel.world, analysis),
    analysed,
    chosen: { site, head, query },
    options: options[analysis] ?? {},
    choices: choices?.[analysis] ?? {},
    keepChoices: change => keepChoices(panel, change),
    keep: change => panel.keep(change),
    ...own,
    openHead: (toSite, toHead) => panel.openHead(toSite, toHead),
    setOption: (id, value) => panel.setOption(id, value),
  };
}

function keepChoices(panel: Behind, change: Options): void {
  const { analysis, choices } = panel.state;
  panel.keep({ choices: { ...choices, [analysis]: { ...choices?.[analysis], ...change } } });
}

/** What the bench may use besides. */
export function benchStageOf(panel: Behind, stage: Stage, { text, pair }: Asked): BenchStage {
  const { host, world } = panel;
  const { card, maps = [], experiments = [] } = world;
  const { stamp } = stage.analysed;
  return {
    ...stage,
    text,
    pair,
    model: { name: card?.name ?? '', path: card?.path ?? '', stamp },
    maps,
    experiments,
    still: world.still === true,
    state: panel.state.whatIf ?? FRESH,
    keepTrial: whatIf => panel.keep({ whatIf }),
    optionsOf: id => panel.state.options[id] ?? {},
    keepOptions: (id, options) => panel.keep({ options: { ...panel.state.options, [id]: options } }),
    experiment: (trial, asking) => settled(host.experiment({ ...trial, text, pair, stamp }, asking)),
    changedSlice: (what, changes) => settled(host.slice({ text, pair, stamp, what, changes })),
    save: (name, content) => settled(host.save({ name, content })),
    repeat: (one, whatIf) => {
      panel.keep({ text: one.text, pair: one.pair, whatIf: forOtherText(whatIf), query: -1 });
      panel.repeat(one);
    },
  };
}
