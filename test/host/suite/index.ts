import Mocha from 'mocha';
import { apiSuite } from './api';
import { besideSuite } from './beside';
import { bordersSuite } from './borders';
import { commandsSuite } from './commands';
import { enginesSuite } from './engines';
import { hoverSuite } from './hover';
import { networkSuite } from './network';
import { numbersSuite } from './numbers';
import { treesSuite } from './trees';

/** Every suite that runs inside VS Code. */
const SUITES = [networkSuite, commandsSuite, enginesSuite, hoverSuite, apiSuite, besideSuite, treesSuite, numbersSuite, bordersSuite];

/** What @vscode/test-electron calls inside VS Code. */
export function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 60_000, color: true, reporter: 'spec', ...(process.env.HEADLIGHT_GREP ? { grep: process.env.HEADLIGHT_GREP } : {}) });
  mocha.suite.emit(Mocha.Suite.constants.EVENT_FILE_PRE_REQUIRE, globalThis, '', mocha);
  for (const suite of SUITES) suite();
  return new Promise((resolve, reject) => mocha.run(failures => (failures > 0 ? reject(new Error(`${failures} tests failed`)) : resolve())));
}
