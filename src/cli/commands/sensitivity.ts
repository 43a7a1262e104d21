import { type ExperimentOptions, runExperiment, withExperiment } from '../experiment';
import { MODEL, type Register } from './command';
import { printHeads } from './knockOut';

interface SensitivityOptions extends ExperimentOptions {
  readonly map: string;
}

/** headlight sensitivity MODEL INPUT --map sparsemax [--out FILE] */
export const sensitivity: Register = (program, context) => {
  const command = program.command('sensitivity').description('swap the mapping of each head alone: how much the answers change').argument('<model>', MODEL);
  withExperiment(command)
    .requiredOption('--map <map[:parameter]>', 'the map that is put in the place of each head’s own, such as sparsemax')
    .action((path: string, options: SensitivityOptions) =>
      runExperiment({ experiment: 'sensitivity', path, options, changes: { swaps: [options.map], interventions: [], tokens: [] }, parameters: {} }, printHeads, context),
    );
};
