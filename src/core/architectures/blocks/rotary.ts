import type { Config } from '../../checkpoint/config';
import { raise } from '../../fault';
import { float32 } from '../../tensor/tensor';
import type { Build } from './build';

/** Cosine and sine of every position's angles, [tokens, 1, width]: made once, used by all layers. */
export interface Rotation {
  readonly cosine: string;
  readonly sine: string;
  readonly width: number;
}

/** Rotary positions (RoFormer, Su and others 2021), half against half. */
export function rotation({ builder, config, sizes, places }: Build): Rotation {
  const width = sizes.headWidth;
  if (width % 2 !== 0) return raise({ code: 'unsupported-model', path: config.path, why: `its heads are ${width} wide, and rotary positions need an even width` });
  const frequencies = builder.constant(float32([1, width / 2], frequenciesOf(config, width)), 'frequencies');
  const place = builder.op('Unsqueeze', [builder.op('Cast', [places], { to: 1 }), builder.ints(1)]);
  const half = builder.op('Mul', [place, frequencies], {}, { name: 'angles' });
  const angles = builder.op('Unsqueeze', [builder.op('Concat', [half, half], { axis: -1 }), builder.ints(1)]);
  return { cosine: builder.op('Cos', [angles], {}, { name: 'cosine' }), sine: builder.op('Sin', [angles], {}, { name: 'sine' }), width };
}

/** Turns [batch, tokens, heads, width]: x cos + rotated(x) sin, where rotated(x) is the second half negated before the first. */
export function rotated({ builder }: Pick<Build, 'builder'>, value: string, { cosine, sine, width }: Rotation): string {
  const [first = '', second = ''] = builder.ops('Split', [value, builder.ints(width / 2, width / 2)], 2, { axis: -1 });
  const turned = builder.op('Concat', [builder.op('Neg', [second]), first], { axis: -1 });
  return builder.op('Add', [builder.op('Mul', [value, cosine]), builder.op('Mul', [turned, sine])], {}, { name: 'rotated' });
}

/** Angle per position of each pair of features, rounded to float32 after each step as PyTorch does. */
export function frequenciesOf(config: Config, width: number): Float32Array {
  const settings = config.group('rope_parameters') ?? config.group('rope_scaling');
  const base = settings?.has('rope_theta') ? settings.number('rope_theta') : config.number('rope_theta', 10000);
  const kind = settings?.word('rope_type', settings.word('type', 'default')) ?? 'default';
  const plain = Float32Array.from({ length: width / 2 }, (_, i) => 1 / Math.fround(base ** Math.fround((2 * i) / width)));
  const scale = SCALINGS[kind];
  if (!Object.hasOwn(SCALINGS, kind) || !scale)
    return raise({ code: 'unsupported-model', path: config.path, why: `its rotary positions are scaled by "${kind}"; known are ${Object.keys(SCALINGS).join(', ')}` });
  if (settings?.has('partial_rotary_factor') && settings.number('partial_rotary_factor') !== 1)
    return raise({ code: 'unsupported-model', path: config.path, why: 'its rotary positions turn a part of each head only' });
  return settings ? scale(plain, settings, config) : plain;
}

type Scaling = (frequencies: Float32Array, settings: Config, config: Config) => Float32Array;

const linear: Scaling = (frequencies, settings) => frequencies.map(f => f / settings.number('factor'));

/** Llama 3.1: long waves are slowed by the factor, short ones kept, those between mixed. */
const llama3: Scaling = (frequencies, settings, config) => {
  const factor = settings.number('factor');
  const low = settings.number('low_freq_factor');
  const high = settings.number('high_freq_factor');
  const context = settings.has('original_max_position_embeddings') ? settings.number('original_max_position_embeddings') : config.number('max_position_embeddings', 2048);
  return frequencies.map(f => {
    const wave = Math.fround((2 * Math.PI) / f);
    if (wave > context / low) return f / factor;
    if (wave < context / high) return f;
    const smooth = Math.fround(Math.fround(Math.fround(context / wave) - low) / (high - low));
    return Math.fround(Math.fround(Math.fround(1 - smooth) * f) / factor) + Math.fround(smooth * f);
  });
};

/** How frequencies are scaled, by the words of config.json. */
const SCALINGS: Readonly<Record<string, Scaling>> = { default: f => f, linear, llama3 };
