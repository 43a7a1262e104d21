import type { Probed } from '../../instrument/probe';
import { type Message, message } from '../../message';
import { float32, type Tensor, tensor } from '../../tensor/tensor';
import type { Tokens } from '../../tokens/input';
import type { HeadChange, PositionChanges, WhatIfView } from '../../viewModels';
import type { ExperimentSubject } from '../experiments/experiment';
import { isCausal, siteView } from '../view/sites';
import { HEAD_STATISTICS } from '../view/statistics';
import { tokenViews } from '../view/tokens';
import type { Answer } from './answer';
import { answerIn } from './answers';
import { inStep, type Pairs, positionChanges, predictions } from './compare';
import { type TextLoss, textLoss } from './loss';
import { answerSamples, lossSamples, type Samples, weightSamples } from './measures';
import { admissible, type SiteStatistics, siteStatistics } from './weightStatistics';

type Weights = ReadonlyMap<number, Tensor<'float32'>>;

/** Two runs of one text. */
export interface TwoRuns {
  readonly before: Tokens;
  readonly after: Tokens;
  /** Positions that are in both, where tokens were edited. */
  readonly pairs?: Pairs;
  readonly plain: Probed;
  readonly changed: Probed;
  /** Weights of the model as it is: of the text as it was, and of the text as it was edited. */
  readonly own: Weights;
  readonly open: Weights;
}

/** What two runs of one text give. */
export interface Compared {
  readonly before: Tokens;
  readonly after: Tokens;
  readonly answers: { readonly before: Answer; readonly after: Answer };
  /** Rows of the answers that belong together, and each row of the first with itself. */
  readonly pairs: Pairs;
  readonly own: Pairs;
  /** There is a row of the answers for each token. */
  readonly byToken: boolean;
  readonly positions: PositionChanges;
  readonly samples: Samples;
  readonly baseline?: Samples;
  readonly statistics: { readonly before: readonly SiteStatistics[]; readonly after: readonly SiteStatistics[] };
  /** What heads are known by, from probes of both runs. */
  readonly roles: readonly HeadChange[];
  readonly weights: { readonly before: readonly Tensor<'float32'>[]; readonly after: readonly Tensor<'float32'>[] };
  readonly tensors: Readonly<Record<string, Tensor>>;
  readonly unalignable: boolean;
}

export function compareTexts(subject: ExperimentSubject, runs: TwoRuns): Compared {
  const answers = { before: answerIn(subject, runs.plain), after: answerIn(subject, runs.changed) };
  const byToken = answers.before.kind !== 'classes' && answers.before.rows === runs.before.ids.length && answers.after.rows === runs.after.ids.length;
  const pairs = byToken && runs.pairs ? runs.pairs : inStep(Math.min(answers.before.rows, answers.after.rows));
  const losses = { before: lossOf(subject, answers.before, runs.before), after: lossOf(subject, answers.after, runs.after) };
  const changes = { ...positionChanges(answers.before, answers.after, pairs), ...lossChanges(losses.before, losses.after, pairs) };
  const weights = { before: [...runs.own.values()], after: subject.sites.flatMap(({ index }) => (runs.changed.get(`attentions.${index}`) as Tensor<'float32'> | undefined) ?? []) };
  const statistics = { before: statisticsOf(subject, weights.before, runs.own), after: statisticsOf(subject, weights.after, runs.open) };
  const samples = { ...answerSamples(changes), ...lossSamples(losses.before, losses.after), ...(subject.sites.length > 0 && weightSamples(statistics.before, statistics.after)) };
  return {
    before: runs.before,
    after: runs.after,
    answers,
    pairs,
    own: inStep(answers.before.rows),
    byToken,
    positions: changes,
    samples,
    statistics,
    roles: rolesOf(subject, runs, mostIn(statistics.before)),
    weights,
    tensors: tensorsOf(runs, changes, statistics),
    unalignable: runs.before.ids.length !== runs.after.ids.length,
  };
}

const statisticsOf = (subject: ExperimentSubject, weights: readonly Tensor<'float32'>[], open: Weights): readonly SiteStatistics[] =>
  weights.map((own, place) => {
    const site = subject.sites[place];
    const plain = open.get(site?.index ?? -1) ?? own;
    return siteStatistics(own, admissible(plain, site !== undefined && site.kind === 'self' && isCausal(subject, site)));
  });

/** The loss of a text, of a causal model whose answers are tokens of its own vocabulary. */
export function lossOf({ facts }: Pick<ExperimentSubject, 'facts'>, { kind, rows, width, logits }: Answer, { ids }: Tokens): TextLoss | undefined {
  const models = kind === 'tokens' && facts.causal && rows === ids.length && ids.every(id => id < width);
  return models && logits ? textLoss(logits, ids) : undefined;
}

