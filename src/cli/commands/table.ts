import { analyse } from './analyse';
import type { Register } from './command';
import { open } from './open';
import { providers } from './providers';
import { run } from './run';
import { tokens } from './tokens';

/** The commands of the command line, in the order in which --help lists them. */
export const COMMANDS: readonly Register[] = [open, run, analyse, tokens, providers];
