import type { KeptExperiment } from '../../src/protocol/panel';

/** Raised when an exported file changes its shape. */
export const EXPORT_FORMAT = 1;

export interface Exported {
  readonly model: { readonly name: string; readonly path: string; readonly stamp: string };
  readonly experiments: readonly KeptExperiment[];
  /** An experiment in words. */
  readonly words: (experiment: KeptExperiment) => string;
}

/** Experiments with all that it takes to make them again. */
export const asJson = ({ model, experiments, words }: Exported): string =>
  `${JSON.stringify({ format: EXPORT_FORMAT, what: 'headlight experiments', model, experiments: experiments.map(one => ({ words: words(one), ...one })) }, null, 2)}\n`;

const COLUMNS = ['experiment', 'changes', 'text', 'pair', 'measure', 'unit', 'before', 'after', 'change'];

/** A row for each number of each experiment; RFC 4180. */
export function asCsv({ experiments, words }: Exported): string {
  const rows = experiments.flatMap(one =>
    one.numbers.map(({ id, unit, before, after, change }) => [
      String(one.id),
      words(one),
      one.text,
      one.pair,
      id,
      unit,
      ...[before, after, change].map(value => (value === null ? '' : String(value))),
    ]),
  );
  return [COLUMNS, ...rows].map(row => `${row.map(field).join(',')}\r\n`).join('');
}

/** Quoted where it must be; what a spreadsheet would run as a formula is told to be text. */
function field(text: string): string {
  const safe = /^[=+@\t\r]/.test(text) || (text.startsWith('-') && Number.isNaN(Number(text))) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
