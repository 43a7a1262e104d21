import type { Analysis, Options, Outcome, Parameter, Subject } from '../core/analyses/analysis';
import { raise } from '../core/fault';
import type { Probed, ProbeName } from '../core/instrument/probe';
import { words } from '../core/message';
import type { Tokens } from '../core/tokens/input';
import type { Asked } from '../protocol/channel';
import { compute } from './compute';
import type { Model } from './model';
import { probe } from './probe';
import { plainTokens, type Question } from './question';

/** An analysis of one text, with what it was made from. */
export interface Answer {
  readonly tokens: Tokens;
  readonly outcome: Outcome;
  readonly probed: Probed;
}

/** What an analysis computes from: its subject, and the values that it asked for. */
export interface Gathered {
  readonly analysis: Analysis;
  readonly subject: Subject;
  readonly probed: Probed;
}

/**
 * The way of a question, on one page: the input as tokens and feeds (question.ts), what the analysis needs, one run of the graph rewritten to give it
 * (probe.ts: instrument, verify, estimate, serialise, run, compare stamps), and the analysis itself (compute.ts).
 */
export async function analyse(model: Model, analysis: Analysis, question: Question, options: Options, asked: Asked): Promise<Answer> {
  return conclude(await gather(model, analysis, question, options), asked);
}

/** An analysis that is ready to be asked: what it needs of the model is known. */
export interface Posed extends Omit<Gathered, 'probed'> {
  readonly question: Question;
  readonly needs: readonly ProbeName[];
}

/** The part that needs the model: one run. */
export async function gather(model: Model, analysis: Analysis, question: Question, options: Options): Promise<Gathered> {
  const posed = await pose(model, analysis, question, options);
  return { ...posed, probed: await probe(model, posed.question, posed.needs) };
}

/** `apart`: weights are too many to be given together. */
export async function pose(model: Model, analysis: Analysis, question: Question, options: Options, apart = false): Promise<Posed> {
  const tokens = question.tokens.ids.length > 0 ? question.tokens : await positions(model, question);
  const subject = { ...subjectOf(model, tokens), options: checkedOptions(analysis, options), ...(apart && { apart }) };
  const refusal = analysis.refuses(subject);
  if (refusal) raise({ code: 'not-applicable', analysis: words(analysis.title), why: words(refusal) });
  return { analysis, subject, question: { tokens, feeds: question.feeds }, needs: analysis.needs(subject) };
}

/** The part that is pure, and holds up nobody where it is long. */
export async function conclude({ analysis, subject, probed }: Gathered, asked: Asked): Promise<Answer> {
  return { tokens: subject.tokens, outcome: await compute(analysis, subject, probed, asked), probed };
}

const subjectOf = ({ prepared }: Model, tokens: Tokens): Omit<Subject, 'options'> => ({
  facts: prepared.facts,
  sites: prepared.sites,
  hiddenStates: prepared.hiddenStates.length,
  tokens,
});

/** What stands for tokens where the input was no text (an image's patches): as many numbered positions as the first site's keys. */
export async function positions(model: Model, question: Question): Promise<Tokens> {
  if (model.prepared.sites.length === 0) return plainTokens([]);
  const [, , keys = 0] = Array.from((await probe(model, question, ['shape.0'])).get('shape.0')?.data ?? [], Number);
  return plainTokens(Array.from({ length: keys }, (_, i) => i));
}

/** Options with what was not said filled in; a word that is no option of the analysis, or a value that it does not take, is a fault. */
export function checkedOptions({ id, parameters }: Pick<Analysis, 'id' | 'parameters'>, options: Options): Options {
  const unknown = Object.keys(options).find(name => !parameters.some(p => p.id === name));
  if (unknown !== undefined) raise({ code: 'bad-usage', what: `${id} --${unknown}`, why: `no such option. It has ${parameters.map(p => `--${p.id}`).join(', ') || 'none'}.` });
  return Object.fromEntries(parameters.map(p => [p.id, checkedOption(id, p, options[p.id])]));
}

function checkedOption(analysis: string, { id, kind, choices, range, otherwise }: Parameter, given: string | undefined): string {
  if (given === undefined || given === otherwise) return otherwise;
  const wrong = (why: string): never => raise({ code: 'bad-usage', what: `${analysis} --${id}`, why });
  if (kind === 'choice' && !choices?.some(c => c.id === given)) return wrong(`"${given}" is none of ${choices?.map(c => c.id).join(', ')}.`);
  if (kind === 'flag' && given !== 'true' && given !== 'false') return wrong(`"${given}" is neither true nor false.`);
  if (kind === 'token' && given !== '' && !/^\d+$/.test(given)) return wrong(`"${given}" is no position of a token: 0 is the first.`);
  if (kind !== 'number') return given;
  const [least, most] = range ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  const number = given.trim() === '' ? Number.NaN : Number(given);
  return number >= least && number <= most ? given : wrong(`"${given}" is no number between ${least} and ${most}.`);
}
