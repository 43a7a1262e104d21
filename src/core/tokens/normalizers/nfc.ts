import { normalize } from '../unicode';
import type { NormalizerKind } from './normalizer';

export const nfc: NormalizerKind = { type: 'NFC', make: () => spots => normalize(spots, 'NFC') };
