import type { Build } from './build';

/** The most negative float32, as PyTorch masks with: added to any score, its weight is exactly zero beside an unmasked one. */
const LOWEST = -3.4028234663852886e38;

/** What is added to all scores: zero where a query may see a key. [batch, 1, 1, keys], or [batch, 1, queries, keys] where no query sees later keys. */
export function maskBias({ builder, mask, places, sizes }: Build): string {
  const present = builder.op('Unsqueeze', [builder.op('Cast', [mask], { to: 9 }), builder.ints(1, 2)]);
  const seen = sizes.causal ? builder.op('And', [present, notLater({ builder, places })]) : present;
  return builder.op('Where', [seen, builder.scalar(0), builder.scalar(LOWEST)], {}, { name: 'mask' });
}

/** bool [queries, keys]: the key is not after the query. */
function notLater({ builder, places }: Pick<Build, 'builder' | 'places'>): string {
  const queries = builder.op('Unsqueeze', [places, builder.ints(1)]);
  return builder.op('LessOrEqual', [places, queries]);
}
