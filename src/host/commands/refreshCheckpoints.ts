import type { Context } from '../context';

/** Looks for checkpoints in the workspace again. */
export const refreshCheckpoints = ({ refresh }: Context): void => refresh('checkpoints');
