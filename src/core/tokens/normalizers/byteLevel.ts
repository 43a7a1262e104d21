import { byteSpots } from '../spots';
import type { NormalizerKind } from './normalizer';

export const byteLevel: NormalizerKind = { type: 'ByteLevel', make: () => byteSpots };
