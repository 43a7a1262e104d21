import { isFilledIn, isProse, type Literal, meaningOf, piecesOf } from '../literals';
import { isNamingKey, mayName } from './calls';
import { Reading } from './code';
import { scalarsOf } from './yaml';

/** Where a document names a checkpoint: UTF-16 offsets of what it writes between the quotes, and the path or name that this means. */
export interface Place {
  readonly start: number;
  readonly end: number;
  readonly named: string;
}

const YAML = new Set(['yaml', 'dockercompose', 'github-actions-workflow']);
const CODE = new Set(['python', 'typescript', 'javascript', 'typescriptreact', 'javascriptreact']);

/** Languages that are read for the names of checkpoints. */
export const READ: readonly string[] = [...CODE, ...YAML, 'toml'];

/** Work that can be stopped or made to wait between two steps, and what comes of it. */
export type Steps<T> = Generator<undefined, T, undefined>;

/** All of it at once. */
export function allOf<T>(steps: Steps<T>): T {
  for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value;
}

/** The places where a document names a checkpoint, in order; most documents name none and are hardly looked at. */
export function* placesOf(text: string, language: string): Steps<readonly Place[]> {
  if (!mayName(text)) return [];
  if (CODE.has(language)) return yield* new Reading(text, language).run();
  if (YAML.has(language)) return yield* yamlPlaces(text);
  return language === 'toml' ? yield* tomlPlaces(text) : [];
}

/** `path:` under `model:` names one as `model_path:` does. */
const names = (key: string, parent: string): boolean => isNamingKey(key) || (/^(?:path|name|dir|file|id|repo)$/i.test(key) && isNamingKey(parent));

function* yamlPlaces(text: string): Steps<readonly Place[]> {
  const found: Place[] = [];
  for (const scalar of scalarsOf(text)) {
    if (scalar && names(scalar.key, scalar.parent)) found.push({ start: scalar.start, end: scalar.end, named: scalar.text });
    yield;
  }
  return found;
}

function* tomlPlaces(text: string): Steps<readonly Place[]> {
  const found: Place[] = [];
  let section = '';
  let at = 0;
  for (const piece of piecesOf(text, 'toml')) {
    const code = text.slice(at, piece.from);
    at = piece.to;
    section = [...code.matchAll(/^[ \t]*\[{1,2}([^\]\n]{1,200})\]/gm)].at(-1)?.[1]?.trim() ?? section;
    const keys = /([\w.-]{1,200})\s*=\s*$/.exec(code.slice(-300))?.[1]?.split('.');
    const key = keys?.at(-1);
    const parent = keys?.at(-2) ?? section.split('.').at(-1) ?? '';
    if (piece.kind === 'string' && piece.quote.length === 1 && key !== undefined && names(key, parent))
      found.push({ start: piece.start, end: piece.end, named: meaningOf(text, piece, 'toml') });
    yield;
  }
  return found;
}

/** For each place (in order), the first text after it that a model could attend to; undefined where there is none. */
export function* textsAfter(text: string, language: string, places: readonly Place[]): Steps<readonly (Literal | undefined)[]> {
  const found: (Literal | undefined)[] = [];
  const strings = YAML.has(language) ? scalarsOf(text) : literalsOf(text, language);
  for (const literal of strings) {
    const waits = places[found.length];
    if (!waits) break;
    if (literal && literal.start > waits.end && isProse(literal.text)) {
      while (found.length < places.length && (places[found.length]?.end ?? Number.POSITIVE_INFINITY) < literal.start)
        found.push({ start: literal.start, end: literal.end, text: literal.text });
    }
    yield;
  }
  return places.map((_, index) => found[index]);
}

function* literalsOf(text: string, language: string): Generator<Literal | undefined, void, undefined> {
  for (const piece of piecesOf(text, language))
    yield piece.kind === 'string' && !isFilledIn(text, piece) ? { start: piece.start, end: piece.end, text: meaningOf(text, piece, language) } : undefined;
}
