import type { AttentionSite } from '../../attention/site';
import { type Build, flattened, unflattened } from './build';
import { embedding } from './embedding';
import { layer } from './layer';
import { maskBias } from './mask';
import { norm } from './norm';
import { rotation } from './rotary';

/** The values of a base model that may be asked for. */
export interface Base {
  /** [batch, tokens, hidden]; the embedding's first, the last after the final norm. */
  readonly hiddenStates: readonly string[];
  readonly sites: readonly AttentionSite[];
}

/** Embedding, layers and final norm. */
export function base(build: Build): Base {
  const { sizes, architecture } = build;
  const hiddenStates = [embedding(build)];
  const sites: AttentionSite[] = [];
  const shared = { bias: maskBias(build), rotation: architecture.layer.attention.rotary ? rotation(build) : undefined };
  for (let index = 0; index < sizes.layers; index++) {
    const { stream, site } = layer(build, hiddenStates[index] ?? '', index, shared);
    hiddenStates.push(stream);
    sites.push(site);
  }
  if (architecture.finalNorm !== undefined) {
    const flat = flattened(build, hiddenStates.pop() ?? '', sizes.hidden);
    hiddenStates.push(unflattened(build, norm(build, flat, build.base + architecture.finalNorm), [sizes.hidden], 'hidden.last'));
  }
  return { hiddenStates, sites };
}
