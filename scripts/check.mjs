// Type-checks every room with its own tsconfig, so that none can use what its surroundings do not have.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const rooms = ['src/core', 'src/protocol', 'src/engine', 'src/cli', 'src/host', 'src/still', 'webview', 'test', 'test/host'];
const failed = rooms.filter(
  room => existsSync(`${room}/tsconfig.json`) && spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', room], { stdio: 'inherit' }).status !== 0,
);
if (failed.length > 0) {
  console.error(`type errors in: ${failed.join(', ')}`);
  process.exit(1);
}
console.log(`types hold in ${rooms.length} rooms`);
