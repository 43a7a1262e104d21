import type { Node } from '../graph';
import { intOf } from '../graph';
import { type LiftContext, made, reattributed, rows } from './rule';

/** The newest opset whose operators are known here: those not named below are the same from the internal opset up to it, save for element types. */
export const KNOWN = 28;

interface Later {
  /** The version, above the internal one, that brought the form. */
  readonly since: number;
  /** The same in the internal opset's words; refuses what they cannot say. */
  lower(node: Node, context: LiftContext): readonly Node[];
}

const brandNew = (since: number): Later => ({ since, lower: (_, { refuse }) => refuse('has no equal in the internal opset') });

/** An attribute that came later is dropped where it says what was meant before, else refused. */
const without = (since: number, name: string, before: number | string): Later => ({
  since,
  lower: (node, { refuse }) => {
    const held = node.attributes[name];
    return held === undefined || held.value === before ? [reattributed(node, [name])] : refuse(`sets ${name}, which came with opset ${since}`);
  },
});

/** Rounding modes concern one 8-bit type, which no graph here holds. */
const unrounded: Later = { since: 24, lower: node => [reattributed(node, ['round_mode'])] };

/** Operators of the standard domain that changed after the internal opset. */
export const LATER: ReadonlyMap<string, Later> = rows({
  Attention: {
    since: 24,
    lower: (node, { refuse }) => {
      if (node.inputs[6] || intOf(node, 'left_window_size', -1) !== -1 || intOf(node, 'right_window_size', -1) !== -1) return refuse('limits its keys in a way that came later');
      return [reattributed(node, ['left_window_size', 'right_window_size'])];
    },
  },
  BitCast: brandNew(26),
  Cast: unrounded,
  CastLike: unrounded,
  CausalConvWithState: brandNew(27),
  CumProd: brandNew(26),
  LinearAttention: brandNew(27),
  Range: without(27, 'stash_type', 1),
  SpaceToDepth: without(28, 'mode', 'DCR'),
  SwiGLU: brandNew(28),
  Swish: {
    since: 24,
    // x · sigmoid(alpha · x)
    lower: (node, { fresh, refuse }) => {
      const [x = ''] = node.inputs;
      const alpha = node.attributes.alpha;
      if (alpha && alpha.value !== 1) return refuse('has a slope other than 1');
      const gate = fresh('gate');
      return [made('Sigmoid', [x], gate), { ...made('Mul', [x, gate], node.outputs[0] ?? '') }];
    },
  },
  TensorScatter: brandNew(24),
});
