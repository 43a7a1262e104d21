import { float32 } from '../../../src/core/tensor/tensor';
import type { Tokens } from '../../../src/core/tokens/input';
import { assertReading, cutOf, type ReadingParams, type ReadSite, readMatrix } from '../../../src/engine/readings';
import type { Slice } from '../../../src/protocol/engine';
import { tokenParts } from '../../../src/protocol/readings';
import { type Shape, sitesOf } from './attention';

/** Readings of a scene's heads, cut as the engine cuts them. */
export async function readingSlice(tokens: Tokens, shape: Shape, weights: (site: number, head: number) => Float32Array, what: ReadingParams): Promise<Slice> {
  assertReading(what.reading);
  const count = tokens.ids.length;
  const head = async (site: number, of: number) => float32([count, count], weights(site, of));
  const sites = sitesOf(tokens, shape);
  const site = async (at: number) => sites[at] as ReadSite;
  return cutOf(await readMatrix({ sites, tokens: tokenParts(tokens), site, head }, what.reading), what);
}
