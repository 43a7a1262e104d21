import { says } from '../../attention/interventions/table';
import { type Message, message } from '../../message';
import type { TokenEdit } from '../../tokens/edits';
import type { ExperimentSubject } from './experiment';

const TOKENS: { readonly [K in TokenEdit['kind']]: (edit: Extract<TokenEdit, { kind: K }>) => Message } = {
  replace: ({ at, id }) => message('token {0} replaced by id {1}', at, id),
  delete: ({ at }) => message('token {0} deleted', at),
  mask: ({ at }) => message('token {0} masked', at),
  exchange: ({ at, other }) => message('tokens {0} and {1} exchanged', at, other),
};

/** What was changed, for people. */
export const changesSaid = ({ changes }: Pick<ExperimentSubject, 'changes'>): readonly Message[] => [
  ...changes.swaps.map(swap => message('mapping swapped: {0}', swap)),
  ...says(changes.interventions),
  ...changes.tokens.map(edit => (TOKENS[edit.kind] as (edit: TokenEdit) => Message)(edit)),
];
