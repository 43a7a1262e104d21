import { listProviders } from '../../engine/providers';
import { table } from '../output';
import type { Register } from './command';

/** headlight providers [--json]: what this machine can run on, in the order of auto, and why not the others. */
export const providers: Register = (program, { out }) => {
  program
    .command('providers')
    .description('show what models can run on here, and why not on the others')
    .option('--runtime <folder>', 'a folder with an onnxruntime-node of your own', process.env.HEADLIGHT_RUNTIME ?? '')
    .option('--json', 'as JSON')
    .action(async ({ runtime, json }: { runtime: string; json?: boolean }) => {
      const reports = await listProviders(runtime);
      out(json ? `${JSON.stringify(reports, null, 1)}\n` : table(reports.map(r => [r.name, r.usable ? 'usable' : 'not usable', r.why ?? ''])));
    });
};
