import type { AttentionSite } from '../../attention/site';
import type { Probed } from '../../instrument/probe';
import type { Finding, HeadAddress } from '../../viewModels';
import type { Subject } from '../analysis';
import { isCausal, type Measured } from './sites';

type Role = Finding['role'];

/**
 * A head is worth a look where it puts on a role's keys at least this share of what even attention would leave elsewhere:
 * (share - chance) / (1 - chance). Without the chance level every head of a short text would look like something.
 */
export const WORTH_A_LOOK = 0.3;

/** Fewer queries with such a key than this prove nothing. */
const FEWEST_QUERIES = 3;
const PER_ROLE = 2;
const MOST = 8;

/** What is counted once of a text, so that no role needs to look at every key of every query. */
interface Counts {
  /** Earlier positions with the query's id. */
  readonly same: readonly number[];
  /** Special tokens before each position, and at the end among all. */
  readonly special: readonly number[];
}

/** Keys of a role among the `open` first ones, all that a query may see. */
type KeysOf = (counts: Counts, query: number, open: number) => number;

/** How much a role tells: heads that park their weight on the first token are many, heads that copy are few. */
const ROLES: Readonly<Record<Role, { readonly interest: number; readonly keys: KeysOf }>> = {
  // As many keys follow an earlier token like the query as there are such tokens.
  induction: { interest: 1.5, keys: ({ same }, query) => same[query] ?? 0 },
  duplicate: { interest: 1.2, keys: ({ same }, query) => same[query] ?? 0 },
  previous: { interest: 1.2, keys: (_, query) => Number(query > 0) },
  next: { interest: 1.2, keys: (_, query, open) => Number(query + 1 < open) },
  self: { interest: 0.8, keys: () => 1 },
  special: { interest: 0.5, keys: ({ special }, _query, open) => special[open] ?? 0 },
  first: { interest: 0.5, keys: () => 1 },
};

function countsOf({ tokens: { ids, special } }: Subject): Counts {
  const [seen, same, before] = [new Map<number, number>(), [] as number[], [0]];
  for (const [position, id] of ids.entries()) {
    const times = seen.get(id) ?? 0;
    same.push(times);
    seen.set(id, times + 1);
    before.push((before[position] ?? 0) + Number(special[position] === true));
  }
  return { same, special: before };
}

export const FINDING_STATISTICS: readonly string[] = Object.keys(ROLES);

/** Statistics that are means over the queries that have such a key already; the others are over all queries. */
const OVER_OWN_QUERIES: ReadonlySet<Role> = new Set<Role>(['previous', 'next']);

interface Chance {
  /** Queries that have a key of the role. */
  readonly queries: number;
  /** What even attention puts on such keys, mean over those queries. */
  readonly level: number;
}

/** Counts keys of a role among those that each query of a text of `all` tokens may see. */
function chanceOf(counts: Counts, all: number, causal: boolean, role: Role): Chance {
  let [queries, mass] = [0, 0];
  for (let query = 0; query < all; query++) {
    const open = causal ? query + 1 : all;
    const keys = ROLES[role].keys(counts, query, open);
    if (keys > 0) {
      queries++;
      mass += keys / open;
    }
  }
  return { queries, level: queries > 0 ? mass / queries : 0 };
}

interface Candidate extends Finding {
  readonly excess: number;
  readonly score: number;
}

/** What each head of a site does in one role; empty where the text cannot show it. */
function candidates(site: AttentionSite, role: Role, shares: ArrayLike<number>, { queries, level }: Chance, all: number): Candidate[] {
  if (queries < FEWEST_QUERIES || level >= 1) return [];
  return Array.from(shares, (share, head) => {
    const strength = Math.min(1, OVER_OWN_QUERIES.has(role) ? share : (share * all) / queries);
    const excess = (strength - level) / (1 - level);
    return { site: site.index, head, role, strength, excess, score: excess * ROLES[role].interest };
  });
}

const byScore = (a: Candidate, b: Candidate): number => b.score - a.score || a.site - b.site || a.head - b.head;

/** Each head in the role that it plays best. */
function bestRoles(found: readonly Candidate[]): Candidate[] {
  const best = new Map<string, Candidate>();
  for (const one of [...found].sort(byScore)) {
    const key = `${one.site}.${one.head}`;
    if (!best.has(key)) best.set(key, one);
  }
  return [...best.values()];
}

export interface Findings {
  /** Strongest first. */
  readonly worthALook: readonly Finding[];
  /** The head that says most; undefined where nothing stands out. */
  readonly chosen?: HeadAddress;
}

/** Heads that do something plain to see, from the head statistics of a run. */
export function findings(subject: Subject, sites: readonly Measured[], probed: Probed): Findings {
  const all = subject.tokens.ids.length;
  const counts = countsOf(subject);
  const chances = new Map<string, Chance>();
  // Where the first token is the only special one, both roles say the same.
  const roles = (Object.keys(ROLES) as Role[]).filter(role => role !== 'special' || subject.tokens.special.indexOf(true, 1) > 0);
  const chance = (causal: boolean, role: Role): Chance => {
    const key = `${causal} ${role}`;
    const known = chances.get(key) ?? chanceOf(counts, all, causal, role);
    chances.set(key, known);
    return known;
  };
  const found = sites.flatMap(({ site, queries, keys }) => {
    if (queries !== all || keys !== all) return [];
    return roles.flatMap(role => {
      const shares = probed.get(`heads.${role}.${site.index}`)?.data as Float32Array | undefined;
      return shares ? candidates(site, role, shares, chance(isCausal(subject, site), role), all) : [];
    });
  });
  const clear = bestRoles(found.filter(({ excess }) => excess >= WORTH_A_LOOK)).sort(byScore);
  const taken = new Map<Role, number>();
  const few = clear.filter(({ role }) => {
    taken.set(role, (taken.get(role) ?? 0) + 1);
    return (taken.get(role) ?? 0) <= PER_ROLE;
  });
  const worthALook = few
    .slice(0, MOST)
    .sort((a, b) => b.strength - a.strength)
    .map(({ site, head, role, strength }) => ({ site, head, role, strength }));
  const [first] = clear;
  return { worthALook, ...(first && { chosen: { site: first.site, head: first.head } }) };
}
