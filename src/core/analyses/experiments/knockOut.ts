import { type Edits, mostHeads, openGates } from '../../attention/interventions/edits';
import type { Address } from '../../attention/interventions/scope';
import { editsOf } from '../../attention/interventions/table';
import { message } from '../../message';
import { float32 } from '../../tensor/tensor';
import type { CurvesView, HeadMapView, Line } from '../../viewModels';
import type { Answer } from '../whatif/answer';
import { answerIn, answerNotes, answerProbe, CHANGED, NO_ANSWER, NO_SITES } from '../whatif/answers';
import { generator, shuffled } from '../whatif/bootstrap';
import { meanOf, outputChange } from '../whatif/compare';
import type { Ask, Experiment, ExperimentSubject, Runs } from './experiment';
import { meanOutputs, measuredSites } from './runs';
import { changesSaid } from './said';

/** Every head in order, and the edits that take some of them out. */
interface Heads {
  readonly all: readonly Address[];
  readonly without: (out: readonly Address[]) => Edits;
}

function* headsOf(subject: ExperimentSubject): Runs<Heads> {
  const { sites, options } = subject;
  const all = sites.flatMap(({ index, heads }) => Array.from({ length: heads }, (_, head) => ({ site: index, head })));
  const most = mostHeads(sites);
  const zero = (out: readonly Address[]): Edits => {
    const gates = openGates(sites);
    for (const { site, head } of out) gates.data[site * most + head] = 0;
    return { gates, rows: new Map() };
  };
  if (options.with !== 'mean') return { all, without: zero };
  const means = yield* meanOutputs(
    subject,
    sites.map(({ index }) => index),
    0.1,
  );
  const stand = (out: readonly Address[]): Edits =>
    editsOf(
      out.map(({ site, head }) => ({ kind: 'mean-out' as const, scope: { sites: [site], heads: [head] } })),
      { sites, weights: new Map(), means },
    );
  return { all, without: stand };
}

/** What the model says of a text with these heads taken out; of the swapped model where a mapping is swapped as well. */
function* answered(subject: ExperimentSubject, index: number, done: number, edits?: Edits): Runs<Answer> {
  const { swaps } = subject.changes;
  const ask: Ask = { of: 'texts', index, ...(swaps.length > 0 && { swaps }), ...(edits && { edits }), needs: [answerProbe(subject)], done };
  return answerIn(subject, yield ask);
}

/** Output change of each head alone, mean over texts, and runs of the whole so far. */
function* importance(subject: ExperimentSubject, { all, without }: Heads, share: number): Runs<readonly number[]> {
  const changes = all.map((): number[] => []);
  for (const index of subject.texts.keys()) {
    const before = yield* answered(subject, index, (share * index) / subject.texts.length);
    for (const [place, head] of all.entries()) {
      const done = (share * (index + place / all.length)) / subject.texts.length;
      changes[place]?.push(outputChange(before, yield* answered(subject, index, done, without([head]))));
    }
  }
  return changes.map(meanOf);
}

interface Orders {
  readonly important: readonly Address[];
  readonly unimportant: readonly Address[];
  readonly random: readonly (readonly Address[])[];
}

function ordersOf(subject: ExperimentSubject, all: readonly Address[], worth: readonly number[]): Orders {
  const next = generator(Number(subject.options.seed ?? 1));
  const byWorth = all.map((_, place) => place).sort((a, b) => (worth[b] ?? 0) - (worth[a] ?? 0));
  const heads = (places: readonly number[]): readonly Address[] => places.flatMap(place => all[place] ?? []);
  const random = Array.from({ length: Number(subject.options.orders ?? 3) }, () => heads(shuffled(all.length, next)));
  return { important: heads(byWorth), unimportant: heads([...byWorth].reverse()), random };
}

/** 0, ..., all heads, at most `points` steps of about equal length. */
export const countsOf = (heads: number, points: number): readonly number[] => [
  ...new Set(Array.from({ length: Math.min(points, heads) + 1 }, (_, i) => Math.round((i * heads) / Math.min(points, heads)))),
];

/** Output change against the number of heads removed, mean over texts, for each order. */
function* removal(subject: ExperimentSubject, heads: Heads, orders: Orders, share: number): Runs<CurvesView> {
  const counts = countsOf(heads.all.length, Number(subject.options.points ?? 12));
  const lines = [orders.important, orders.unimportant, ...orders.random];
  const changes = lines.map(() => counts.map((): number[] => []));
  for (const index of subject.texts.keys()) {
    const before = yield* answered(subject, index, share + ((1 - share) * index) / subject.texts.length);
    for (const [line, order] of lines.entries())
      for (const [point, count] of counts.entries()) {
        const done = share + ((1 - share) * (index + (line + point / counts.length) / lines.length)) / subject.texts.length;
        const change = count === 0 ? 0 : outputChange(before, yield* answered(subject, index, done, heads.without(order.slice(0, count))));
        changes[line]?.[point]?.push(change);
      }
  }
  const means = changes.map(line => line.map(meanOf));
  return curves(subject, counts, means);
}

