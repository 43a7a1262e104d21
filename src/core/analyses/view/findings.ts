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

/** How much a role tells: heads that park their weight on the first token are many, heads that copy are few. */
const ROLES: Readonly<Record<Role, { readonly interest: number; readonly has: (ids: readonly number[], special: readonly boolean[], query: number, key: number) => boolean }>> = {
  induction: { interest: 1.5, has: (ids, _, query, key) => key >= 1 && key <= query && ids[key - 1] === ids[query] },
  duplicate: { interest: 1.2, has: (ids, _, query, key) => key < query && ids[key] === ids[query] },
  previous: { interest: 1.2, has: (_ids, _, query, key) => key === query - 1 },
  next: { interest: 1.2, has: (_ids, _, query, key) => key === query + 1 },
  self: { interest: 0.8, has: (_ids, _, query, key) => key === query },
  special: { interest: 0.5, has: (_ids, special, _query, key) => special[key] === true },
  first: { interest: 0.5, has: (_ids, _, _query, key) => key === 0 },
};

export const FINDING_STATISTICS: readonly string[] = Object.keys(ROLES);

/** Statistics that are means over the queries that have such a key already; the others are over all queries. */
const OVER_OWN_QUERIES: ReadonlySet<Role> = new Set<Role>(['previous', 'next']);

interface Chance {
  /** Queries that have a key of the role. */
  readonly queries: number;
  /** What even attention puts on such keys, mean over those queries. */
  readonly level: number;
}

/** Counts keys of a role among those that each query may see. */
function chanceOf({ tokens }: Subject, causal: boolean, role: Role): Chance {
  const { ids, special } = tokens;
  let [queries, mass] = [0, 0];
  for (let query = 0; query < ids.length; query++) {
    const open = causal ? query + 1 : ids.length;
    let keys = 0;
    for (let key = 0; key < open; key++) if (ROLES[role].has(ids, special, query, key)) keys++;
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
  const chances = new Map<string, Chance>();
  // Where the first token is the only special one, both roles say the same.
  const roles = (Object.keys(ROLES) as Role[]).filter(role => role !== 'special' || subject.tokens.special.indexOf(true, 1) > 0);
  const chance = (causal: boolean, role: Role): Chance => {
    const key = `${causal} ${role}`;
    const known = chances.get(key) ?? chanceOf(subject, causal, role);
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
  const counts = new Map<Role, number>();
  const few = clear.filter(({ role }) => {
    counts.set(role, (counts.get(role) ?? 0) + 1);
    return (counts.get(role) ?? 0) <= PER_ROLE;
  });
  const worthALook = few
    .slice(0, MOST)
    .sort((a, b) => b.strength - a.strength)
    .map(({ site, head, role, strength }) => ({ site, head, role, strength }));
  const [first] = clear;
  return { worthALook, ...(first && { chosen: { site: first.site, head: first.head } }) };
}
