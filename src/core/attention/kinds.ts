import type { Found } from './judge';
import { atomsAt, LAYOUT } from './products';
import type { AttentionSite, SiteKind, SiteStack } from './site';
import type { Scene } from './walk';

const RECURRENT = new Set(['LSTM', 'GRU', 'RNN']);
const CARRIED = new Set([...LAYOUT, 'Concat', 'Slice', 'Split']);
const LINEAR = new Set(['MatMul', 'Gemm', 'Add']);

/** The values are states of a recurrent network, as they are or after one linear map. */
function overStates(value: string, scene: Scene): boolean {
  const queue: { readonly value: string; readonly linear: boolean }[] = [{ value, linear: false }];
  for (let at = 0; at < Math.min(queue.length, 50); at++) {
    const { value: from = '', linear = false } = queue[at] ?? {};
    const node = scene.made.get(from);
    if (node && RECURRENT.has(node.op)) return true;
    const inputs = node?.inputs.filter(input => scene.dependence.data(input)) ?? [];
    // A linear map is a product with parameters and its bias: one operand carries the data.
    const through = node && (CARRIED.has(node.op) || (LINEAR.has(node.op) && inputs.length === 1 && !(linear && node.op !== 'Add')));
    if (through) queue.push(...inputs.map(input => ({ value: input, linear: linear || (LINEAR.has(node.op) && node.op !== 'Add') })));
  }
  return false;
}

/** The inputs' axes along which queries and keys run. */
export interface Ends {
  readonly kind: SiteKind;
  readonly queries: readonly string[];
  readonly keys: readonly string[];
}

export function endsOf({ weights, values, rows }: Found, scene: Scene): Ends {
  const roots = (value: string, axes: readonly number[]) => atomsAt(scene.lineage, value, axes).flatMap(atom => atom.roots);
  const keys = [...roots(values.value, values.contracted), ...roots(weights.value, weights.contracted)];
  const queries = rows ? roots(weights.value, weights.free) : [];
  const own = queries.length === 0 || queries.some(root => keys.includes(root)) ? 'self' : 'cross';
  const kind = overStates(values.value, scene) ? 'recurrent' : rows ? own : 'pooling';
  return { kind, queries, keys };
}

const meets = (a: readonly string[], b: ReadonlySet<string>) => a.some(root => b.has(root));

/** Tells encoder from decoder where something attends across; numbers the layers of each stack. */
export function placed(sites: readonly AttentionSite[], ends: readonly Ends[]): AttentionSite[] {
  const across = ends.map(({ queries, keys }) => queries.length > 0 && keys.length > 0 && !meets(queries, new Set(keys)));
  const [from, to] = [new Set(ends.flatMap(({ keys }, i) => (across[i] ? keys : []))), new Set(ends.flatMap(({ queries }, i) => (across[i] ? queries : [])))];
  const layers = new Map<SiteStack, number>();
  return sites.map((site, i) => {
    const stack: SiteStack = across[i] ? 'cross' : meets(ends[i]?.keys ?? [], to) ? 'decoder' : meets(ends[i]?.keys ?? [], from) ? 'encoder' : 'only';
    const layer = layers.get(stack) ?? 0;
    layers.set(stack, layer + 1);
    return { ...site, index: i, layer, stack };
  });
}
