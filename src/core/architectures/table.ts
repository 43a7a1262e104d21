import type { Architecture } from './architecture';
import { bert } from './bert';
import { camembert } from './camembert';
import { distilbert } from './distilbert';
import { gpt2 } from './gpt2';
import { llama } from './llama';
import { roberta } from './roberta';
import { xlmRoberta } from './xlmRoberta';

/** The families that open without an export. */
export const ARCHITECTURES: readonly Architecture[] = [bert, camembert, distilbert, gpt2, llama, roberta, xlmRoberta];
