import type { Edits } from '../../attention/interventions/edits';
import type { Plain } from '../../attention/interventions/intervention';
import { addressed } from '../../attention/interventions/scope';
import { editsOf } from '../../attention/interventions/table';
import { type Message, message } from '../../message';
import { float32, type Tensor } from '../../tensor/tensor';
import { type Edited, editTokens } from '../../tokens/edits';
import type { Measure, Note, WhatIfView } from '../../viewModels';
import { answerIn, answerNotes, answerProbe, CHANGED, NO_ANSWER } from '../whatif/answers';
import { positionChanges } from '../whatif/compare';
import { type Compared, compareTexts, drawn, lossOf } from '../whatif/compareTexts';
import { answerSamples, lossSamples, measuresOf, type Samples } from '../whatif/measures';
import type { Experiment, ExperimentSubject, Runs } from './experiment';
import { donorWeights, meanOutputs, roleProbes, uniformEdits, weightProbes, weightsIn } from './runs';
import { changesSaid } from './said';

/** What the interventions know besides the text's own weights: it is the same for every text. */
type Known = Pick<Plain, 'donor' | 'means'>;

function* knownBefore(subject: ExperimentSubject): Runs<Known> {
  const { sites, changes } = subject;
  const meant = changes.interventions.filter(({ kind }) => kind === 'mean-out').flatMap(({ scope }) => addressed(sites, scope).map(({ site }) => site));
  const donor = changes.interventions.some(({ kind }) => kind === 'transplant') && subject.donor ? yield* donorWeights(subject, 0) : undefined;
  const means = meant.length > 0 ? yield* meanOutputs(subject, [...new Set(meant)], 0.2) : undefined;
  return { ...(donor && { donor }), ...(means && { means }) };
}

/** One text as it is, changed, and under uniform weights. */
function* oneText(subject: ExperimentSubject, index: number, known: Known, baseline: boolean): Runs<Compared> {
  const { sites, changes, texts } = subject;
  const [answer, weights] = [answerProbe(subject), weightProbes(subject)];
  const before = texts[index] as (typeof texts)[number];
  const done = index / texts.length;
  const edited: Edited | undefined = changes.tokens.length > 0 ? editTokens(before, changes.tokens, subject.vocabulary) : undefined;
  const plain = yield { of: 'texts', index, needs: [answer, ...weights, ...roleProbes(subject, before)], keep: 'plain', done };
  const own = weightsIn(subject, plain);
  const other = edited && edited.tokens.ids.length !== before.ids.length;
  const open = other ? weightsIn(subject, yield { of: 'texts', index, tokens: edited.tokens, needs: weights, done }) : own;
  const edits: Edits | undefined = changes.interventions.length > 0 ? editsOf(changes.interventions, { sites, weights: open, ...known }) : undefined;
  const asked = { ...(edited && { tokens: edited.tokens }), ...(changes.swaps.length > 0 && { swaps: changes.swaps }), ...(edits && { edits }) };
  const changed = yield { of: 'texts', index, ...asked, needs: [answer, ...weights, ...roleProbes(subject, edited?.tokens ?? before)], done };
  const compared = compareTexts(subject, { before, after: edited?.tokens ?? before, ...(edited && { pairs: edited.pairs }), plain, changed, own, open });
  if (!baseline || own.size === 0) return compared;
  const even = answerIn(subject, yield { of: 'texts', index, edits: uniformEdits(subject, own), needs: [answer], keep: 'uniform', done });
  const losses = lossSamples(lossOf(subject, compared.answers.before, before), lossOf(subject, even, before));
  return { ...compared, baseline: { ...answerSamples(positionChanges(compared.answers.before, even, compared.own)), ...losses } };
}

function refuses(subject: ExperimentSubject): Message | undefined {
  const { logits, hiddenStates, changes, means, donor } = subject;
  const asks = (kind: string): boolean => changes.interventions.some(one => one.kind === kind);
  if (!logits && hiddenStates === 0) return NO_ANSWER;
  if (changes.swaps.length + changes.interventions.length + changes.tokens.length === 0) return message('nothing is changed: say what to swap, knock out, set, cut or replace.');
  if (asks('mean-out') && means === 0) return message('heads are replaced by their mean over a file of texts: give one (--means).');
  if (asks('transplant') && !donor) return message('weights are transplanted from another text or checkpoint: give one (--transplant, --transplant-from).');
  return undefined;
}

function notesOf(subject: ExperimentSubject, first: Compared): readonly Note[] {
  const notes: Note[] = [CHANGED, ...answerNotes(subject)];
  if (subject.texts.length > 1)
    notes.push({ level: 'info', message: message('Means over {0} texts with 95 % bootstrap intervals; the first text is drawn.', subject.texts.length) });
  if (first.unalignable) notes.push({ level: 'caveat', message: message('Tokens were deleted: positions are compared where a token is in both texts.') });
  return notes;
}

/** Each estimate as [mean, low, high]. */
const estimates = (group: string, measures: readonly Measure[]): readonly (readonly [string, Tensor])[] =>
  measures.flatMap(measure =>
    (['before', 'after', 'change'] as const).flatMap(when => {
      const found = measure[when];
      return found ? [[`${group}.${measure.id}.${when}`, float32([3], [found.mean, found.low, found.high])] as const] : [];
    }),
  );

export const whatIf: Experiment = {
  id: 'whatif',
  title: message('What if'),
  shows: message('What a model says, and how it attends, before and after a change of its attention or its input.'),
  source:
    'Jain and Wallace 2019, Attention is not Explanation; Serrano and Smith 2019, Is Attention Interpretable?; Michel et al. 2019, Are Sixteen Heads Really Better than One?; Correia et al. 2019, Adaptively Sparse Transformers; Zhang et al. 2021, Sparse Attention with Linear Units',
  caveat: message('A change at inference time takes a model where it was never trained to be: a large effect does not say that the unchanged part was right.'),
  view: 'whatif',
  parameters: [
    { id: 'top', title: message('Answers listed'), explanation: message('How many of the likeliest answers are listed.'), kind: 'number', range: [1, 50], otherwise: '5' },
    { id: 'baseline', title: message('Baseline'), explanation: message('Whether uniform weights are run for comparison.'), kind: 'flag', otherwise: 'true' },
    { id: 'seed', title: message('Seed'), explanation: message('Of the bootstrap.'), kind: 'number', range: [0, 4294967295], otherwise: '1' },
  ],
  refuses,
  *run(subject) {
    const known = yield* knownBefore(subject);
    const seed = Number(subject.options.seed ?? 1);
    const samples: Samples[] = [];
    const baseline: Samples[] = [];
    let first: Compared | undefined;
    for (const index of subject.texts.keys()) {
      const compared = yield* oneText(subject, index, known, subject.options.baseline !== 'false');
      samples.push(compared.samples);
      if (compared.baseline) baseline.push(compared.baseline);
      first ??= compared;
    }
    if (!first) throw new RangeError('an experiment has at least one text');
    const view: WhatIfView = {
      kind: 'whatif',
      changes: changesSaid(subject),
      ...drawn(subject, first, Number(subject.options.top ?? 5)),
      measures: measuresOf(samples, seed),
      baseline: measuresOf(baseline, seed),
      texts: subject.texts.length,
    };
    const own = Object.entries(first.tensors).map(([name, value]) => [`0.${name}`, value] as const);
    return {
      tensors: Object.fromEntries([...own, ...estimates('measures', view.measures), ...estimates('baseline', view.baseline)]),
      view,
      notes: notesOf(subject, first),
      weights: first.weights,
    };
  },
};
