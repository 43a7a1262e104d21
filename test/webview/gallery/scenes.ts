import type { Options } from '../../../src/core/analyses/analysis';
import type { Changes } from '../../../src/core/analyses/experiments/experiment';
import type { Fault } from '../../../src/core/fault';
import { type Message, message } from '../../../src/core/message';
import type { Tokens } from '../../../src/core/tokens/input';
import type { ExperimentView, Note, ViewModel } from '../../../src/core/viewModels';
import type { Slice, SliceParams } from '../../../src/protocol/engine';
import type { PanelState, PanelWorld, WhatIfState } from '../../../src/protocol/panel';
import { added, numbersOf } from '../../../webview/whatif/kept';
import { FRESH, NOTHING } from '../../../webview/whatif/recipe';
import { attentionView, type Shape } from '../models/attention';
import { withClusters, withSpread } from '../models/clusters';
import { hugeSlice, hugeView } from '../models/huge';
import { flowView, headsView, identifiabilityView } from '../models/others';
import { begun, cut, pairOf } from '../models/tokens';
import { curvesView, headMapView, whatIfView } from '../models/whatIf';
import { cardOf, stateOf, worldOf } from '../models/world';

/** A panel with plain data in place of an engine. */
export interface Scene {
  readonly world: PanelWorld;
  readonly tokens: Tokens;
  readonly shape: Shape;
  readonly views: Readonly<Record<string, () => ViewModel>>;
  readonly experiments?: Readonly<Record<string, (changes: Changes) => ExperimentView>>;
  readonly experimentRefusal?: { readonly fault: Fault; readonly message: Message };
  readonly endlessExperiment?: boolean;
  readonly notes?: readonly Note[];
  readonly refusal?: { readonly fault: Fault; readonly message: Message };
  /** Never answers, from the first question on or after it: what a long wait looks like. */
  readonly endless?: 'always' | 'again';
  readonly stale?: Message;
  /** Instead of the weights of the models. */
  readonly slices?: (what: SliceParams['what']) => Slice;
  /** What it is compared with: answers to any other text or checkpoint. */
  readonly other?: Pick<Scene, 'tokens' | 'shape' | 'views'>;
}

const VERSE = 'In the beginning God created the heaven and the earth.\nIn the beginning God was extraordinarily patient.';
const SMALL: Shape = { layers: 3, heads: 4, causal: true, valueWidth: 32 };
const BASE: Shape = { layers: 12, heads: 12, causal: false, valueWidth: 64 };
const story = (sentences: number): string =>
  Array.from(
    { length: sentences },
    (_, index) => `The ${['river', 'mountain', 'harbour', 'orchard'][index % 4]} kept its ${['name', 'silence', 'light'][index % 3]} in year ${1800 + index}.`,
  ).join(' ');
const LONG = begun(cut(story(60)), 512);
const HUGE: Shape = { layers: 4, heads: 4, causal: true, valueWidth: 64 };

function scene(analysis: string, tokens: Tokens, shape: Shape, more: Partial<Scene> = {}): Scene {
  const [text = '', pair = ''] = tokens.texts;
  const views = {
    attention: () => attentionView(tokens, shape),
    heads: () => headsView(tokens, shape),
    flow: () => flowView(tokens, shape),
    identifiability: () => identifiabilityView(tokens, shape),
  };
  return { world: worldOf(cardOf(shape, shape === SMALL ? 'demo' : 'minilm'), stateOf(analysis, text, pair)), tokens, shape, views, ...more };
}

const verse = cut(VERSE);
const fine: readonly Note[] = [
  { level: 'info', message: message('n = {0} ≤ d_v = {1}: the weights are identifiable.', verse.ids.length, 32) },
  { level: 'caveat', message: message('The first token holds {0} % of all weight.', 41) },
];

/** The bench with something on it. */
function tried(state: Partial<WhatIfState>, more: Partial<Scene> = {}): Scene {
  const experiments = { whatif: () => whatIfView(verse, SMALL), 'knock-out': () => headMapView(verse, SMALL), sweep: () => curvesView() };
  const plain = scene('what-if', verse, SMALL, { experiments, ...more });
  const before = { experiment: 'whatif', text: VERSE, pair: '', changes: { ...NOTHING, swaps: ['entmax:1.5@L0'] }, options: {}, numbers: numbersOf(whatIfView(verse, SMALL, 0.4)) };
  const list = more.experimentRefusal ? [] : added([], before, before.numbers);
  return { ...plain, world: { ...plain.world, state: { ...plain.world.state, whatIf: { ...FRESH, list, ...state } } } };
}

