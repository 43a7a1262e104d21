import type { Config } from '../../checkpoint/config';
import { raise } from '../../fault';
import type { Architecture, Setting, When } from '../architecture';

/** The numbers of one checkpoint that its config.json gives; all checked against one another. */
export interface Sizes {
  readonly hidden: number;
  readonly layers: number;
  readonly heads: number;
  readonly keyHeads: number;
  readonly headWidth: number;
  readonly inner: number;
  readonly vocabulary: number;
  readonly positions?: number;
  readonly segments?: number;
  readonly epsilon: number;
  readonly activation: string;
  readonly padding?: number;
  readonly tied: boolean;
  readonly causal: boolean;
}

/** Reads a family's settings. What the family's blocks cannot do is refused by name. */
export function sizesOf(config: Config, { settings: of, only, causal }: Architecture): Sizes {
  assertSupported(config, only ?? {});
  const hidden = config.size(...of.hidden);
  const heads = config.size(...of.heads);
  const keyHeads = of.keyHeads ? config.size(of.keyHeads[0], heads) : heads;
  if (heads % keyHeads !== 0) config.wrong(of.keyHeads?.[0] ?? '', `a divisor of the ${heads} heads`);
  const ownWidth = of.headWidth !== undefined && config.has(of.headWidth[0]);
  if (!ownWidth && hidden % heads !== 0) config.wrong(of.hidden[0], `a multiple of the ${heads} heads`);
  const padding = of.padding && (config.token(of.padding[0]) ?? of.padding[1]);
  return {
    hidden,
    layers: config.size(...of.layers),
    heads,
    keyHeads,
    headWidth: of.headWidth && ownWidth ? config.size(...of.headWidth) : hidden / heads,
    inner: config.size(of.inner[0], of.inner[1] ?? 4 * hidden),
    vocabulary: config.size(...of.vocabulary),
    ...(of.positions && { positions: config.size(...of.positions) }),
    ...(of.segments && { segments: config.size(...of.segments) }),
    epsilon: typeof of.epsilon === 'number' ? of.epsilon : config.number(...of.epsilon),
    activation: config.word(...of.activation),
    ...(padding !== undefined && { padding }),
    tied: config.flag(...of.tied),
    causal: causal !== false && holds(config, causal),
  };
}

export const holds = (config: Config, when: When): boolean => when === true || config.flag(when, false);

/** A flag as its setting says, true or false otherwise. */
export const flagOf = (config: Config, setting: Setting<boolean> | undefined, otherwise: boolean): boolean => (setting ? config.flag(...setting) : otherwise);

function assertSupported(config: Config, only: NonNullable<Architecture['only']>): void {
  const unsupported = (why: string) => raise({ code: 'unsupported-model', path: config.path, why });
  const quantised = config.group('quantization_config');
  if (quantised) unsupported(`its weights are quantised by ${quantised.word('quant_method', 'a method it does not name')}; open an unquantised checkpoint or an .onnx export`);
  for (const [key, values] of Object.entries(only))
    if (config.has(key) && !config.is(key, values))
      unsupported(`its setting ${config.quote(key)}; only ${values.map(v => JSON.stringify(v)).join(', ')} can be run from a checkpoint`);
}
