import type { AttentionSite } from '../../attention/site';
import { activation } from './activation';
import { attention, type Shared } from './attention';
import { type Build, flattened, unflattened } from './build';
import { linear } from './linear';
import { norm } from './norm';
import { holds } from './sizes';

/** One layer of a stream [batch, tokens, hidden]: attention, then feed-forward, each with its residual and its norm before or after. */
export function layer(build: Build, stream: string, index: number, shared: Shared): { readonly stream: string; readonly site: AttentionSite } {
  const { builder, sizes, architecture } = build;
  const { at, norms, attentionNorm, feedForwardNorm } = architecture.layer;
  const names = `${build.base}${at.replace('{}', String(index))}`;
  const before = (value: string, module: string) => (norms === 'before' ? norm(build, value, names + module) : value);
  const after = (value: string, module: string) => (norms === 'after' ? norm(build, value, names + module) : value);

  const input = flattened(build, stream, sizes.hidden);
  const { output, site } = attention(build, before(input, attentionNorm), index, shared);
  const between = after(builder.op('Add', [output, input]), attentionNorm);
  const fed = feedForward(build, before(between, feedForwardNorm), names);
  const end = after(builder.op('Add', [fed, between]), feedForwardNorm);
  return { stream: unflattened(build, end, [sizes.hidden], `hidden.${index + 1}`), site };
}

function feedForward(build: Build, flat: string, names: string): string {
  const { builder, sizes, architecture, config } = build;
  const { up, gate, down, biased } = architecture.layer.feedForward;
  const map = (value: string, module: string, from: number, to: number) =>
    linear(build, value, { module: names + module, from, to, stored: architecture.linear, bias: holds(config, biased) ? `${names}${module}.bias` : undefined });
  const wide = map(flat, up, sizes.hidden, sizes.inner);
  const active = gate === undefined ? activation(build, wide, 'setting') : builder.op('Mul', [activation(build, map(flat, gate, sizes.hidden, sizes.inner), 'setting'), wide]);
  return map(active, down, sizes.inner, sizes.hidden);
}
