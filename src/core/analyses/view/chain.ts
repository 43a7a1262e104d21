import type { AttentionSite } from '../../attention/site';
import type { Probed } from '../../instrument/probe';
import { type Message, message } from '../../message';
import { type Matrix, matrix } from '../../tensor/matrix';
import type { Note } from '../../viewModels';
import type { Options, Parameter, Subject } from '../analysis';
import { type Measured, selfSites } from './sites';
import { isPosition, tokenOption } from './tokens';

/** What rollout and flow have in common: layers one above the other, each the mean of its heads with a residual path. */
export const RESIDUAL: readonly Parameter[] = [
  {
    id: 'residual',
    title: message('Residual path'),
    explanation: message('How much of each layer’s output is its own input: one half by convention, nothing, or the share given.'),
    kind: 'choice',
    choices: [
      { id: 'half', title: message('one half') },
      { id: 'none', title: message('none') },
      { id: 'share', title: message('the share') },
    ],
    otherwise: 'half',
  },
  {
    id: 'residual-share',
    title: message('Share'),
    explanation: message('The share of the residual path where it is given by hand.'),
    kind: 'number',
    range: [0, 1],
    otherwise: '0.5',
  },
];

export const residualShare = (options: Options): number => {
  if (options.residual === 'none') return 0;
  return options.residual === 'share' ? Number(options['residual-share'] ?? 0.5) : 0.5;
};

export const FROM: Parameter = {
  id: 'from',
  title: message('From token'),
  explanation: message('The token that is looked from, by position.'),
  kind: 'token',
  otherwise: '',
};

export const LAYER_RANGE: readonly Parameter[] = [
  {
    id: 'first-layer',
    title: message('First layer'),
    explanation: message('The lowest layer that is taken; what enters it counts as the input.'),
    kind: 'number',
    range: [0, 1e6],
    otherwise: '',
  },
  { id: 'last-layer', title: message('Last layer'), explanation: message('The highest layer that is taken.'), kind: 'number', range: [0, 1e6], otherwise: '' },
];

const bound = (value: string | undefined, otherwise: number): number => (value === undefined || value === '' ? otherwise : Number(value));

/** Self-attention sites of the layers that the options ask for, lowest first. */
export function layersOf(subject: Subject): readonly AttentionSite[] {
  const [first, last] = [bound(subject.options['first-layer'], 0), bound(subject.options['last-layer'], Number.POSITIVE_INFINITY)];
  return selfSites(subject).filter(({ layer }) => layer >= first && layer <= last);
}

export function refuseRange(subject: Subject): Message | undefined {
  if (layersOf(subject).length > 0) return undefined;
  const layers = selfSites(subject).map(({ layer }) => layer);
  return message(
    'no layer lies between {0} and {1}; there are layers {2} to {3}.',
    subject.options['first-layer'] ?? '',
    subject.options['last-layer'] ?? '',
    Math.min(...layers),
    Math.max(...layers),
  );
}

export function refuseToken({ options, tokens }: Subject): Message | undefined {
  const from = tokenOption(options.from);
  const count = tokens.ids.length;
  return from === undefined || isPosition(from, count) ? undefined : message('token {0} is not there; the text has tokens 0 to {1}.', options.from ?? '', count - 1);
}

/** Mean over heads of each layer's weights. */
export const headMeans = (sites: readonly Measured[], probed: Probed): readonly Matrix[] =>
  sites.map(({ site, queries, keys }) => matrix(queries, keys, (probed.get(`attentions_mean.${site.index}`)?.data as Float32Array | undefined) ?? []));

/** What is left of each row without the first token, divided by its sum; NaN where nothing is left. */
export function withoutFirst({ rows, columns, data }: Matrix): Float32Array {
  const made = new Float32Array(rows * columns).fill(Number.NaN);
  for (let i = 0; i < rows; i++) {
    const row = data.subarray(i * columns + 1, (i + 1) * columns);
    const total = row.reduce((a, b) => a + b, 0);
    made.set(
      row.map(share => share / total),
      i * columns + 1,
    );
  }
  return made;
}

/** Above this mean share the first token is called a sink. */
const SINK = 0.3;

/** Says so where the first token takes much of what the later tokens draw on. */
export function sinkNote(subject: Pick<Subject, 'facts'>, { rows, columns, data }: Matrix): readonly Note[] {
  let total = 0;
  for (let i = 1; i < rows; i++) total += data[i * columns] ?? 0;
  const share = total / Math.max(1, rows - 1);
  const text = subject.facts.causal
    ? message('The first token holds {0} % of what later tokens draw on: many models use it as a sink.', Math.round(100 * share))
    : message('The first token holds {0} % of what the others draw on.', Math.round(100 * share));
  return rows > 2 && share > SINK ? [{ level: 'caveat', message: text }] : [];
}