function curves(subject: ExperimentSubject, counts: readonly number[], [important = [], unimportant = [], ...random]: readonly (readonly number[])[]): CurvesView {
  const lines: Line[] = [
    { id: 'important', title: message('Most important first'), unit: '', values: important },
    { id: 'unimportant', title: message('Least important first'), unit: '', values: unimportant },
  ];
  const at = (point: number): readonly number[] => random.map(line => line[point] ?? Number.NaN);
  if (random.length > 0)
    lines.push({
      id: 'random',
      title: message('At random, mean and range of {0} orders', random.length),
      unit: '',
      values: counts.map((_, point) => meanOf(at(point))),
      low: counts.map((_, point) => Math.min(...at(point))),
      high: counts.map((_, point) => Math.max(...at(point))),
    });
  return { kind: 'curves', changes: changesSaid(subject), x: { title: message('Heads removed'), values: counts }, lines, texts: subject.texts.length };
}

export const knockOut: Experiment = {
  id: 'knock-out',
  title: message('Knock-out'),
  shows: message('How much the model’s answers change when each head alone is taken out, and when more and more are.'),
  source: 'Michel et al. 2019, Are Sixteen Heads Really Better than One?; Voita et al. 2019, Analyzing Multi-Head Self-Attention (importance by ablation)',
  caveat: message('Heads stand in for each other: one whose loss changes nothing may matter once its double is gone.'),
  view: 'headmap',
  parameters: [
    {
      id: 'with',
      title: message('Replaced by'),
      explanation: message('Zero, or the head’s mean output over a file of texts.'),
      kind: 'choice',
      choices: [
        { id: 'zero', title: message('Zero') },
        { id: 'mean', title: message('Mean') },
      ],
      otherwise: 'zero',
    },
    { id: 'points', title: message('Points'), explanation: message('Steps of the removal curve; 0 leaves it out.'), kind: 'number', range: [0, 1000], otherwise: '12' },
    { id: 'orders', title: message('Random orders'), explanation: message('How many random orders of removal are averaged.'), kind: 'number', range: [0, 100], otherwise: '3' },
    { id: 'seed', title: message('Seed'), explanation: message('Of the random orders.'), kind: 'number', range: [0, 4294967295], otherwise: '1' },
  ],
  refuses: subject => {
    if (subject.sites.length === 0) return NO_SITES;
    if (!subject.logits && subject.hiddenStates === 0) return NO_ANSWER;
    return subject.options.with === 'mean' && subject.means === 0 ? message('heads are replaced by their mean over a file of texts: give one (--means).') : undefined;
  },
  *run(subject) {
    const heads = yield* headsOf(subject);
    const points = Number(subject.options.points ?? 12);
    const orders = 2 + Number(subject.options.orders ?? 3);
    const share = heads.all.length / (heads.all.length + orders * Math.min(points, heads.all.length));
    const worth = yield* importance(subject, heads, share);
    const curve = points > 0 ? yield* removal(subject, heads, ordersOf(subject, heads.all, worth), share) : undefined;
    const most = mostHeads(subject.sites);
    const values = new Float32Array(subject.sites.length * most).fill(Number.NaN);
    for (const [place, { site, head }] of heads.all.entries()) values[site * most + head] = worth[place] ?? Number.NaN;
    const view: HeadMapView = {
      kind: 'headmap',
      changes: changesSaid(subject),
      title: message('Importance by ablation'),
      explanation: subject.logits
        ? message('Total variation of the model’s answers when the head is taken out, mean over positions and texts.')
        : message('1 - cosine of the last hidden states when the head is taken out, mean over tokens and texts.'),
      unit: '',
      sites: measuredSites(subject),
      heads: most,
      values,
      ...(curve && { removal: curve }),
      texts: subject.texts.length,
    };
    return {
      tensors: {
        'knock_out.importance': float32([subject.sites.length, most], values),
        ...(curve && { 'knock_out.removed': float32([curve.x.values.length], curve.x.values) }),
        ...Object.fromEntries(curve?.lines.map(({ id, values: line }) => [`knock_out.change.${id}`, float32([line.length], line)]) ?? []),
      },
      view,
      notes: [CHANGED, ...answerNotes(subject)],
    };
  },
};
