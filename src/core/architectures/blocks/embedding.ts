import type { Build } from './build';
import { norm } from './norm';

/** Token, segment and position embeddings added up in PyTorch's order, and their norm: [batch, tokens, hidden]. */
export function embedding(build: Build): string {
  const { builder, weights, base, sizes, ids } = build;
  const { token, segment, norm: module } = build.architecture.embedding;
  let sum = weights.rows(`${base}${token}.weight`, [sizes.vocabulary, sizes.hidden], ids);
  const add = (part: string) => {
    sum = builder.op('Add', [sum, part], {}, { name: 'embedding' });
  };
  if (segment) add(weights.rows(`${base}${segment.module}.weight`, [sizes.segments ?? 1, sizes.hidden], segment.of === 'input' ? segmentIds(build) : builder.int(0)));
  const position = positions(build);
  if (position !== undefined) add(position);
  return module === undefined ? sum : norm(build, sum, `${base}${module}`);
}

const segmentIds = ({ builder }: Build): string => builder.input('token_type_ids', 'int64', ['batch', 'tokens']);

/** Learned positions, [tokens, hidden] or [batch, tokens, hidden]. */
function positions(build: Build): string | undefined {
  const { weights, base, sizes, places } = build;
  const { position } = build.architecture.embedding;
  if (!position) return undefined;
  const indices = position.from === 'zero' ? places : placesAfterPadding(build, sizes.padding ?? 0);
  return weights.rows(`${base}${position.module}.weight`, [sizes.positions ?? 0, sizes.hidden], indices);
}

/** RoBERTa's positions: padding + 1, padding + 2, ... over tokens that are not padding; padding tokens have the padding id itself. */
function placesAfterPadding({ builder, ids }: Build, padding: number): string {
  const isPadding = builder.op('Equal', [ids, builder.int(padding)]);
  const real = builder.op('Cast', [builder.op('Not', [isPadding])], { to: 7 });
  const counted = builder.op('Mul', [builder.op('CumSum', [real, builder.int(1)]), real]);
  return builder.op('Add', [counted, builder.int(padding)], {}, { name: 'positions' });
}
