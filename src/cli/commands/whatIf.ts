import type { ExperimentOutcome } from '../../core/analyses/experiments/experiment';
import { words } from '../../core/message';
import type { WhatIfView } from '../../core/viewModels';
import { type ChangeOptions, changesFrom, donorInput, withChanges } from '../changes';
import { type ExperimentOptions, given, measureTable, numberOption, runExperiment, withExperiment } from '../experiment';
import { table } from '../output';
import { MODEL, type Register, withSwaps } from './command';

interface WhatIfOptions extends ExperimentOptions, ChangeOptions {
  readonly top?: string;
  readonly seed?: string;
  readonly baseline: boolean;
}

/** headlight whatif MODEL INPUT [--swap MAP] [--knock-out HEADS] [--set ...] ... [--json] [--out FILE] */
export const whatIf: Register = (program, context) => {
  const command = program.command('whatif').description('show what a model says and how it attends with a change of its attention or its input').argument('<model>', MODEL);
  withChanges(withSwaps(withExperiment(command)))
    .option('--top <count>', 'how many of the likeliest answers are kept')
    .option('--seed <number>', 'seed of the bootstrap')
    .option('--no-baseline', 'leave out the run with uniform weights')
    .action((path: string, options: WhatIfOptions) => {
      const parameters = given({ top: numberOption('--top', options.top), seed: numberOption('--seed', options.seed), baseline: String(options.baseline) });
      const from = options.transplant !== undefined || options.transplantFrom !== undefined;
      const donor = {
        input: (first: Parameters<typeof donorInput>[1]) => donorInput(options, first),
        ...(options.transplantFrom !== undefined && { model: options.transplantFrom }),
      };
      return runExperiment({ experiment: 'whatif', path, options, changes: changesFrom(options), parameters, ...(from && { donor }) }, print, context);
    });
};

const MOST = 12;
const share = (value: number): string => value.toFixed(4);

function print({ view }: ExperimentOutcome): string {
  if (view.kind !== 'whatif') return '';
  const changed = view.changes.map(change => `changed: ${words(change)}\n`).join('');
  return `${changed}${measureTable(view.measures, view.baseline)}${roleTable(view)}${predictionTable(view)}`;
}

const CLEAR = 0.3;

/** Heads that do something plain to see, and what becomes of it. */
function roleTable({ statistics, sites, heads }: WhatIfView): string {
  const rows = statistics
    .filter(({ id }) => id === 'induction' || id === 'previous')
    .flatMap(({ title, before, after }) =>
      [...before.keys()]
        .filter(at => Math.max(before[at] ?? 0, after[at] ?? 0) >= CLEAR)
        .map(at => [`L${sites[Math.floor(at / heads)]?.layer}.H${at % heads}`, words(title), share(before[at] ?? Number.NaN), share(after[at] ?? Number.NaN)]),
    );
  return rows.length === 0 ? '' : `\n${table([['head', 'reads', 'before', 'after'], ...rows])}`;
}

/** The positions whose answers change most, in the order of the text. */
function predictionTable({ predictions, positions, pairs, byToken, before, after }: WhatIfView): string {
  const changes = positions.totalVariation;
  if (!changes || predictions.length === 0) return '';
  const places = predictions.map((_, i) => i).sort((a, b) => (changes[b] ?? 0) - (changes[a] ?? 0));
  const shown = places.slice(0, MOST).sort((a, b) => a - b);
  const rows = shown.map(i => {
    const [own = 0, other = 0] = pairs[i] ?? [];
    const { choices, first } = predictions[i] ?? { choices: [], first: { before: -1, after: -1 } };
    const said = (index: number, when: 'before' | 'after'): string => {
      const choice = choices.find(one => one.index === index);
      return choice ? `${choice.label} ${share(choice[when])}` : '';
    };
    const token = byToken ? `${own} ${(before[own] ?? after[other])?.label ?? ''}` : predictions.length === 1 ? 'the text' : `answer ${own}`;
    return [token, said(first.before, 'before'), said(first.after, 'after'), share(changes[i] ?? 0), first.before === first.after ? '' : 'flipped'];
  });
  return `\n${table([['at', 'before', 'after', 'total variation', ''], ...rows])}`;
}
