import { analysesSuite } from './analyses';
import { attentionSuite } from './attention';
import { besideSuite } from './beside';
import { compareSuite } from './compare';
import { containerSuite } from './container';
import { demoSuite } from './demo';
import { editorsSuite } from './editors';
import { exportsSuite } from './exports';
import { germanSuite } from './german';
import { keyboardSuite } from './keyboard';
import { lifeSuite } from './life';
import { longSuite } from './long';
import { pagesSuite } from './pages';
import type { Place } from './place';
import { reloadSuite } from './reload';
import { survivesSuite } from './survives';
import { trustSuite } from './trust';
import { viewsSuite } from './views';
import { virtualSuite } from './virtual';
import { walkthroughSuite } from './walkthrough';
import { whatIfSuite } from './whatIf';
import { windowSuite } from './window';

/** Every way of a user that is walked. */
const SUITES = [
  demoSuite,
  analysesSuite,
  attentionSuite,
  viewsSuite,
  compareSuite,
  containerSuite,
  exportsSuite,
  germanSuite,
  keyboardSuite,
  lifeSuite,
  longSuite,
  pagesSuite,
  reloadSuite,
  survivesSuite,
  trustSuite,
  virtualSuite,
  whatIfSuite,
  windowSuite,
  walkthroughSuite,
  besideSuite,
  editorsSuite,
];

/** Those that say most about another release of VS Code: what its API, its trees, its editors and its keys do. The panel's own page is the same everywhere. */
const SAMPLE = [demoSuite, containerSuite, keyboardSuite, lifeSuite, trustSuite, virtualSuite, besideSuite, editorsSuite];

export function suites(place: Place, sample: boolean): void {
  for (const suite of sample ? SAMPLE : SUITES) suite(place);
}
