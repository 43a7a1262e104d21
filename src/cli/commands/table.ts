import { analyse } from './analyse';
import type { Register } from './command';
import { knockOut } from './knockOut';
import { open } from './open';
import { providers } from './providers';
import { run } from './run';
import { sensitivity } from './sensitivity';
import { sweep } from './sweep';
import { tokens } from './tokens';
import { whatIf } from './whatIf';

/** The commands of the command line, in the order in which --help lists them. */
export const COMMANDS: readonly Register[] = [open, run, analyse, whatIf, knockOut, sweep, sensitivity, tokens, providers];
