import { asFault, raise } from '../core/fault';
import type { Tensor } from '../core/tensor/tensor';
import type { Input, Target, Tokens } from '../core/tokens/input';
import { idInputs, inputList, rowsOf, sequenceFeeds, tensorFeeds } from './feeds';
import type { Model } from './model';
import type { Tensors } from './session';

/** One text as a model takes it, and as people read it. */
export interface Question {
  readonly tokens: Tokens;
  readonly feeds: Tensors;
}

/** What is known of a model that an input must fit. */
export type Takes = Pick<Model, 'path' | 'prepared' | 'tokenizer'>;

/** The questions of an input: one, or one for each row of a batch of tensors. Checked against the model before anything runs. */
export function questionsOf(model: Takes, input: Input): readonly Question[] {
  if (input.kind === 'tensors')
    return rowsOf(model.prepared.graph, tensorFeeds(model.prepared.graph, input.tensors)).map(feeds => ({ tokens: tokensOfFeeds(model, feeds), feeds }));
  const tokens = tokensOf(model, input);
  const target = input.target && targetIds(model, input.target);
  return [{ tokens, feeds: sequenceFeeds(model.prepared.graph, { ids: tokens.ids, types: tokens.types, ...(target && { target }) }) }];
}

/** Tokens of a text, of a pair, or of ids as the tokenizer spells them. */
export function tokensOf(model: Takes, input: Input): Tokens {
  if (input.kind === 'tensors') return questionsOf(model, input)[0]?.tokens ?? plainTokens([]);
  const tokens = input.kind === 'text' ? encode(model, input.text, input.pair) : spelled(model, input.ids);
  if (tokens.ids.length === 0) raise({ code: 'bad-input', what: 'the input', why: 'there are no tokens in it. Give some text.' });
  assertIds(model, tokens.ids);
  return tokens;
}

function encode(model: Takes, text: string, pair?: string): Tokens {
  const { graph } = model.prepared;
  if (idInputs(graph).length === 0) return raise({ code: 'unsupported-model', path: model.path, why: `it reads no text; its inputs are ${inputList(graph)}` });
  if (!model.tokenizer) return raise({ code: 'no-tokenizer', path: model.path });
  if (text === '') return raise({ code: 'bad-input', what: 'the text', why: 'it is empty. Give some text.' });
  return model.tokenizer.encode(text, pair);
}

export function targetIds(model: Takes, target: Target): readonly number[] {
  const ids = 'ids' in target ? target.ids : encode(model, target.text).ids;
  if (ids.length === 0) raise({ code: 'bad-input', what: 'the target', why: 'there are no tokens in it.' });
  assertIds(model, ids);
  return ids;
}

/** Throws for an id that the vocabulary lacks, and for more tokens than the model takes. */
export function assertIds({ prepared: { facts } }: Takes, ids: readonly number[]): void {
  const { vocabulary = Number.POSITIVE_INFINITY, maxTokens = Number.POSITIVE_INFINITY } = facts;
  const wrong = ids.find(id => !Number.isSafeInteger(id) || id < 0 || id >= vocabulary);
  if (wrong !== undefined)
    raise({
      code: 'bad-input',
      what: `token id ${wrong}`,
      why: vocabulary < Number.POSITIVE_INFINITY ? `the vocabulary of this model is 0 to ${vocabulary - 1}.` : 'ids are whole numbers from 0 on.',
    });
  if (ids.length > maxTokens) raise({ code: 'too-long', tokens: ids.length, limit: maxTokens });
}

/** Ids with their spelling, or with bare numbers where no tokenizer knows them. */
function spelled({ tokenizer }: Takes, ids: readonly number[]): Tokens {
  if (!tokenizer) return plainTokens(ids);
  try {
    return tokenizer.decodeIds(ids);
  } catch (thrown) {
    if (asFault(thrown).code !== 'bad-input') throw thrown;
    return plainTokens(ids);
  }
}

function tokensOfFeeds(model: Takes, feeds: Tensors): Tokens {
  const [name] = idInputs(model.prepared.graph).map(i => i.name);
  const ids = name === undefined ? undefined : feeds[name];
  if (!ids) return plainTokens([]);
  const numbers = Array.from(ids.data as Tensor<'int64'>['data'], Number);
  assertIds(model, numbers);
  return spelled(model, numbers);
}

/** Tokens that nobody can spell: each is its number. */
export const plainTokens = (ids: readonly number[]): Tokens => ({
  ids,
  tokens: ids.map(String),
  offsets: ids.map(() => [0, 0] as const),
  segments: ids.map(() => 0),
  types: ids.map(() => 0),
  special: ids.map(() => false),
  words: ids.map(() => -1),
  texts: [],
});

/** The question of an input that is one text; a batch of several rows is for the command line. */
export function questionOf(model: Takes, input: Input): Question {
  const [question, ...others] = questionsOf(model, input);
  if (!question || others.length > 0) return raise({ code: 'bad-input', what: 'the input', why: `it is a batch of ${others.length + 1} rows; one is taken here.` });
  return question;
}
