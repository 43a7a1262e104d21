import type { Finding, SiteView, TokenView } from '../src/core/viewModels';
import { isolated } from '../src/protocol/direction';
import { t } from './strings';
import { tokenName } from './tokens/signs';

const STACKS: { readonly [S in SiteView['stack']]: string } = { only: 'L', encoder: 'E', decoder: 'D', cross: 'C' };
const KINDS: { readonly [K in SiteView['kind']]?: string } = { pooling: 'P', recurrent: 'R' };

/** Short name of a site: L2, E0 (encoder), D0 (decoder), C0 (cross), P0 (pooling), R0 (recurrent). */
export const siteName = (site: SiteView): string => `${KINDS[site.kind] ?? STACKS[site.stack]}${site.layer}`;

/** Short name of a head: L2 H1. */
export const headName = (site: SiteView | undefined, head: number): string => `${site ? siteName(site) : '?'} H${head}`;

/** What each finding is called in a sentence. */
export const roleName = (role: Finding['role']): string =>
  ({
    previous: t('previous token'),
    induction: t('induction'),
    duplicate: t('duplicate token'),
    first: t('first token'),
    self: t('own token'),
    next: t('next token'),
    special: t('special tokens'),
  })[role];

/** Names of the rows or columns of a site: its tokens, or numbers where it has others than the text's. */
export const axisNames = (tokens: readonly TokenView[], count: number): readonly string[] =>
  tokens.length === count ? tokens.map(tokenName) : Array.from({ length: count }, (_, index) => String(index));

export const quoted = (name: string): string => t('“{0}”', isolated(name));
