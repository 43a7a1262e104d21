/** Scores of two neighbours by their states, [first][second]. */
export type Transitions = readonly [readonly [number, number], readonly [number, number]];

const logSum = (a: number, b: number): number => {
  const most = Math.max(a, b);
  return most === Number.NEGATIVE_INFINITY ? most : most + Math.log(Math.exp(a - most) + Math.exp(b - most));
};

type Pair = [number, number];

/** One step along the chain: what ends in each state, `join` over the states before. `toward` picks the transition's order. */
const step = (before: Pair, transition: (from: 0 | 1, to: 0 | 1) => number, join: (a: number, b: number) => number): Pair => [
  join(before[0] + transition(0, 0), before[1] + transition(1, 0)),
  join(before[0] + transition(0, 1), before[1] + transition(1, 1)),
];

/**
 * A chain of binary variables with score sum u_i z_i + sum t(z_i, z_(i+1)): log of the sum over all states, and P(z_i = 1), by forward-backward in log
 * space.
 */
export function chainMarginals(unary: ArrayLike<number>, pairs: Transitions): { readonly logZ: number; readonly marginals: Float64Array } {
  const n = unary.length;
  const score = (i: number): number => unary[i] as number;
  const forward: Pair[] = [];
  const backward: Pair[] = new Array<Pair>(n);
  for (let i = 0; i < n; i++) {
    const [off, on]: Pair = i === 0 ? [0, 0] : step(forward[i - 1] as Pair, (from, to) => pairs[from][to], logSum);
    forward.push([off, on + score(i)]);
  }
  for (let i = n - 1; i >= 0; i--) {
    const after = backward[i + 1];
    backward[i] = after ? step([after[0], after[1] + score(i + 1)], (from, to) => pairs[to][from], logSum) : [0, 0];
  }
  const [off, on] = forward[n - 1] as Pair;
  const logZ = logSum(off, on);
  return { logZ, marginals: Float64Array.from(forward, ([, own], i) => Math.exp(own + (backward[i] as Pair)[1] - logZ)) };
}

/** The best assignment of the chain and its score; zeros before ones among equals. */
export function bestChain(unary: ArrayLike<number>, pairs: Transitions): { readonly states: Uint8Array; readonly score: number } {
  const n = unary.length;
  const from: [0 | 1, 0 | 1][] = [];
  let best: Pair = [0, unary[0] as number];
  for (let i = 1; i < n; i++) {
    const arrive = (to: 0 | 1): 0 | 1 => (best[1] + pairs[1][to] > best[0] + pairs[0][to] ? 1 : 0);
    const [zero, one] = [arrive(0), arrive(1)];
    from.push([zero, one]);
    best = [best[zero] + pairs[zero][0], best[one] + pairs[one][1] + (unary[i] as number)];
  }
  const states = new Uint8Array(n);
  let state: 0 | 1 = best[1] > best[0] ? 1 : 0;
  const score = best[state];
  for (let i = n - 1; i >= 0; i--) {
    states[i] = state;
    if (i > 0) state = from[i - 1]?.[state] ?? 0;
  }
  return { states, score };
}

/** Score of the transitions of an assignment. */
export const transitionsOf = (states: ArrayLike<number>, pairs: Transitions): number => {
  let sum = 0;
  for (let i = 1; i < states.length; i++) sum += pairs[states[i - 1] === 1 ? 1 : 0][states[i] === 1 ? 1 : 0];
  return sum;
};
