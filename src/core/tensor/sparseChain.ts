import { bestChain, type Transitions, transitionsOf } from './chain';
import { solveCholesky } from './cholesky';

/** How much better than the mixture a structure must be to come into it. */
const BETTER = 1e-9;
/** Keeps mixtures of dependent structures solvable; far below any weight that is shown. */
const RIDGE = 1e-11;

interface Mixture {
  readonly states: readonly Uint8Array[];
  readonly weights: readonly number[];
}

/** L of a symmetric positive definite matrix, row-major. */
function factored(a: Float64Array, n: number): Float64Array {
  const l = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      let sum = a[i * n + j] as number;
      for (let k = 0; k < j; k++) sum -= (l[i * n + k] as number) * (l[j * n + k] as number);
      l[i * n + j] = i === j ? Math.sqrt(Math.max(sum, RIDGE)) : sum / (l[j * n + j] as number);
    }
  return l;
}

/** Weights that sum to one, of any sign, that minimise the objective over the structures; and the value that all of them then share. */
function balanced(states: readonly Uint8Array[], scores: readonly number[]): { readonly weights: Float64Array; readonly level: number } {
  const n = states.length;
  // The outer product of ones changes nothing where the weights sum to one, and makes room for the structure that is all zero.
  const gram = Float64Array.from({ length: n * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    return dot(states[i] as Uint8Array, states[j] as Uint8Array) + 1 + (i === j ? RIDGE : 0);
  });
  const l = factored(gram, n);
  const free = solveCholesky(l, n, n, Float64Array.from(scores));
  const shift = solveCholesky(l, n, n, new Float64Array(n).fill(1));
  const sum = (values: Float64Array) => values.reduce((total, x) => total + x, 0);
  const level = (sum(free) - 1) / sum(shift);
  return { weights: free.map((x, i) => x - level * (shift[i] as number)), level: level + 1 };
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

/** Goes from weights that are not negative as far towards `target` as they stay so; what reaches zero is left out. */
function towards({ states, weights }: Mixture, target: Float64Array): Mixture {
  let share = 1;
  for (const [i, weight] of weights.entries()) if ((target[i] as number) < 0) share = Math.min(share, weight / (weight - (target[i] as number)));
  const moved = weights.map((weight, i) => weight + share * ((target[i] as number) - weight));
  const least = Math.min(...moved);
  const kept = moved.map((weight, i) => ((target[i] as number) < 0 ? weight > Math.max(least, 1e-15) : true));
  return { states: states.filter((_, i) => kept[i]), weights: moved.filter((_, i) => kept[i]) };
}

export interface SparseChain extends Mixture {
  /** P(z_i = 1) under the mixture. */
  readonly marginals: Float64Array;
}

/**
 * SparseMAP of a chain of binary variables (Niculae, Martins, Blondel and Cardie 2018): argmin over mixtures of assignments of
 * 1/2 ||marginals||^2 - expected score, by the active set method: few assignments have weight.
 */
export function sparseChain(unary: ArrayLike<number>, pairs: Transitions): SparseChain {
  const n = unary.length;
  const marginalsOf = ({ states, weights }: Mixture) =>
    Float64Array.from({ length: n }, (_, i) => states.reduce((sum, z, s) => sum + (z[i] as number) * (weights[s] as number), 0));
  const scoreOf = (z: Uint8Array) => dot(z, unary) + transitionsOf(z, pairs);
  let mixture: Mixture = { states: [bestChain(unary, pairs).states], weights: [1] };
  for (let round = 0; round < 20 * n + 100; round++) {
    const { weights, level } = balanced(mixture.states, mixture.states.map(scoreOf));
    if (weights.some(weight => weight < 0)) {
      mixture = towards(mixture, weights);
      continue;
    }
    mixture = { states: mixture.states, weights: [...weights] };
    const marginals = marginalsOf(mixture);
    const { states, score } = bestChain(
      Float64Array.from({ length: n }, (_, i) => (unary[i] as number) - (marginals[i] as number)),
      pairs,
    );
    if (score <= level + BETTER * Math.max(1, Math.abs(level))) break;
    mixture = { states: [...mixture.states, states], weights: [...mixture.weights, 0] };
  }
  return { ...mixture, marginals: marginalsOf(mixture) };
}
