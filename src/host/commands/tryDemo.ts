import type { Context } from '../context';
import { openInPanel } from '../open';

/** A phrase that comes twice: the demo's induction heads look back to what followed it. */
export const DEMO_TEXT = 'In the beginning God created the heaven and the earth. In the beginning God created the heaven';

/** Opens the checkpoint that comes with the extension and shows its attention. */
export const tryDemo = (context: Context): Promise<void> => openInPanel(context, context.demo, DEMO_TEXT);
