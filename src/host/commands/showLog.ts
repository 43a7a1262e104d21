import type { Context } from '../context';

/** Shows what the extension and its engines wrote down. */
export const showLog = ({ log }: Context): void => log.show();
