import { raise } from '../../fault';
import { ACTIVATIONS } from './activations';
import type { Build } from './build';

/** Applies an activation by name; 'setting' is the one that config.json names. */
export function activation({ builder, sizes, config }: Pick<Build, 'builder' | 'sizes' | 'config'>, value: string, name: string | 'setting'): string {
  const wanted = name === 'setting' ? sizes.activation : name;
  const apply = ACTIVATIONS.get(wanted);
  if (!apply) return raise({ code: 'unsupported-model', path: config.path, why: `its activation is "${wanted}"; known are ${[...ACTIVATIONS.keys()].join(', ')}` });
  return apply(builder, value);
}