/** A scene whose views were set before. */
const set = (one: Scene, choices: Options): Scene => ({ ...one, world: { ...one.world, state: { ...one.world.state, choices: { [one.world.state.analysis]: choices } } } });
/** The attention of a text of 4,096 tokens. */
function huge(choices: Options): Scene {
  const tokens = begun(cut(story(460)), 4096);
  const plain = looked(tokens, HUGE, choices);
  return { ...plain, views: { attention: () => hugeView(tokens, HUGE) }, slices: what => hugeSlice(tokens, HUGE, what) };
}

/** The attention of a text as its user has set it. */
const looked = (tokens: Tokens, shape: Shape, choices: Options, chosen: Partial<PanelState> = {}): Scene => {
  const plain = scene('attention', tokens, shape);
  return set({ ...plain, world: { ...plain.world, state: { ...plain.world.state, ...chosen } } }, choices);
};

/** A scene beside another text of its checkpoint, or beside another checkpoint. */
function compared(one: Scene, other: Scene, model = ''): Scene {
  const [text = ''] = other.tokens.texts;
  return { ...one, world: { ...one.world, state: { ...one.world.state, compare: { model, text, pair: '' } } }, other };
}
const altered = cut(VERSE.replace('heaven', 'garden'));

const letter = pairOf('Who wrote the extraordinarily long letter?', 'The letter was written by an anonymous correspondent in 1841.');

