import type { Command } from 'commander';
import type { Options } from '../core/analyses/analysis';
import type { Changes, ExperimentOutcome } from '../core/analyses/experiments/experiment';
import { raise } from '../core/fault';
import { words } from '../core/message';
import type { Input } from '../core/tokens/input';
import type { Estimate, Measure } from '../core/viewModels';
import { withDonor } from '../engine/changed';
import { experimentNamed, perform } from '../engine/experiment';
import { closeModel, openModel } from '../engine/open';
import type { ChangeSources } from '../protocol/engine';
import { type Context, choiceOf, type ModelOptions, withModel } from './commands/command';
import { type InputOptions, inputsFrom, withInput } from './input';
import { checkOut, table, writeOut } from './output';

/** The options that every experiment has. */
export interface ExperimentOptions extends ModelOptions, InputOptions {
  readonly means?: string;
  readonly out?: string;
  readonly json?: boolean;
}

/** Adds INPUT, MODEL's own options, and where results go. */
export const withExperiment = (command: Command): Command =>
  withModel(withInput(command))
    .option('--means <file>', 'a text file, a text on each line, that means of heads are taken over')
    .option('--out <file>', 'where to write the numbers: .safetensors, .json or .csv')
    .option('--json', 'print the result as JSON');

/** One run of an experiment from the command line. */
export interface Asked {
  readonly experiment: string;
  readonly path: string;
  readonly options: ExperimentOptions;
  readonly changes: Changes;
  readonly parameters: Options;
  /** The text that weights are transplanted from, given the first input, and the checkpoint. */
  readonly donor?: { readonly input: (first: Input | undefined) => Input | undefined; readonly model?: string };
}

/** Opens the model, runs the experiment, writes `--out`, prints the numbers and then what must be said with them. */
export async function runExperiment(
  { experiment, path, options, changes, parameters, donor }: Asked,
  print: (outcome: ExperimentOutcome) => string,
  context: Context,
): Promise<void> {
  const { out, token, progress } = context;
  const inputs = inputsFrom(options);
  const means = options.means === undefined ? [] : inputsFrom({ texts: options.means });
  if (options.out !== undefined) checkOut(options.out);
  const asked = { token, progress };
  const model = await openModel(choiceOf(path, options), asked, options.memoryLimit);
  try {
    const input = donor?.input(inputs[0]);
    const sources: ChangeSources = donor && input ? { donor: { input, ...(donor.model !== undefined && { model: choiceOf(donor.model, options) }) } } : {};
    const { outcome } = await withDonor(sources, asked, from =>
      perform(
        async () => model,
        { experiment: experimentNamed(experiment), inputs, means, changes, options: parameters, ...(from && { donor: from }) },
        asked,
        work => work(),
      ),
    );
    if (options.out !== undefined) await writeOut(options.out, outcome.tensors, token);
    out(options.json ? `${JSON.stringify({ view: outcome.view, notes: outcome.notes }, plain, 1)}\n` : print(outcome));
    if (!options.json) for (const { level, message } of outcome.notes) out(`${level}: ${words(message)}\n`);
  } finally {
    await closeModel(model);
  }
}

/** Typed arrays as lists, messages as words; what JSON has no number for is null. */
function plain(_: string, value: unknown): unknown {
  if (value instanceof Float32Array || value instanceof Uint8Array) return Array.from(value);
  const isMessage = typeof value === 'object' && value !== null && 'text' in value && 'args' in value;
  return isMessage ? words(value as Parameters<typeof words>[0]) : value;
}

/** A number of the command line, within bounds. */
export function numberOption(option: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  return text.trim() !== '' && Number.isFinite(Number(text)) ? text : raise({ code: 'bad-usage', what: `${option} ${text}`, why: 'it is no number.' });
}

/** Options that were given, by name. */
export const given = (options: Readonly<Record<string, string | undefined>>): Options =>
  Object.fromEntries(Object.entries(options).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));

const digits = (value: number): string => (Number.isNaN(value) ? '' : value === 0 ? '0' : value.toPrecision(4));

/** A mean, with its interval where it is over several texts. */
const estimated = (estimate: Estimate | undefined): string => {
  if (!estimate) return '';
  return estimate.count > 1 ? `${digits(estimate.mean)} (${digits(estimate.low)} to ${digits(estimate.high)})` : digits(estimate.mean);
};

/** Measures as a table, beside what uniform weights do. */
export function measureTable(measures: readonly Measure[], baseline: readonly Measure[]): string {
  const uniform = (id: string): string => estimated(baseline.find(measure => measure.id === id)?.change);
  const rows = measures.map(({ id, title, unit, before, after, change }) => [words(title), unit, estimated(before), estimated(after), estimated(change), uniform(id)]);
  return table([['measure', 'unit', 'before', 'after', 'change', 'change, uniform'], ...rows]);
}

/** Numbers of heads as a table, a line for each site. */
export function headTable(
  values: Float32Array,
  sites: readonly { readonly index: number; readonly layer: number; readonly stack: string; readonly heads: number }[],
  heads: number,
): string {
  const rows = sites.map(({ layer, stack, heads: own }, place) => [
    `${stack === 'only' ? '' : `${stack} `}L${layer}`,
    ...Array.from({ length: heads }, (_, head) => (head < own ? digits(values[place * heads + head] ?? Number.NaN) : '')),
  ]);
  return table([['layer', ...Array.from({ length: heads }, (_, head) => `H${head}`)], ...rows]);
}
