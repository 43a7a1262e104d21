import { raise } from '../../fault';
import type { AttentionSite } from '../site';

/** One head of a model: the index of its site, and its place there. */
export interface Address {
  readonly site: number;
  readonly head: number;
}

/**
 * Heads by place. Everything that is said must hold; what is not said holds of all. `layers` first and last; `stack` and `kind` narrow them in models
 * that have several. Layers count within a stack.
 */
export interface Scope {
  readonly layers?: readonly [number, number];
  readonly heads?: readonly number[];
  readonly kind?: AttentionSite['kind'];
  readonly stack?: AttentionSite['stack'];
  /** Site indices, for those who know them. */
  readonly sites?: readonly number[];
}

const KINDS: readonly AttentionSite['kind'][] = ['self', 'cross', 'pooling', 'recurrent'];
const STACKS: readonly AttentionSite['stack'][] = ['encoder', 'decoder'];

const isKind = (word: string): word is AttentionSite['kind'] => (KINDS as readonly string[]).includes(word);
const isStack = (word: string): word is AttentionSite['stack'] => (STACKS as readonly string[]).includes(word);

/** `L2`, `L0-5`, `L2.H1,3`, `self`, `cross`, `decoder`, `decoder.L2.H0-3`; '' is everywhere. Throws `bad-usage` for anything else. */
export function parseScope(text: string): Scope {
  if (text === '') return {};
  const wrong = (part: string): never => raise({ code: 'bad-usage', what: text, why: `"${part}" is no place: places read L2, L0-5, L2.H1,3, cross, decoder.L0.` });
  let scope: Scope = {};
  for (const part of text.split('.')) {
    const [, from = '', to = from] = /^L(\d+)(?:-(\d+))?$/.exec(part) ?? [];
    if (from !== '') scope = { ...scope, layers: [Number(from), Number(to)] };
    else if (/^H\d+(-\d+)?(,\d+(-\d+)?)*$/.test(part)) scope = { ...scope, heads: part.slice(1).split(',').flatMap(run) };
    else if (isKind(part)) scope = { ...scope, kind: part };
    else if (isStack(part)) scope = { ...scope, stack: part };
    else wrong(part);
  }
  return scope;
}

const MOST_HEADS = 1024;

function run(text: string): readonly number[] {
  const [from = 0, to = from] = text.split('-').map(Number);
  if (to < from || to - from > MOST_HEADS) return raise({ code: 'bad-usage', what: `H${text}`, why: 'a run of heads goes from the lower to the higher.' });
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}

/** The places of a scope as they are written. */
export function scopeText({ layers, heads, kind, stack, sites }: Scope): string {
  const parts = [
    stack,
    kind,
    sites && `site ${sites.join(',')}`,
    layers && (layers[0] === layers[1] ? `L${layers[0]}` : `L${layers[0]}-${layers[1]}`),
    heads && `H${heads.join(',')}`,
  ];
  return parts.filter(part => part !== undefined).join('.');
}

const within = ({ index, layer, kind, stack }: AttentionSite, scope: Scope): boolean =>
  (!scope.layers || (layer >= scope.layers[0] && layer <= scope.layers[1])) &&
  (!scope.kind || kind === scope.kind) &&
  (!scope.stack || stack === scope.stack) &&
  (!scope.sites || scope.sites.includes(index));

/** The heads of a scope, site by site. Throws `bad-input` where there is none, or a site of the scope lacks a head that was named. */
export function addressed(sites: readonly AttentionSite[], scope: Scope): readonly Address[] {
  const found = sites.filter(site => within(site, scope));
  const named = scopeText(scope) || 'everywhere';
  if (found.length === 0) return raise({ code: 'bad-input', what: named, why: `no attention site is there: this model has ${sites.length}, ${rangeOf(sites)}.` });
  return found.flatMap(({ index, heads }) => {
    const beyond = scope.heads?.find(head => head >= heads);
    if (beyond !== undefined) return raise({ code: 'bad-input', what: named, why: `site ${index} has ${heads} heads, H0 to H${heads - 1}.` });
    return (scope.heads ?? Array.from({ length: heads }, (_, head) => head)).map(head => ({ site: index, head }));
  });
}

const rangeOf = (sites: readonly AttentionSite[]): string =>
  sites.length === 0 ? 'none' : `layers L${Math.min(...sites.map(s => s.layer))} to L${Math.max(...sites.map(s => s.layer))}`;
