import { type Message, message } from '../../message';
import { float32, type Tensor } from '../../tensor/tensor';
import type { CurvesView, Line, Measure } from '../../viewModels';
import { answerNotes, answerProbe, CHANGED, NO_ANSWER, NO_SITES } from '../whatif/answers';
import { compareTexts } from '../whatif/compareTexts';
import { measuresOf, type Samples } from '../whatif/measures';
import type { Experiment, ExperimentSubject, Runs } from './experiment';
import { weightProbes, weightsIn } from './runs';
import { parameterIn, sweptValues, withParameter } from './swept';

const number = (text: string | undefined): number | undefined => (text === undefined || text === '' ? undefined : Number(text));

function valuesOf({ changes, options, texts }: ExperimentSubject): readonly number[] {
  const keys = Math.max(1, ...texts.map(({ ids }) => ids.length));
  const [from, to] = [number(options.from), number(options.to)];
  return sweptValues(changes.swaps.at(-1) ?? '', { ...(from !== undefined && { from }), ...(to !== undefined && { to }), steps: Number(options.steps ?? 20) }, keys);
}

/** Every value of every text: one run as it is, then one for each value. */
function* sampled(subject: ExperimentSubject, values: readonly number[]): Runs<readonly (readonly Samples[])[]> {
  const { texts, changes } = subject;
  const [others, swept] = [changes.swaps.slice(0, -1), changes.swaps.at(-1) ?? ''];
  const needs = [answerProbe(subject), ...weightProbes(subject)];
  const samples = values.map((): Samples[] => []);
  for (const [index, text] of texts.entries()) {
    const plain = yield { of: 'texts', index, needs, done: index / texts.length };
    const own = weightsIn(subject, plain);
    for (const [place, value] of values.entries()) {
      const done = (index + (place + 1) / (values.length + 1)) / texts.length;
      const changed = yield { of: 'texts', index, swaps: [...others, withParameter(swept, value)], needs, done };
      samples[place]?.push(compareTexts(subject, { before: text, after: text, plain, changed, own, open: own }).samples);
    }
  }
  return samples;
}

/** What a line of a sweep shows of a measure: what the change makes of it where it has a value of its own, else the change. */
const shownOf = ({ after, change }: Measure) => after ?? change;

function linesOf(samples: readonly (readonly Samples[])[], seed: number): readonly Line[] {
  const measured = samples.map(point => measuresOf(point, seed));
  const [first = []] = measured;
  return first.map(({ id, title, unit }) => {
    const points = measured.map(point => point.find(measure => measure.id === id)).map(measure => measure && shownOf(measure));
    const several = points.some(point => (point?.count ?? 0) > 1);
    const column = (of: 'mean' | 'low' | 'high'): readonly number[] => points.map(point => point?.[of] ?? Number.NaN);
    return { id, title, unit, values: column('mean'), ...(several && { low: column('low'), high: column('high') }) };
  });
}

function refuses(subject: ExperimentSubject): Message | undefined {
  const swept = subject.changes.swaps.at(-1);
  if (subject.sites.length === 0) return NO_SITES;
  if (!subject.logits && subject.hiddenStates === 0) return NO_ANSWER;
  if (swept === undefined) return message('nothing is swept: name a map, such as entmax.');
  if (subject.changes.interventions.length + subject.changes.tokens.length > 0) return message('a sweep changes a mapping and nothing else.');
  return parameterIn(swept) ? undefined : message('the map {0} has no number to sweep.', swept);
}

export const sweep: Experiment = {
  id: 'sweep',
  title: message('Sweep'),
  shows: message('What a mapping’s number does, over its range: how much the answers change, how dense and how spread out the weights are.'),
  source: 'Correia et al. 2019, Adaptively Sparse Transformers; Zhao et al. 2019, Explicit Sparse Transformer',
  caveat: message('The model was trained with its own mapping: how far answers move says how much it leans on it, not which mapping is the best.'),
  view: 'curves',
  parameters: [
    { id: 'from', title: message('From'), explanation: message('First value; the map’s own where nothing is said.'), kind: 'number', otherwise: '' },
    { id: 'to', title: message('To'), explanation: message('Last value.'), kind: 'number', otherwise: '' },
    { id: 'steps', title: message('Steps'), explanation: message('How many values, both ends in.'), kind: 'number', range: [1, 1000], otherwise: '20' },
    { id: 'seed', title: message('Seed'), explanation: message('Of the bootstrap.'), kind: 'number', range: [0, 4294967295], otherwise: '1' },
  ],
  refuses,
  *run(subject) {
    const values = valuesOf(subject);
    const lines = linesOf(yield* sampled(subject, values), Number(subject.options.seed ?? 1));
    const swept = subject.changes.swaps.at(-1) ?? '';
    const view: CurvesView = {
      kind: 'curves',
      changes: [...subject.changes.swaps.slice(0, -1).map(swap => message('mapping swapped: {0}', swap)), message('swept: {0}', swept)],
      x: { title: message('{0} of {1}', parameterIn(swept)?.name ?? '', swept), values },
      lines,
      texts: subject.texts.length,
    };
    const column = (of: readonly number[]): Tensor => float32([of.length], of);
    const tensors = Object.fromEntries(
      lines.flatMap(({ id, values: mean, low, high }) => [
        [`sweep.${id}`, column(mean)],
        ...(low ? [[`sweep.${id}.low`, column(low)] as const] : []),
        ...(high ? [[`sweep.${id}.high`, column(high)] as const] : []),
      ]),
    );
    return { tensors: { 'sweep.value': column(values), ...tensors }, view, notes: [CHANGED, ...answerNotes(subject)] };
  },
};
