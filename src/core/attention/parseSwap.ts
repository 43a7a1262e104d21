import { raise } from '../fault';
import type { AttentionMap, MapParameter } from './map';
import { MAPS, mapNamed } from './maps';
import type { AttentionSite } from './site';

/** Which sites and heads a swap is for; what is absent leaves all. */
export interface Scope {
  readonly kind?: ScopeKind;
  /** Layers within their stack. */
  readonly layers?: readonly number[];
  readonly heads?: readonly number[];
}

/** One mapping put in the place of the model's own. */
export interface Swap {
  /** As it was written, for labels and faults. */
  readonly text: string;
  readonly map: AttentionMap;
  /** One number, or one for each head in scope. */
  readonly parameter: readonly number[];
  readonly scope: Scope;
}

export type ScopeKind = 'self' | 'cross' | 'encoder' | 'decoder';

const KINDS: Readonly<Record<ScopeKind, (site: AttentionSite) => boolean>> = {
  self: site => site.kind === 'self' && site.stack !== 'cross',
  cross: site => site.kind === 'cross' || site.stack === 'cross',
  encoder: site => site.stack === 'encoder',
  decoder: site => site.stack === 'decoder',
};

/** No model has more layers or heads; a list of ranges stays a list of numbers. */
const MOST = 100_000;

export const isInScope = ({ kind, layers }: Scope, site: AttentionSite): boolean => (kind ? KINDS[kind](site) : true) && (layers ? layers.includes(site.layer) : true);

/**
 * MAP[:PARAMETER][@SCOPE], as in `entmax:1.5@L2.H0-3`, `uniform@cross`, `top-k:3`. PARAMETER may be a list, one number for each head in scope
 * (`entmax:1.2,1.5`), where the map allows it. SCOPE is up to three parts with dots between: a kind (self, cross, encoder, decoder), layers
 * (`L2`, `L0-5`, `L0,2-3`), heads (`H1,3`). Throws `bad-usage`.
 */
export function parseSwap(text: string): Swap {
  const wrong = (why: string): never => raise({ code: 'bad-usage', what: `--swap ${text}`, why });
  const [, id = '', given, scope] = /^([^:@]*)(?::([^@]*))?(?:@(.*))?$/s.exec(text.trim()) ?? [];
  const map = mapNamed(id) ?? wrong(`no such map. There are ${MAPS.map(each => each.id).join(', ')}.`);
  return { text: text.trim(), map, parameter: parameterFrom(map, given, wrong), scope: scopeFrom(scope, wrong) };
}

/** Ends a parse with a fault that says what is wrong. */
export type Wrong = (why: string) => never;

function parameterFrom({ id, parameter }: AttentionMap, given: string | undefined, wrong: Wrong): readonly number[] {
  if (!parameter) return given === undefined ? [] : wrong(`${id} takes no parameter.`);
  if (given === undefined) return [parameter.otherwise];
  const numbers = given.split(',').map(word => numberFrom(parameter, word.trim(), wrong));
  return numbers.length > 1 && !parameter.perHead ? wrong(`${id} takes one ${parameter.name}, not a list.`) : numbers;
}

function numberFrom({ name, kind, range: [least, most], choices }: MapParameter, word: string, wrong: Wrong): number {
  if (kind === 'choice') {
    const place = choices?.indexOf(word) ?? -1;
    return place >= 0 ? place : wrong(`"${word}" is none of ${choices?.join(', ')}.`);
  }
  const number = /^\d*\.?\d+(e[+-]?\d+)?$/i.test(word) || /^\d+\.$/.test(word) ? Number(word) : Number.NaN;
  const fits = number >= least && number <= most && (kind === 'number' || Number.isInteger(number));
  return fits ? number : wrong(`${name} is a ${kind === 'whole' ? 'whole number' : 'number'} from ${least} to ${most}, and "${word}" is not.`);
}

/** The scope that a text names; all where there is none. */
export function scopeFrom(text: string | undefined, wrong: Wrong): Scope {
  if (text === undefined) return {};
  const scope: { kind?: ScopeKind; layers?: readonly number[]; heads?: readonly number[] } = {};
  const once = (part: string, known: unknown) => known !== undefined && wrong(`"${part}" comes after another of its kind: name layers once, heads once, and one of ${KIND_LIST}.`);
  for (const part of text.split('.')) {
    const [, letter = '', list = ''] = /^([LH])([\d,-]*)$/i.exec(part) ?? [];
    if (letter.toUpperCase() === 'L') {
      once(part, scope.layers);
      scope.layers = numbersFrom(list, part, wrong);
    } else if (letter) {
      once(part, scope.heads);
      scope.heads = numbersFrom(list, part, wrong);
    } else if (Object.hasOwn(KINDS, part)) {
      once(part, scope.kind);
      scope.kind = part as ScopeKind;
    } else wrong(`"${part}" is no scope. Write layers as L2 or L0-5, heads as H1,3, or one of ${KIND_LIST}, with dots between: L2.H1,3.`);
  }
  return scope;
}

const KIND_LIST = Object.keys(KINDS).join(', ');

/** "0-3,7" as numbers, each once, in order. */
function numbersFrom(list: string, part: string, wrong: Wrong): readonly number[] {
  const numbers = new Set<number>();
  for (const piece of list.split(',')) {
    const [, first = '', last = first] = /^(\d+)(?:-(\d+))?$/.exec(piece) ?? [];
    const [from, to] = [Number(first), Number(last)];
    if (first === '' || to < from || to > MOST) wrong(`"${part}" is no list of numbers such as ${part.slice(0, 1)}0-3 or ${part.slice(0, 1)}1,3.`);
    for (let number = from; number <= to; number++) numbers.add(number);
  }
  return [...numbers].sort((a, b) => a - b);
}
