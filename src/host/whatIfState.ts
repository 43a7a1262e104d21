import type { KeptExperiment, KeptNumber, WhatIfState } from '../protocol/panel';
import { jsonOf } from './json';

const LONGEST = 1_000_000;
const MOST = 1000;

const isText = (value: unknown): value is string => typeof value === 'string' && value.length <= LONGEST;
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value) && value.length <= MOST;
const isOptions = (value: unknown): boolean => isRecord(value) && Object.values(value).every(isText);
const isSmall = (value: unknown): boolean => (jsonOf(value)?.length ?? Number.POSITIVE_INFINITY) <= LONGEST;
const isNumber = (value: unknown): boolean => value === null || Number.isFinite(value);

/** The engine checks what changes mean; here only that they are plain and of a size. */
const isChanges = (value: unknown): value is WhatIfState['others'] =>
  isRecord(value) &&
  isList(value.swaps) &&
  value.swaps.every(isText) &&
  [value.interventions, value.tokens].every(list => isList(list) && list.every(one => isRecord(one) && isText(one.kind) && isSmall(one)));

const isHead = (value: unknown): boolean => isList(value) && value.length === 2 && value.every(Number.isInteger);

const isKeptNumber = (value: unknown): value is KeptNumber =>
  isRecord(value) && isText(value.id) && isText(value.unit) && [value.before, value.after, value.change].every(isNumber);

const isKept = (value: unknown): value is KeptExperiment =>
  isRecord(value) &&
  Number.isInteger(value.id) &&
  [value.experiment, value.text, value.pair].every(isText) &&
  isChanges(value.changes) &&
  isOptions(value.options) &&
  isList(value.numbers) &&
  value.numbers.every(isKeptNumber);

/** What was tried in a panel, where all of it is whole; undefined otherwise. */
export function readWhatIf(value: unknown): WhatIfState | undefined {
  if (!isRecord(value)) return undefined;
  const { map, parameter, heads, others, rest, list } = value;
  if (!isText(map) || !isText(parameter) || !isList(heads) || !heads.every(isHead) || !isChanges(others)) return undefined;
  if ((rest !== 'renormalise' && rest !== 'keep') || !isList(list) || !list.every(isKept)) return undefined;
  return { map, parameter, heads: heads as WhatIfState['heads'], others, rest, list };
}
