import { message } from '../../../src/core/message';
import type { ViewKind } from '../../../src/core/viewModels';
import type { AnalysisInfo, ModelCard } from '../../../src/protocol/engine';
import { PANEL_PROTOCOL, type PanelState, type PanelWorld } from '../../../src/protocol/panel';
import type { Shape } from './attention';
import { EXPERIMENTS, MAPS } from './whatIf';

const analysis = (id: string, title: string, view: ViewKind, shows: string, source: string, caveat: string, parameters: AnalysisInfo['parameters'] = []): AnalysisInfo => ({
  id,
  title: message(title),
  shows: message(shows),
  source,
  caveat: message(caveat),
  view,
  parameters,
});

const residual = {
  id: 'residual',
  title: message('Residual weight'),
  explanation: message('How much of each layer passes by its attention.'),
  kind: 'choice',
  choices: [
    { id: 'half', title: message('half') },
    { id: 'none', title: message('none') },
  ],
  otherwise: 'half',
} as const;

export const ANALYSES: readonly AnalysisInfo[] = [
  analysis(
    'attention',
    'Attention',
    'attention',
    'The weights of every head.',
    'Vaswani et al. 2017, Attention is all you need',
    'Weights say where a head looks, not what it does with it.',
  ),
  analysis(
    'heads',
    'Head statistics',
    'heads',
    'One number for each head.',
    'Voita et al. 2019, Analyzing multi-head self-attention',
    'A statistic of one text says little about others.',
  ),
  analysis(
    'flow',
    'Attention flow',
    'flow',
    'How much of each input token reaches each position.',
    'Abnar and Zuidema 2020, Quantifying attention flow in transformers',
    'Values and the feed-forward layers are left out.',
    [
      residual,
      { id: 'alpha', title: message('Value'), explanation: message('The share that passes by.'), kind: 'number', range: [0, 1], otherwise: '0.5' },
      { id: 'from', title: message('Token'), explanation: message('Only the flow from this token.'), kind: 'token', otherwise: '' },
      { id: 'special', title: message('Hide special tokens'), explanation: message('Leaves them out.'), kind: 'flag', otherwise: 'false' },
    ],
  ),
  analysis(
    'identifiability',
    'Token identifiability',
    'identifiability',
    'Whether hidden states still tell their tokens.',
    'Brunner et al. 2020, On identifiability in transformers',
    'States of the same text only.',
  ),
];

export const cardOf = ({ layers, heads, causal }: Shape, name = 'demo'): ModelCard => ({
  path: `/models/${name}`,
  name,
  stamp: `${name}-1`,
  family: causal ? 'gpt2' : 'bert',
  task: causal ? 'causal language model' : 'masked language model',
  layers,
  heads,
  keyHeads: heads,
  hidden: heads * 32,
  parameters: 941_824,
  bytes: 3_769_312,
  dtype: 'float32',
  tokenizer: 'byte-level BPE',
  maxTokens: 512,
  causal,
  provider: 'cpu',
  fallbacks: [{ name: 'webgpu', usable: false, why: 'no supported adapter' }],
  sites: Array.from({ length: layers }, (_, index) => ({ index, layer: index, kind: 'self', heads, mapping: 'softmax', at: `block.${index}.attn` })),
  misses: [{ at: 'block.0.mlp', why: 'features by features, no position is contracted' }],
  checks: [
    { id: 'rows', ok: true, message: message('rows sum to 1') },
    { id: 'mask', ok: true, message: message('nothing passes the mask') },
  ],
  notes: [],
});

export const stateOf = (analysis: string, text: string, pair = ''): PanelState => ({
  format: PANEL_PROTOCOL,
  model: '/models/demo',
  analysis,
  text,
  pair,
  options: {},
  site: -1,
  head: -1,
  query: -1,
});

export const worldOf = (card: ModelCard | undefined, state: PanelState): PanelWorld => ({
  protocol: PANEL_PROTOCOL,
  ...(card ? { card } : {}),
  analyses: ANALYSES,
  experiments: EXPERIMENTS,
  maps: MAPS,
  state,
  found: [
    { label: 'models/minilm', path: '/models/minilm' },
    { label: 'exports/encoder.onnx', path: '/exports/encoder.onnx' },
  ],
  strings: {},
});
