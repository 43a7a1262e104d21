import type { Config } from '../../checkpoint/config';
import type { Head, LinearStep, Step } from '../architecture';
import { activation } from './activation';
import { type Build, flattened, unflattened } from './build';
import { linear } from './linear';
import { norm } from './norm';

const isLinear = (step: Step): step is LinearStep => 'linear' in step;

/**
 * Which head a checkpoint has: the one of the class that saved it. Of a model that was saved without its head (a base model by itself, its names
 * without prefix) there is none; of an unknown class it is the first whose tensors are all there.
 */
export function headOf({ config, base, weights, architecture, sizes }: Pick<Build, 'config' | 'base' | 'weights' | 'architecture' | 'sizes'>): Head | undefined {
  const name = config.className();
  const own = (head: Head) => head.steps.filter(isLinear).filter(step => !step.linear.startsWith('{base}') && !(step.tied && sizes.tied));
  const there = (step: LinearStep) => weights.has(`${step.linear}.weight`);
  const named = name === undefined ? undefined : architecture.heads.find(head => head.classes.some(ending => name.endsWith(ending)));
  if (named) return base === '' && own(named).length > 0 && !own(named).some(there) ? undefined : named;
  if (name?.endsWith('Model')) return undefined;
  return architecture.heads.find(head => own(head).length > 0 && own(head).every(there));
}

/** Logits from the last hidden states: [batch, tokens, n] where the head reads all tokens, else [batch, n]. */
export function head(build: Build, of: Head, stream: string): string {
  const width = build.sizes.hidden;
  let value = of.reads === 'all' ? flattened(build, stream, width) : of.reads === 'first' ? firstToken(build, stream) : lastToken(build, stream);
  let size = width;
  for (const step of of.steps) {
    if (isLinear(step)) {
      const to = widthOf(build, step);
      value = linear(build, value, { module: moduleName(build, step.linear), from: size, to, stored: 'out-in', ...weightOf(build, step), bias: biasOf(build, step) });
      size = to;
    } else value = 'norm' in step ? norm(build, value, moduleName(build, step.norm)) : activation(build, value, step.activation);
  }
  return of.reads === 'all' ? unflattened(build, value, [size], 'logits') : build.builder.op('Identity', [value], {}, { name: 'logits' });
}

const moduleName = ({ base }: Build, name: string): string => name.replace('{base}', base);

/** Names of the classes that a head's logits stand for. */
export const labelsOf = (config: Config, of: Head): readonly string[] | undefined => (of.steps.some(s => isLinear(s) && s.out === 'labels') ? config.labels() : undefined);

function widthOf({ sizes, config }: Build, { out }: LinearStep): number {
  if (typeof out === 'number') return out;
  return out === 'labels' ? config.labels().length : sizes[out];
}

/** A weight that may be tied is the token embedding's, unless the checkpoint stores its own: that one is then taken, as transformers does. */
function weightOf({ sizes, base, architecture, weights }: Build, { linear: module, tied }: LinearStep): { readonly weight?: string } {
  return tied && sizes.tied && !weights.has(`${module}.weight`) ? { weight: `${base}${architecture.embedding.token}.weight` } : {};
}

function biasOf(build: Build, { linear: module, bias }: LinearStep): string | undefined {
  if (bias === false) return undefined;
  const names = bias ?? [`${moduleName(build, module)}.bias`];
  return names.find(name => build.weights.has(name)) ?? names.at(-1);
}

const firstToken = ({ builder }: Build, stream: string): string => builder.op('Gather', [stream, builder.int(0)], { axis: 1 }, { name: 'first' });

/** The last token that is not padding: by the padding id where the model has one, by the mask where it has none. [batch, hidden] */
function lastToken(build: Build, stream: string): string {
  const { builder, ids, mask, places, batch, tokens, sizes } = build;
  const real = sizes.padding === undefined ? builder.op('Cast', [mask], { to: 9 }) : builder.op('Not', [builder.op('Equal', [ids, builder.int(sizes.padding)])]);
  const last = builder.op('ReduceMax', [builder.op('Mul', [builder.op('Cast', [real], { to: 7 }), places]), builder.ints(1)], { keepdims: 0 });
  const starts = builder.op('Mul', [builder.op('Range', [builder.int(0), batch, builder.int(1)]), tokens]);
  return builder.op('Gather', [flattened(build, stream, sizes.hidden), builder.op('Add', [starts, last])], { axis: 0 }, { name: 'last' });
}
