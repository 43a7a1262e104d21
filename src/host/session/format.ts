import { raise } from '../../core/fault';
import { type Compared, PANEL_PROTOCOL, type PanelState } from '../../protocol/panel';
import { jsonOf } from '../json';
import { readPanelState } from '../panelState';
import { readWhatIf } from '../whatIfState';

/** What the files of sessions are called. */
export const SESSION_EXTENSION = '.headlight.json';

/** Raised when a session's fields change their meaning; fields that are added do not raise it. */
export const SESSION_VERSION = 1;

/** A session of more bytes than these is none that a person keeps beside their code. */
export const MOST_BYTES = 8_000_000;

const LONGEST = 1_000_000;
const INDENT = 2;

/** How a checkpoint's path is written into a session, and read from one. Reading raises a fault. */
export interface Places {
  readonly written: (path: string) => string;
  readonly read: (place: string) => string;
}

/**
 * A panel's state as the text of a file: what was never set is left out, keys stand in one order, and nothing in it says where on this machine it
 * was made, so that it can be committed beside the code.
 */
export function writeSession(state: PanelState, { written }: Places): string {
  const { model, text, pair, analysis, options, choices = {}, site, head, query, compare, whatIf } = state;
  const other = compare && { ...(compare.model ? { model: written(compare.model) } : {}), text: compare.text, ...(compare.pair ? { pair: compare.pair } : {}) };
  const session = {
    headlight: SESSION_VERSION,
    model: written(model),
    text,
    ...(pair ? { pair } : {}),
    analysis,
    ...filled('options', options),
    ...filled('choices', choices),
    ...Object.fromEntries(Object.entries({ site, head, query }).filter(([, place]) => place >= 0)),
    ...(other ? { compare: other } : {}),
    ...(whatIf ? { whatIf } : {}),
  };
  return `${JSON.stringify(session, null, INDENT)}\n`;
}

type Nested = PanelState['options'];

const sorted = <V>(record: Readonly<Record<string, V>>): readonly (readonly [string, V])[] => Object.entries(record).sort(([one], [other]) => (one < other ? -1 : 1));

/** What is set by analysis or view, each in the order of the alphabet; nothing where nothing is set. */
function filled(name: string, nested: Nested): Readonly<Record<string, Nested>> {
  const set = sorted(nested).filter(([, values]) => Object.keys(values).length > 0);
  return set.length === 0 ? {} : { [name]: Object.fromEntries(set.map(([id, values]) => [id, Object.fromEntries(sorted(values))])) };
}

/** Reads a session into a panel's state; `name` is the file's, for faults. What the version does not know is passed over. */
export function readSession(json: string, name: string, { read }: Places): PanelState {
  const wrong = (why: string): never => raise({ code: 'bad-usage', what: name, why });
  const session = parsed(json, wrong);
  if (session.headlight === undefined) wrong('this is no session of Headlight: "headlight": 1 is missing. Save a panel as a session to see what one holds.');
  if (session.headlight !== SESSION_VERSION)
    wrong(`"headlight" is ${shown(session.headlight)}, and this version of Headlight reads sessions of version ${SESSION_VERSION}. Update Headlight, or save the session again.`);
  for (const [field, holds, kind] of FIELDS) if (!holds(session[field])) wrong(`"${field}" must be ${kind}. Correct it, or save the session again.`);
  const { model, text, pair = '', analysis, options = {}, choices, site = -1, head = -1, query = -1, compare, whatIf } = session;
  const state = { format: PANEL_PROTOCOL, model: read(model as string), text, pair, analysis, options, choices, site, head, query, compare: comparedWith(compare, read), whatIf };
  return readPanelState(state) ?? wrong('it holds something that no panel can show. Save the session again.');
}

function parsed(json: string, wrong: (why: string) => never): Readonly<Record<string, unknown>> {
  if (json.length > MOST_BYTES) wrong(`a session is at most ${MOST_BYTES / 1e6} MB. Save it again, with fewer experiments in its list.`);
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (thrown) {
    wrong(`this is not JSON (${thrown instanceof Error ? thrown.message : 'it cannot be read'}). Undo the last change to it, or save the session again.`);
  }
  return isRecord(value) ? value : wrong('a session is a JSON object. Save a panel as a session to see what one holds.');
}

function comparedWith(compare: unknown, read: Places['read']): Compared | undefined {
  if (!isRecord(compare)) return undefined;
  const { model = '', text, pair = '' } = compare as Partial<Record<keyof Compared, string>>;
  return { model: model === '' ? '' : read(model), text: text ?? '', pair };
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === 'string' && value.length <= LONGEST;
const isNested = (value: unknown): boolean => isRecord(value) && Object.values(value).every(inner => isRecord(inner) && Object.values(inner).every(isText));
const isPlace = (value: unknown): boolean => Number.isInteger(value) && (value as number) >= -1;
const isCompared = (value: unknown): boolean => isRecord(value) && isText(value.text) && [value.model, value.pair].every(or(isText));

const or =
  (holds: (value: unknown) => boolean) =>
  (value: unknown): boolean =>
    value === undefined || holds(value);

/** Every field but the version: what it holds, in code and in words. */
const FIELDS: readonly (readonly [name: string, holds: (value: unknown) => boolean, kind: string])[] = [
  ['model', value => isText(value) && value !== '', 'a path, or "demo"'],
  ['text', isText, 'a string'],
  ['pair', or(isText), 'a string'],
  ['analysis', isText, 'the name of an analysis, such as "attention"'],
  ['options', or(isNested), 'an object of objects of strings, by analysis'],
  ['choices', or(isNested), 'an object of objects of strings, by view'],
  ['site', or(isPlace), 'a whole number from 0'],
  ['head', or(isPlace), 'a whole number from 0'],
  ['query', or(isPlace), 'a whole number from 0'],
  ['compare', or(isCompared), 'an object with "text", and "model" or "pair" where they differ'],
  ['whatIf', or(value => readWhatIf(value) !== undefined), 'as a panel writes it'],
];

const shown = (value: unknown): string => (jsonOf(value) ?? 'nested without end').slice(0, 40);
