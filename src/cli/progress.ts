import { words } from '../core/message';
import type { ProgressReport } from '../protocol/channel';

export interface ProgressLine {
  readonly show: (report: ProgressReport) => void;
  readonly clear: () => void;
}

const ERASE = '\r\u001b[K';

/** How far a long work is, on one line of a terminal that is rewritten in place; silent where nobody watches. */
export function progressLine({ error, terminal }: { readonly error: (text: string) => void; readonly terminal: boolean }): ProgressLine {
  let shown = '';
  const show = ({ share, label }: ProgressReport): void => {
    const text = `${words(label)} ${Math.round(100 * share)} %`;
    if (!terminal || text === shown) return;
    shown = text;
    error(`${ERASE}${text}`);
  };
  const clear = (): void => {
    if (shown !== '') error(ERASE);
    shown = '';
  };
  return { show, clear };
}
