import { lowercase as lower } from '../unicode';
import type { NormalizerKind } from './normalizer';

export const lowercase: NormalizerKind = { type: 'Lowercase', make: () => lower };
