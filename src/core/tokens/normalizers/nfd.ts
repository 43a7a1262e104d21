import { normalize } from '../unicode';
import type { NormalizerKind } from './normalizer';

export const nfd: NormalizerKind = { type: 'NFD', make: () => spots => normalize(spots, 'NFD') };
