import { type Compared, PANEL_PROTOCOL, type PanelState } from '../protocol/panel';
import { readWhatIf } from './whatIfState';

/** A panel as it opens: the view's own choices. */
export const freshState = (model: string, analysis: string, text: string): PanelState => ({
  format: PANEL_PROTOCOL,
  model,
  analysis,
  text,
  pair: '',
  options: {},
  site: -1,
  head: -1,
  query: -1,
});

const LONGEST = 1_000_000;

const isText = (value: unknown): value is string => typeof value === 'string' && value.length <= LONGEST;
const isPlace = (value: unknown): value is number => Number.isInteger(value) && (value as number) >= -1;
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const isOptions = (value: unknown): value is Record<string, string> => isRecord(value) && Object.values(value).every(isText);

/** What a panel is compared with, where that can be read. */
function readCompared(value: unknown): Compared | undefined {
  if (!isRecord(value)) return undefined;
  const { model, text, pair } = value;
  return isText(model) && isText(text) && isText(pair) ? { model, text, pair } : undefined;
}

/** How views were set; those that cannot be read are left behind, and begin as they open. */
function readChoices(value: unknown): PanelState['choices'] {
  return isRecord(value) ? Object.fromEntries(Object.entries(value).filter((entry): entry is [string, Record<string, string>] => isOptions(entry[1]))) : undefined;
}

/** What a reloaded window kept of a panel; undefined where it is of another version or not a panel's state at all. */
export function readPanelState(value: unknown): PanelState | undefined {
  if (!isRecord(value) || value.format !== PANEL_PROTOCOL) return undefined;
  const { model, analysis, text, pair, options, site, head, query } = value;
  if (!isText(model) || !isText(analysis) || !isText(text) || !isText(pair)) return undefined;
  if (!isPlace(site) || !isPlace(head) || !isPlace(query)) return undefined;
  if (!isRecord(options) || !Object.values(options).every(isOptions)) return undefined;
  // A panel is worth more than its experiments: those that cannot be read are left behind alone.
  const whatIf = readWhatIf(value.whatIf);
  const choices = readChoices(value.choices);
  const compare = readCompared(value.compare);
  const known = { format: PANEL_PROTOCOL, model, analysis, text, pair, options: options as PanelState['options'], site, head, query } as const;
  return { ...known, ...(choices ? { choices } : {}), ...(compare ? { compare } : {}), ...(whatIf ? { whatIf } : {}) };
}
