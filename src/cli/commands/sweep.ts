import type { ExperimentOutcome } from '../../core/analyses/experiments/experiment';
import { words } from '../../core/message';
import { type ExperimentOptions, given, numberOption, runExperiment, withExperiment } from '../experiment';
import { table } from '../output';
import { MODEL, type Register, type SwapOptions, withSwaps } from './command';

interface SweepOptions extends ExperimentOptions, SwapOptions {
  readonly map: string;
  readonly from?: string;
  readonly to?: string;
  readonly steps?: string;
  readonly seed?: string;
}

/** headlight sweep MODEL INPUT --map entmax[@SCOPE] [--from 1] [--to 3] [--steps 20] [--out FILE] */
export const sweep: Register = (program, context) => {
  const command = program.command('sweep').description("vary a mapping's number: how much the answers change, how dense the weights are").argument('<model>', MODEL);
  withSwaps(withExperiment(command))
    .requiredOption('--map <map[@scope]>', 'the map whose number is varied, such as entmax, top-k or softmax@L2')
    .option('--from <number>', 'first value')
    .option('--to <number>', 'last value')
    .option('--steps <count>', 'how many values, both ends in')
    .option('--seed <number>', 'seed of the bootstrap')
    .action((path: string, options: SweepOptions) => {
      const changes = { swaps: [...options.swap, options.map], interventions: [], tokens: [] };
      const parameters = given({
        from: numberOption('--from', options.from),
        to: numberOption('--to', options.to),
        steps: numberOption('--steps', options.steps),
        seed: numberOption('--seed', options.seed),
      });
      return runExperiment({ experiment: 'sweep', path, options, changes, parameters }, print, context);
    });
};

function print({ view }: ExperimentOutcome): string {
  if (view.kind !== 'curves') return '';
  const { x, lines } = view;
  const rows = x.values.map((value, point) => [String(Number(value.toPrecision(6))), ...lines.map(({ values }) => (values[point] ?? Number.NaN).toPrecision(4))]);
  return table([[words(x.title), ...lines.map(({ title }) => words(title))], ...rows]);
}
