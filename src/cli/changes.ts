import { existsSync, readFileSync, statSync } from 'node:fs';
import type { Command } from 'commander';
import type { Changes } from '../core/analyses/experiments/experiment';
import type { Intervention, Rest } from '../core/attention/interventions/intervention';
import { parseScope, type Scope } from '../core/attention/interventions/scope';
import { raise } from '../core/fault';
import type { TokenEdit } from '../core/tokens/edits';
import type { Input } from '../core/tokens/input';

/** The options that say what is changed; see `changesFrom`. */
export interface ChangeOptions {
  readonly swap: readonly string[];
  readonly knockOut: readonly string[];
  readonly meanOut: readonly string[];
  readonly set: readonly string[];
  readonly cut: readonly string[];
  readonly uniform: readonly string[];
  readonly keepRest?: boolean;
  readonly transplant?: string;
  readonly transplantFrom?: string;
  readonly transplantAt?: string;
  readonly replace: readonly string[];
  readonly delete: readonly string[];
  readonly mask: readonly string[];
  readonly exchange: readonly string[];
}

const several = (value: string, before: readonly string[]): readonly string[] => [...before, value];

/** Adds the options that change heads, weights and tokens; --swap is `withSwaps`. All but the transplant may be given again and again. */
export const withChanges = (command: Command): Command =>
  command
    .option('--knock-out <heads>', 'zero the outputs of heads: L1.H2, or L1.H2,L3.H0-1', several, [])
    .option('--mean-out <heads>', 'replace the outputs of heads by their mean over the texts of --means', several, [])
    .option('--set <heads:i,j=v>', 'set the weight of query I on key J: L2.H1:5,3=0.9', several, [])
    .option('--cut <i,j[@scope]>', 'cut query I from key J, everywhere or in a scope: 5,3@L2', several, [])
    .option('--uniform <scope>', 'uniform weights over the keys that a query may see: L2, or all', several, [])
    .option('--keep-rest', 'leave the rest of a row as it is where a weight is set or cut; otherwise it is scaled so that the row keeps its sum')
    .option('--transplant <text>', 'take the weights from another text of the same length (a file: its first line; ids where the input is ids)')
    .option('--transplant-from <model>', 'take the weights from another checkpoint with the same tokens')
    .option('--transplant-at <scope>', 'where transplanted weights go; everywhere unless given')
    .option('--replace <i=id>', 'replace token I by the token with this id', several, [])
    .option('--delete <i>', 'delete token I', several, [])
    .option('--mask <i>', "replace token I by the tokenizer's mask token", several, [])
    .option('--exchange <i,j>', 'exchange tokens I and J', several, []);

const wrong = (what: string, why: string): never => raise({ code: 'bad-usage', what, why });

/** L1.H2,L3.H0-1 as scopes: a comma before a letter parts them. */
const scopes = (option: string, text: string): readonly Scope[] => text.split(/,(?=[A-Za-z])/).map(part => scopeOf(option, part));

function scopeOf(option: string, text: string): Scope {
  if (text === '') return wrong(option, 'it names no place: write L2, L2.H1,3 or all.');
  return text === 'all' ? {} : parseScope(text, `${option} ${text}`);
}

function weightSet(text: string, rest: Rest): Intervention {
  const [, where = '', query = '', key = '', value = ''] = /^([^:]+):(\d+),(\d+)=(-?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)$/i.exec(text) ?? [];
  if (where === '') return wrong(`--set ${text}`, 'a weight is set as L2.H1:5,3=0.9 (layer and head, query, key, value).');
  return { kind: 'set', scope: scopeOf('--set', where), query: Number(query), key: Number(key), value: Number(value), rest };
}

function edgeCut(text: string, rest: Rest): Intervention {
  const [, query = '', key = '', where] = /^(\d+),(\d+)(?:@(.*))?$/.exec(text) ?? [];
  if (query === '') return wrong(`--cut ${text}`, 'an edge is cut as 5,3 or 5,3@L2 (query, key, scope).');
  return { kind: 'cut', scope: where === undefined ? {} : scopeOf('--cut', where), query: Number(query), key: Number(key), rest };
}

function place(option: string, text: string): number {
  return /^\d+$/.test(text) ? Number(text) : wrong(`${option} ${text}`, 'a token is named by its place: 0 is the first (see headlight tokens).');
}

function replaced(text: string): TokenEdit {
  const [, at = '', id = ''] = /^(\d+)=(\d+)$/.exec(text) ?? [];
  return at === '' ? wrong(`--replace ${text}`, 'a token is replaced as 3=1045 (its place, the id of the other).') : { kind: 'replace', at: Number(at), id: Number(id) };
}

function exchanged(text: string): TokenEdit {
  const [, at = '', other = ''] = /^(\d+),(\d+)$/.exec(text) ?? [];
  return at === '' ? wrong(`--exchange ${text}`, 'tokens are exchanged as 3,5 (two places).') : { kind: 'exchange', at: Number(at), other: Number(other) };
}

/** What the options change, in one order: heads, whole rows, single weights; then tokens. */
export function changesFrom(options: ChangeOptions): Changes {
  const rest: Rest = options.keepRest ? 'keep' : 'renormalise';
  const each = (option: string, texts: readonly string[], make: (scope: Scope) => Intervention): readonly Intervention[] => texts.flatMap(text => scopes(option, text).map(make));
  const transplant: readonly Intervention[] =
    options.transplant === undefined && options.transplantFrom === undefined ? [] : [{ kind: 'transplant', scope: scopeOf('--transplant-at', options.transplantAt ?? 'all') }];
  return {
    swaps: options.swap,
    interventions: [
      ...each('--knock-out', options.knockOut, scope => ({ kind: 'knock-out', scope })),
      ...each('--mean-out', options.meanOut, scope => ({ kind: 'mean-out', scope })),
      ...each('--uniform', options.uniform, scope => ({ kind: 'uniform', scope })),
      ...transplant,
      ...options.set.map(text => weightSet(text, rest)),
      ...options.cut.map(text => edgeCut(text, rest)),
    ],
    tokens: [
      ...options.replace.map(replaced),
      ...options.mask.map((text): TokenEdit => ({ kind: 'mask', at: place('--mask', text) })),
      ...options.exchange.map(exchanged),
      ...options.delete.map((text): TokenEdit => ({ kind: 'delete', at: place('--delete', text) })),
    ],
  };
}

/** The text that weights are transplanted from: what --transplant says, else the input itself (in another checkpoint). */
export function donorInput({ transplant }: ChangeOptions, input: Input | undefined): Input | undefined {
  if (transplant === undefined || !input) return input;
  if (input.kind !== 'text') {
    const ids = transplant.split(',').map(word => place('--transplant', word.trim()));
    return { kind: 'ids', ids };
  }
  const file = existsSync(transplant) && statSync(transplant).isFile();
  return { kind: 'text', text: file ? (readFileSync(transplant, 'utf8').split(/\r?\n/)[0] ?? '') : transplant };
}