export const SCENES: Readonly<Record<string, () => Scene>> = {
  attention: () => scene('attention', verse, SMALL, { notes: fine }),
  'attention-several': () => looked(verse, SMALL, { heads: '2.1,0.1,1.3', combine: 'max', scale: 'row' }),
  'attention-lines': () => looked(verse, SMALL, { picture: 'lines' }, { site: 2, head: 1 }),
  'attention-text': () => looked(verse, SMALL, { picture: 'text', queries: '18,15' }, { site: 2, head: 1, query: 18 }),
  'attention-words': () => looked(letter, BASE, { words: 'true', special: 'false' }),
  'attention-key': () => looked(letter, BASE, { picture: 'text', look: 'key', words: 'true' }, { site: 0, head: 0, query: 4 }),
  'attention-right-to-left': () => looked(cut('في البدء خلق الله السماوات والأرض. قرأ BERT الجملة في 12 طبقة.'), SMALL, {}, { site: 2, head: 1 }),
  'attention-odd': () => looked(cut(`A\u0000\u001b tab\there\u200b\u202e ${'x'.repeat(200)} end \u{1f469}\u200d\u{1f467} 春`), SMALL, {}, { site: 2, head: 1 }),
  pair: () => scene('attention', pairOf('Who wrote the letter?', 'The letter was written by an anonymous correspondent in 1841.'), BASE),
  long: () => scene('attention', LONG, BASE, { notes: [{ level: 'warning', message: message('n = {0} > d_v = {1}: the weights are not identifiable.', LONG.ids.length, 64) }] }),
  'long-lines': () => looked(LONG, BASE, { picture: 'lines' }, { site: 0, head: 5, query: 250 }),
  huge: () => huge({}),
  'huge-lines': () => huge({ picture: 'lines' }),
  'huge-text': () => huge({ picture: 'text', look: 'key' }),
  heads: () => scene('heads', verse, SMALL),
  'heads-base': () => scene('heads', verse, BASE),
  'heads-table': () => set(scene('heads', verse, BASE), { picture: 'table', sorted: 'induction down' }),
  'heads-distributions': () => set(scene('heads', verse, BASE), { picture: 'distributions' }),
  'heads-queries': () =>
    set(scene('heads', verse, BASE, { views: { heads: () => withSpread(headsView(verse, BASE)) } }), { picture: 'distributions', over: 'queries', layerOfHeads: 'L3' }),
  'heads-clusters': () => set(scene('heads', verse, BASE, { views: { heads: () => withClusters(headsView(verse, BASE)) } }), { picture: 'clusters' }),
  'heads-scatter': () => set(scene('heads', verse, BASE), { picture: 'scatter' }),
  flow: () => scene('flow', verse, SMALL),
  'flow-layers': () => set(scene('flow', verse, SMALL), { picture: 'layers' }),
  'flow-layers-base': () => set(scene('flow', verse, BASE), { picture: 'layers' }),
  'flow-partial': () => {
    const views = { flow: () => flowView(verse, SMALL, query => query === verse.ids.length - 1) };
    return scene('flow', verse, SMALL, { views });
  },
  'compare-texts': () => compared(scene('attention', verse, SMALL), scene('attention', altered, SMALL)),
  'compare-lengths': () => compared(scene('flow', verse, SMALL), scene('flow', cut('In the beginning was the word.'), SMALL)),
  'compare-checkpoints': () => compared(scene('attention', verse, SMALL), scene('attention', verse, { ...SMALL, layers: 2, heads: 6 }), '/models/other'),
  'compare-heads': () => compared(scene('heads', verse, SMALL), scene('heads', altered, SMALL)),
  'compare-flow': () => compared(scene('flow', verse, SMALL), scene('flow', altered, SMALL)),
  'compare-identifiability': () => compared(scene('identifiability', verse, SMALL), scene('identifiability', altered, SMALL)),
  identifiability: () => scene('identifiability', verse, SMALL),
  'identifiability-neighbours': () => set(scene('identifiability', LONG, BASE), { layer: '9', measure: 'euclidean' }),
  'effective-difference': () => {
    const { curves: _, ...rest } = identifiabilityView(verse, { ...SMALL, valueWidth: 16 });
    const lost = { id: 'lost', title: message('Weight without effect'), values: [0.31, 0.12, 0.08] };
    return scene('identifiability', verse, SMALL, {
      views: {
        identifiability: () => ({
          ...rest,
          curves: [lost],
          neighbours: [],
          moved: rest.sites.map(({ heads }, row) => Array.from({ length: heads }, (_, head) => 0.35 / (1 + row + 0.4 * head))),
          effective: true,
        }),
      },
    });
  },
  whatif: () =>
    tried({
      map: 'sparsemax',
      heads: [0, 1, 2, 3].map(head => [1, head] as const),
      others: { ...NOTHING, interventions: [{ kind: 'knock-out', scope: { sites: [2], heads: [1] } }] },
    }),
  'whatif-slider': () => tried({ map: 'entmax', parameter: '1.5' }),
  'whatif-none': () => tried({}),
  'whatif-fault': () =>
    tried(
      { map: 'top-k', parameter: '3' },
      {
        experimentRefusal: {
          fault: { code: 'not-applicable', analysis: 'What if', why: '' },
          message: message('{0}: {1}', 'What if', 'site 1 has no scores that are known, so its mapping cannot be swapped.'),
        },
      },
    ),
  'whatif-waiting': () => tried({ map: 'sparsemax' }, { endlessExperiment: true }),
  empty: () => ({ ...scene('attention', verse, SMALL), world: worldOf(undefined, stateOf('attention', '')) }),
  gone: () => ({
    ...scene('attention', verse, SMALL),
    world: {
      ...worldOf(undefined, stateOf('attention', VERSE)),
      fault: {
        fault: { code: 'missing-tensor', path: '/models/demo', tensor: 'wte.weight' },
        message: message('{0}: the checkpoint has no tensor "{1}", which its config.json calls for. Check that both belong together.', '/models/demo', 'wte.weight'),
      },
    },
  }),
  fault: () =>
    scene('attention', verse, SMALL, {
      refusal: { fault: { code: 'too-long', tokens: 700, limit: 512 }, message: message('The text has {0} tokens and the model reads at most {1}. Shorten the text.', 700, 512) },
    }),
  waiting: () => scene('attention', verse, SMALL, { endless: 'always' }),
  again: () => scene('attention', verse, SMALL, { endless: 'again' }),
  stale: () => scene('attention', verse, SMALL, { stale: message('model.safetensors was overwritten on disk since this picture was made.') }),
};
