// Runs the reference suite on every provider of this machine that loads, the CPU left out: `npm run test:gpu [-- --only REGEXP --cases DIR]`.
// Fails where a case is over its tolerance, and where no other provider loads: then the reasons are printed.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const asked = spawnSync(process.execPath, [path.join(root, 'dist/cli.js'), 'providers', '--json'], { encoding: 'utf8' });
if (asked.status !== 0) {
  console.error(asked.stderr || 'the command line is not built: npm run build');
  process.exit(1);
}
const reports = JSON.parse(asked.stdout);
for (const { name, usable, why } of reports) console.log(`${name.padEnd(10)} ${usable ? 'loads' : 'does not load'}${why ? `: ${why}` : ''}`);
const providers = reports.filter(({ name, usable }) => usable && name !== 'cpu').map(({ name }) => name);
if (providers.length === 0) {
  console.error('no provider besides the CPU loads on this machine');
  process.exit(1);
}
const failed = providers.filter(
  name => spawnSync(process.execPath, [path.join(root, 'scripts/reference.mjs'), ...process.argv.slice(2), '--provider', name], { stdio: 'inherit', cwd: root }).status !== 0,
);
console.log(`${providers.length - failed.length} passed, ${failed.length} failed${failed.length > 0 ? `: ${failed.join(', ')}` : ''}`);
process.exit(failed.length > 0 ? 1 : 0);
