import type { ExperimentOutcome } from '../../core/analyses/experiments/experiment';
import { words } from '../../core/message';
import { type ExperimentOptions, given, headTable, numberOption, runExperiment, withExperiment } from '../experiment';
import { table } from '../output';
import { MODEL, type Register, type SwapOptions, withSwaps } from './command';

interface KnockOutOptions extends ExperimentOptions, SwapOptions {
  readonly with: string;
  readonly points?: string;
  readonly orders?: string;
  readonly seed?: string;
}

/** headlight knock-out MODEL INPUT [--with zero|mean] [--points N] [--orders N] [--seed N] [--out FILE] */
export const knockOut: Register = (program, context) => {
  const command = program.command('knock-out').description('take out each head alone, and then more and more of them').argument('<model>', MODEL);
  withSwaps(withExperiment(command))
    .option('--with <what>', 'what stands in for a head: zero, or its mean over the texts of --means', 'zero')
    .option('--points <count>', 'steps of the removal curve; 0 leaves it out')
    .option('--orders <count>', 'random orders of removal')
    .option('--seed <number>', 'seed of the random orders')
    .action((path: string, options: KnockOutOptions) => {
      const numbers = { points: numberOption('--points', options.points), orders: numberOption('--orders', options.orders), seed: numberOption('--seed', options.seed) };
      const changes = { swaps: options.swap, interventions: [], tokens: [] };
      return runExperiment({ experiment: 'knock-out', path, options, changes, parameters: given({ with: options.with, ...numbers }) }, printHeads, context);
    });
};

/** A number for each head, then the curve where there is one. */
export function printHeads({ view }: ExperimentOutcome): string {
  if (view.kind !== 'headmap') return '';
  const heads = `${words(view.title)}: ${words(view.explanation)}\n${headTable(view.values, view.sites, view.heads)}`;
  if (!view.removal) return heads;
  const { x, lines } = view.removal;
  const rows = x.values.map((value, point) => [String(value), ...lines.map(({ values }) => (values[point] ?? Number.NaN).toFixed(4))]);
  return `${heads}\n${table([[words(x.title), ...lines.map(({ title }) => words(title))], ...rows])}`;
}
