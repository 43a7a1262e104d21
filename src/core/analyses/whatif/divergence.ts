/** What distances between two distributions are taken over: [n], each summing to one. Natural logarithms throughout. */
export type Shares = ArrayLike<number>;

/** Probabilities of logits, computed in float64: e^z / sum e^z, shifted by the largest. */
export function softmax(logits: ArrayLike<number>): Float64Array {
  const made = Float64Array.from(logits);
  let top = Number.NEGATIVE_INFINITY;
  for (const value of made) top = Math.max(top, value);
  let sum = 0;
  for (let i = 0; i < made.length; i++) {
    const power = Math.exp((made[i] ?? 0) - top);
    made[i] = power;
    sum += power;
  }
  for (let i = 0; i < made.length; i++) made[i] = (made[i] ?? 0) / sum;
  return made;
}

/** Total variation: half the sum of |p - q|, in 0..1. */
export function totalVariation(p: Shares, q: Shares): number {
  let sum = 0;
  for (let i = 0; i < p.length; i++) sum += Math.abs((p[i] ?? 0) - (q[i] ?? 0));
  return sum / 2;
}

/** KL(p || q) = sum p ln(p / q), nats; 0 ln 0 = 0, infinite where q rules out what p does not. */
export function kullbackLeibler(p: Shares, q: Shares): number {
  let sum = 0;
  for (let i = 0; i < p.length; i++) {
    const [own, other] = [p[i] ?? 0, q[i] ?? 0];
    if (own > 0) sum += own * Math.log(own / other);
  }
  return Math.max(0, sum);
}

/** Jensen-Shannon: the mean of KL(p || m) and KL(q || m), m their mean; 0 to ln 2. */
export function jensenShannon(p: Shares, q: Shares): number {
  let sum = 0;
  for (let i = 0; i < p.length; i++) {
    const [own, other] = [p[i] ?? 0, q[i] ?? 0];
    const middle = (own + other) / 2;
    if (own > 0) sum += own * Math.log(own / middle);
    if (other > 0) sum += other * Math.log(other / middle);
  }
  return Math.max(0, sum / 2);
}

/** Where the largest is; the first of equals. */
export function argMax(values: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if ((values[i] ?? 0) > (values[best] ?? 0)) best = i;
  return best;
}

/** Indices of the `count` largest, the largest first. */
export function largest(values: ArrayLike<number>, count: number): readonly number[] {
  const top: number[] = [];
  for (let i = 0; i < values.length; i++) {
    if (top.length === count && (values[i] ?? 0) <= (values[top[count - 1] ?? 0] ?? 0)) continue;
    let at = top.length;
    while (at > 0 && (values[top[at - 1] ?? 0] ?? 0) < (values[i] ?? 0)) at--;
    top.splice(at, 0, i);
    if (top.length > count) top.pop();
  }
  return top;
}

/** 1 - cosine of the angle between two vectors, 0..2; NaN where one of them is zero. */
export function cosineDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [both, own, other] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    both += (a[i] ?? 0) * (b[i] ?? 0);
    own += (a[i] ?? 0) ** 2;
    other += (b[i] ?? 0) ** 2;
  }
  return 1 - Math.max(-1, Math.min(1, both / Math.sqrt(own * other)));
}

/** |a - b|, Euclidean. */
export function euclidean(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += ((a[i] ?? 0) - (b[i] ?? 0)) ** 2;
  return Math.sqrt(sum);
}
