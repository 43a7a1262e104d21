import type { Command } from 'commander';
import type { Analysis, Options } from '../../core/analyses/analysis';
import { ANALYSES } from '../../core/analyses/table';
import { raise } from '../../core/fault';
import { words } from '../../core/message';
import type { Tensor } from '../../core/tensor/tensor';
import type { Note } from '../../core/viewModels';
import { analyse as ask } from '../../engine/analyse';
import { closeModel, openModel } from '../../engine/open';
import { questionsOf } from '../../engine/question';
import { type InputOptions, inputsFrom, withInput } from '../input';
import { checkOut, summary, writeOut } from '../output';
import { type Context, choiceOf, MODEL, type ModelOptions, modelUnder, type Register, type SwapOptions, withModel, withSwaps } from './command';

type AnalyseOptions = ModelOptions & InputOptions & SwapOptions & { readonly out?: string };

/** headlight analyse ANALYSIS MODEL INPUT [options] --out FILE: one subcommand for each row of ANALYSES, its parameters as options. */
export const analyse: Register = (program, context) => {
  const parent = program.command('analyse').description('analyse what a model does with a text');
  for (const analysis of ANALYSES) subcommand(parent, analysis, context);
  parent.on('command:*', ([name]: string[]) => raise({ code: 'bad-usage', what: `analyse ${name}`, why: `no such analysis. There are ${ANALYSES.map(a => a.id).join(', ')}.` }));
};

function subcommand(parent: Command, analysis: Analysis, { out, token, progress }: Context): void {
  const command = parent.command(analysis.id).description(words(analysis.shows)).argument('<model>', MODEL);
  command.addHelpText('after', `\nSource: ${analysis.source}\n${words(analysis.caveat)}`);
  withSwaps(withModel(withInput(command)));
  for (const { id, kind, title, explanation, choices, otherwise } of analysis.parameters) {
    const values = choices ? choices.map(c => c.id).join(' | ') : kind;
    command.option(
      kind === 'flag' ? `--${id} [flag]` : `--${id} <${kind}>`,
      `${words(title)}: ${words(explanation)} (${values}; ${otherwise === '' ? 'none' : otherwise} unless given)`,
    );
  }
  command.option('--out <file>', 'where to write the numbers: .safetensors, .json or .csv').action(async (path: string, options: AnalyseOptions) => {
    const inputs = inputsFrom(options);
    if (options.out !== undefined) checkOut(options.out);
    const opened = await openModel(choiceOf(path, options), { token, progress }, options.memoryLimit);
    try {
      const chosen = chosenOptions(analysis, command);
      const tensors: Record<string, Tensor> = {};
      const { model, notes: swapped } = modelUnder(opened, options);
      const notes = new Map(swapped.map((note): [string, Note] => [words(note.message), note]));
      for (const [text, question] of inputs.flatMap(input => questionsOf(opened, input)).entries()) {
        if (token.isCancellationRequested) raise({ code: 'cancelled' });
        const { outcome } = await ask(model, analysis, question, chosen, { token, progress });
        for (const [name, tensor] of Object.entries(outcome.tensors)) tensors[`${text}.${name}`] = tensor;
        for (const note of outcome.notes) notes.set(words(note.message), note);
      }
      if (options.out !== undefined) await writeOut(options.out, tensors, token);
      out(summary(tensors));
      for (const [text, { level }] of notes) out(`${level}: ${text}\n`);
    } finally {
      await closeModel(opened);
    }
  });
}

/** The analysis's own options as they were given: commander names them in camel case. A bare flag is true. */
function chosenOptions({ parameters }: Analysis, command: Command): Options {
  const given = command.opts<Record<string, string | boolean | undefined>>();
  const entries = parameters.map(({ id }) => [id, given[id.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())]] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined).map(([id, value]) => [id, String(value)]));
}