/** The head statistics that both runs were asked for, [sites, heads]; NaN where one does not apply. */
function rolesOf({ sites }: ExperimentSubject, { plain, changed }: TwoRuns, heads: number): readonly HeadChange[] {
  const table = (id: string, run: Probed): Float32Array => {
    const made = new Float32Array(sites.length * heads).fill(Number.NaN);
    for (const [place, { index }] of sites.entries()) made.set((run.get(`heads.${id}.${index}`)?.data as Float32Array | undefined) ?? [], place * heads);
    return made;
  };
  const given = HEAD_STATISTICS.filter(({ id }) => sites.some(({ index }) => plain.has(`heads.${id}.${index}`)));
  return given.map(({ id, title, explanation, unit }) => ({ id, title, explanation, unit, before: table(id, plain), after: table(id, changed) }));
}

const lossChanges = (before: TextLoss | undefined, after: TextLoss | undefined, pairs: Pairs): PositionChanges =>
  before && after
    ? { lossBefore: Float32Array.from(pairs, ([at]) => before.perToken[at] ?? Number.NaN), lossAfter: Float32Array.from(pairs, ([, at]) => after.perToken[at] ?? Number.NaN) }
    : {};

const NAMES: Readonly<Record<keyof PositionChanges, string>> = {
  totalVariation: 'total_variation',
  kl: 'kl',
  js: 'js',
  flips: 'flips',
  lossBefore: 'loss_before',
  lossAfter: 'loss_after',
  cosine: 'cosine',
  euclidean: 'euclidean',
};

/** Numbers of one text for files: by position, by head, and both runs as they came. */
function tensorsOf({ plain, changed }: TwoRuns, changes: PositionChanges, { before, after }: Compared['statistics']): Readonly<Record<string, Tensor>> {
  const made: Record<string, Tensor> = {};
  for (const [key, values] of Object.entries(changes) as [keyof PositionChanges, Float32Array | Uint8Array][])
    made[`whatif.${NAMES[key]}`] = values instanceof Uint8Array ? tensor('uint8', [values.length], values) : float32([values.length], values);
  for (const { id, of } of HEAD_NUMBERS)
    for (const [when, sites] of [['before', before] as const, ['after', after] as const]) {
      const heads = mostIn(before);
      if (sites.length > 0) made[`whatif.${id}.${when}`] = float32([sites.length, heads], headTable(sites, heads, of));
    }
  for (const [when, run] of [['before', plain] as const, ['after', changed] as const]) for (const [name, value] of run) made[`${when}.${name}`] = value;
  return made;
}

interface HeadNumber {
  readonly id: string;
  readonly title: Message;
  readonly explanation: Message;
  readonly unit: HeadChange['unit'];
  readonly of: (site: SiteStatistics) => Float64Array;
}

const HEAD_NUMBERS: readonly HeadNumber[] = [
  { id: 'density', title: message('Density'), explanation: message('Share of the open keys that get a weight.'), unit: '', of: s => s.density },
  { id: 'support', title: message('Support'), explanation: message('How many keys a query draws on.'), unit: 'tokens', of: s => s.support },
  { id: 'null_rows', title: message('Null rows'), explanation: message('Share of queries that attend to nothing.'), unit: '', of: s => s.nullRows },
  { id: 'entropy', title: message('Entropy'), explanation: message('How spread out the weights of a query are.'), unit: 'nats', of: s => s.entropy },
];

const mostIn = (sites: readonly SiteStatistics[]): number => Math.max(1, ...sites.map(({ density }) => density.length));

function headTable(sites: readonly SiteStatistics[], heads: number, of: (site: SiteStatistics) => Float64Array): Float32Array {
  const made = new Float32Array(sites.length * heads).fill(Number.NaN);
  sites.forEach((site, place) => {
    made.set(of(site), place * heads);
  });
  return made;
}

type Drawn = Pick<WhatIfView, 'before' | 'after' | 'pairs' | 'byToken' | 'answers' | 'predictions' | 'positions' | 'sites' | 'heads' | 'statistics'>;

/** What of a text is drawn. */
export function drawn(subject: ExperimentSubject, text: Compared, top: number): Drawn {
  const { answers, pairs, statistics, weights } = text;
  const heads = mostIn(statistics.before);
  const sites = subject.sites.flatMap((site, place) => {
    const [count, queries, keys] = weights.after[place]?.dims ?? [];
    return count === undefined || queries === undefined || keys === undefined ? [] : [siteView(subject, { site, heads: count, queries, keys })];
  });
  return {
    before: tokenViews({ tokens: text.before }),
    after: tokenViews({ tokens: text.after }),
    pairs,
    byToken: text.byToken,
    answers: answers.before.kind,
    predictions: predictions(answers.before, answers.after, pairs, top, labelOf(subject, answers.before)),
    positions: text.positions,
    sites,
    heads,
    statistics: HEAD_NUMBERS.map(({ of, ...shown }) => ({ ...shown, before: headTable(statistics.before, heads, of), after: headTable(statistics.after, heads, of) })).concat(
      text.roles,
    ),
  };
}

/** How a choice reads: a token as it is spelled, a class by its name; a single logit is a yes against a no. */
function labelOf({ facts, vocabulary }: ExperimentSubject, { kind, width, logits, rows }: Answer): (index: number) => string {
  if (kind === 'tokens') return vocabulary.spell;
  const single = logits !== undefined && logits.length === rows && width === 2;
  return index => (single ? (['no', 'yes'][index] ?? '') : (facts.labels?.[index] ?? `class ${index}`));
}
