import type { Options } from '../core/analyses/analysis';
import type { Ask, Changes, Experiment, ExperimentOutcome, ExperimentSubject } from '../core/analyses/experiments/experiment';
import { EXPERIMENTS } from '../core/analyses/experiments/table';
import { raise } from '../core/fault';
import type { Probed } from '../core/instrument/probe';
import { words } from '../core/message';
import type { Input, Tokens } from '../core/tokens/input';
import type { Asked } from '../protocol/channel';
import { checkedOptions, positions } from './analyse';
import { sequenceFeeds } from './feeds';
import { keptRun } from './keptRuns';
import type { Model } from './model';
import { probe } from './probe';
import { assertIds, type Question, questionsOf, targetIds } from './question';
import { comparable, variantOf } from './variants';
import { vocabularyOf } from './vocabulary';

/** Everything that an experiment is asked with, besides the model. */
export interface Trial {
  readonly experiment: Experiment;
  readonly inputs: readonly Input[];
  /** Texts that means of heads are taken over. */
  readonly means: readonly Input[];
  /** Where weights are transplanted from: another text, in this model or in another one that is open. */
  readonly donor?: { readonly input: Input; readonly model?: Model };
  readonly changes: Changes;
  readonly options: Options;
}

/** Lets a piece of work take its turn among other requests. */
export type Turn = <T>(work: () => Promise<T>) => Promise<T>;

/** A question that remembers what it was made from, so that its tokens can be edited. */
interface Posed extends Question {
  readonly input: Input;
}

export interface Performed {
  readonly tokens: Tokens;
  readonly outcome: ExperimentOutcome;
}

/**
 * Runs an experiment: its generator says what to run, each run takes a turn of its own among other requests (a hover waits for one run at most), and a
 * cancelled one ends between two runs. `open` gives the model anew at each turn, since another request may have closed it meanwhile.
 */
export async function perform(open: () => Promise<Model>, trial: Trial, asked: Asked, inTurn: Turn): Promise<Performed> {
  const { experiment } = trial;
  const options = checkedOptions(experiment, trial.options);
  const { subject, posed } = await inTurn(async () => prepare(await open(), trial, options));
  const refusal = experiment.refuses(subject);
  if (refusal) raise({ code: 'not-applicable', analysis: words(experiment.title), why: words(refusal) });
  const runs = experiment.run(subject);
  for (let step = runs.next(); ; ) {
    if (step.done) return { tokens: posed.texts[0]?.tokens ?? raise({ code: 'internal', why: 'an experiment without a text' }), outcome: step.value };
    if (asked.token.isCancellationRequested) raise({ code: 'cancelled' });
    const ask = step.value;
    asked.progress({ share: ask.done, label: experiment.title });
    step = runs.next(await inTurn(async () => answer(await open(), ask, posed, trial)));
  }
}

/** The row of EXPERIMENTS of this name. */
export function experimentNamed(id: string): Experiment {
  const known = EXPERIMENTS.map(e => e.id).join(', ');
  return EXPERIMENTS.find(e => e.id === id) ?? raise({ code: 'bad-usage', what: id, why: `no such experiment. There are ${known}.` });
}

type Questions = Readonly<Record<Ask['of'], readonly Posed[]>>;

async function prepare(model: Model, trial: Trial, options: Options): Promise<{ readonly subject: ExperimentSubject; readonly posed: Questions }> {
  assertAlike(model, trial.donor?.model);
  const donor = trial.donor ? await pose(trial.donor.model ?? model, [trial.donor.input]) : [];
  const posed = { texts: await pose(model, trial.inputs), means: await pose(model, trial.means), donor };
  if (posed.texts.length === 0) raise({ code: 'bad-input', what: 'the input', why: 'there is no text in it.' });
  const { facts, sites, hiddenStates, logits } = comparable(model.prepared);
  const subject: ExperimentSubject = {
    facts,
    sites,
    hiddenStates: hiddenStates.length,
    logits: logits !== undefined,
    texts: posed.texts.map(({ tokens }) => tokens),
    means: posed.means.length,
    donor: donor.length > 0,
    changes: trial.changes,
    options,
    vocabulary: vocabularyOf(model),
  };
  return { subject, posed };
}

/** Weights go from site to site: both checkpoints must have as many. How many heads and tokens each has is seen when they are there. */
function assertAlike({ prepared: { sites } }: Model, donor: Model | undefined): void {
  const others = donor?.prepared.sites.length ?? sites.length;
  if (others !== sites.length) raise({ code: 'bad-input', what: 'the transplant', why: `the other checkpoint has ${others} attention sites and this one ${sites.length}.` });
}

/** Inputs as a model takes them; what is no text has numbered positions for tokens. */
async function pose(model: Model, inputs: readonly Input[]): Promise<readonly Posed[]> {
  const posed = inputs.flatMap(input => questionsOf(model, input).map(question => ({ ...question, input })));
  return Promise.all(posed.map(async one => (one.tokens.ids.length > 0 ? one : { ...one, tokens: await positions(model, one) })));
}

async function answer(model: Model, ask: Ask, posed: Questions, { donor }: Trial): Promise<Probed> {
  const question = posed[ask.of][ask.index] ?? raise({ code: 'internal', why: `an experiment asked for text ${ask.index} of ${ask.of}` });
  const run = async (): Promise<Probed> => {
    const variant = variantOf((ask.of === 'donor' ? donor?.model : undefined) ?? model, ask);
    const { tokens, feeds } = ask.tokens ? withTokens(model, question, ask.tokens) : question;
    return probe(variant.model, { tokens, feeds: { ...feeds, ...variant.feeds } }, ask.needs);
  };
  return ask.keep === undefined ? run() : keptRun(model, [ask.keep, question.input, ask.index, ask.needs], run);
}

/** The question of a text whose tokens were edited. */
function withTokens(model: Model, { input }: Posed, tokens: Tokens): Question {
  if (input.kind === 'tensors') return raise({ code: 'bad-input', what: 'the input', why: 'tokens are edited in a text or in ids, not in named tensors.' });
  assertIds(model, tokens.ids);
  const target = input.target && targetIds(model, input.target);
  return { tokens, feeds: sequenceFeeds(model.prepared.graph, { ids: tokens.ids, types: tokens.types, ...(target && { target }) }) };
}
