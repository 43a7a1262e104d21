import type { Call, Dims, Operator } from '../operator';
import { broadcast, clash, dimsAt, floats, UNKNOWN } from '../rule';

interface Term {
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** Whether `...` stands between the two. */
  readonly open: boolean;
}

function termOf(text: string): Term {
  const [before = '', after] = text.split('...');
  return { before: [...before], after: [...(after ?? '')], open: after !== undefined };
}

/** Sizes of letters, and of what `...` stands for, from every operand. */
function sizesOf(terms: readonly Term[], shapes: readonly Dims[]): { readonly letters: ReadonlyMap<string, number>; readonly stack: Dims } {
  const letters = new Map<string, number>();
  const stacks: Dims[] = [];
  terms.forEach(({ before, after, open }, index) => {
    const dims = shapes[index] ?? [];
    const hidden = dims.length - before.length - after.length;
    if (hidden < 0 || (!open && hidden > 0)) clash(`operand ${index} has ${dims.length} axes`);
    stacks.push(dims.slice(before.length, before.length + hidden));
    [...before, ...after].forEach((letter, axis) => {
      const size = dims[axis < before.length ? axis : axis + hidden] ?? 1;
      const known = letters.get(letter) ?? 1;
      if (known !== 1 && size !== 1 && known !== size) clash(`"${letter}" is ${known} and ${size}`);
      letters.set(letter, Math.max(known, size));
    });
  });
  return { letters, stack: broadcast(...stacks) };
}

/** Without an arrow the result has what `...` stands for, then every letter that occurs once, in alphabetical order. */
function resultOf(equation: string, terms: readonly Term[]): Term {
  const [, result] = equation.split('->');
  if (result !== undefined) return termOf(result);
  const all = terms.flatMap(({ before, after }) => [...before, ...after]);
  return { before: [], open: terms.some(term => term.open), after: [...new Set(all)].filter(letter => all.indexOf(letter) === all.lastIndexOf(letter)).sort() };
}

function shapeOf(call: Call): Dims {
  const attribute = call.node.attributes.equation;
  if (attribute?.type !== 'string') throw UNKNOWN;
  const equation = attribute.value.replaceAll(' ', '');
  const terms = (equation.split('->')[0] ?? '').split(',').map(termOf);
  if (terms.length !== call.node.inputs.length) clash(`"${equation}" of ${call.node.inputs.length} operands`);
  const { letters, stack } = sizesOf(
    terms,
    terms.map((_, index) => dimsAt(call, index)),
  );
  const { before, after, open } = resultOf(equation, terms);
  const sizes = (names: readonly string[]) => names.map(letter => letters.get(letter) ?? clash(`"${letter}" is in no operand`));
  return [...sizes(before), ...(open ? stack : []), ...sizes(after)];
}

const equation = (value: string) => ({ equation: { type: 'string', value } }) as const;

export const einsum: Operator = {
  name: 'Einsum',
  domain: '',
  inputs: [1, Number.POSITIVE_INFINITY],
  outputs: [1, 1],
  attributes: ['equation'],
  shape: call => [shapeOf(call)],
  samples: [
    { inputs: [floats(2, 3, 4, 5), floats(2, 3, 6, 5)], attributes: equation('bhqd, bhkd -> bhqk') },
    { inputs: [floats(2, 3), floats(3, 4)], attributes: equation('ij,jk') },
    { inputs: [floats(2, 3, 4), floats(4, 5)], attributes: equation('...i,ij->...j') },
    { inputs: [floats(3, 3)], attributes: equation('ii->i') },
  ],
};
