import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { raise } from '../core/fault';
import type { Input, Target } from '../core/tokens/input';
import { readTensorFile } from '../engine/tensorFile';

/** The options that say what a model is asked about; see `questions`. */
export interface InputOptions {
  readonly text?: string;
  readonly textPair?: string;
  readonly texts?: string;
  readonly ids?: string;
  readonly inputs?: string;
  readonly targetText?: string;
  readonly targetIds?: string;
  readonly image?: string;
}

/** Adds the options of INPUT to a command. */
export const withInput = (command: Command): Command =>
  command
    .option('--text <text>', 'a text')
    .option('--text-pair <text>', 'a second segment, with --text')
    .option('--texts <file>', 'a text file, a text on each line')
    .option('--ids <ids>', 'token ids, separated by commas')
    .option('--inputs <file>', "a .safetensors file with tensors named as the model's inputs; each row of a batch is a text")
    .option('--target-text <text>', "the decoder's own text, for encoder-decoders")
    .option('--target-ids <ids>', "the decoder's own input, for encoder-decoders")
    .option('--image <file>', 'an image, for vision models');

const FORMS = ['text', 'texts', 'ids', 'inputs', 'image'] as const;

/** The inputs that the options name, in order; exactly one form must be given. */
export function inputsFrom(options: InputOptions): readonly Input[] {
  const given = FORMS.filter(form => options[form] !== undefined);
  const usage = (why: string): never => raise({ code: 'bad-usage', what: 'the input', why });
  if (given.length !== 1) usage(`give exactly one of ${FORMS.map(f => `--${f}`).join(', ')}${given.length > 1 ? `, not ${given.map(f => `--${f}`).join(' and ')}` : ''}.`);
  if (options.textPair !== undefined && options.text === undefined) usage('--text-pair goes with --text.');
  if (options.targetText !== undefined && options.targetIds !== undefined) usage('give --target-text or --target-ids, not both.');
  if (options.image !== undefined) usage('--image is not taken by any model here yet; give the pixels as a named tensor with --inputs.');
  const target = targetOf(options);
  const withTarget = target ? { target } : {};
  if (options.text !== undefined) return [{ kind: 'text', text: options.text, ...(options.textPair !== undefined && { pair: options.textPair }), ...withTarget }];
  if (options.ids !== undefined) return [{ kind: 'ids', ids: idsOf('--ids', options.ids), ...withTarget }];
  if (options.texts !== undefined) return linesOf(options.texts).map(text => ({ kind: 'text', text, ...withTarget }));
  if (target) usage('with --inputs the target is one of the named tensors.');
  return [{ kind: 'tensors', tensors: readTensorFile(options.inputs ?? '') }];
}

function targetOf({ targetText, targetIds }: InputOptions): Target | undefined {
  if (targetText !== undefined) return { text: targetText };
  return targetIds === undefined ? undefined : { ids: idsOf('--target-ids', targetIds) };
}

function idsOf(option: string, text: string): readonly number[] {
  const parts = text.split(',').map(part => part.trim());
  const wrong = parts.find(part => !/^\d+$/.test(part) || !Number.isSafeInteger(Number(part)));
  if (wrong !== undefined)
    raise({
      code: 'bad-usage',
      what: option,
      why: wrong === '' ? 'an id is missing: ids are whole numbers separated by commas.' : `"${wrong}" is no token id: ids are whole numbers separated by commas.`,
    });
  return parts.map(Number);
}

function linesOf(file: string): readonly string[] {
  const lines = readText(file).replace(/\r\n/g, '\n').replace(/\n$/, '').split('\n');
  const empty = lines.indexOf('');
  if (empty >= 0) raise({ code: 'bad-input', what: file, why: `line ${empty + 1} is empty: each line is a text.` });
  return lines;
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (thrown) {
    return raise({ code: 'bad-usage', what: file, why: `cannot be read (${(thrown as NodeJS.ErrnoException).code ?? thrown}).` });
  }
}
