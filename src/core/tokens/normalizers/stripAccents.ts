import type { NormalizerKind } from './normalizer';

const MARK = /^\p{M}$/u;

export const stripAccents: NormalizerKind = { type: 'StripAccents', make: () => spots => spots.filter(spot => !MARK.test(spot.char)) };
