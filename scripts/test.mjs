// Sets up what the tests need, then runs every check, two at a time; prints what ran, how long it took and what it said,
// and at the end once more how every failed one ended. Ends with status 1 if anything failed, a missing tool included.
// `npm test -- --only NAME[,NAME]` runs a part with what it needs.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

const root = path.resolve(path.dirname(new URL(import.meta.url).pathname), '..');
const reference = process.env.HEADLIGHT_REFERENCE ?? path.join(root, '../shared/reference/cases');
const { values: option } = parseArgs({ options: { only: { type: 'string' }, jobs: { type: 'string', default: '2' } } });

/** Characters of a failed step that are told once more at the end, where somebody looks first. */
const LAST_WORDS = 4_000;

/** The oldest VS Code that the manifest allows. */
const OLDEST = { HEADLIGHT_VSCODE: 'oldest' };

/**
 * What runs, in order of preference; a step waits for what it needs. `skip` says why a part does not apply here; `alone` keeps the
 * machine for it: a whole VS Code and an engine fill two cores, and a key that comes late is a failure that no user would see.
 */
const STEPS = [
  { name: 'setup', run: ['node', 'scripts/vscode/install.mjs'] },
  { name: 'build', run: ['node', 'scripts/build.mjs'] },
  { name: 'lint', run: ['npx', '--no-install', 'biome', 'check', '--error-on-warnings', '.'] },
  { name: 'types', run: ['node', 'scripts/check.mjs'] },
  { name: 'unit', run: ['npx', '--no-install', 'vitest', 'run'], needs: ['build', 'setup'] },
  { name: 'package', run: ['node', 'scripts/package.mjs'], needs: ['build'] },
  // A sample: every scene in one theme, against its golden picture. `npm run gallery` draws all four.
  { name: 'gallery', run: ['node', 'scripts/gallery.mjs', '--themes', 'light'], needs: ['setup', 'build'] },
  { name: 'fixtures', run: ['node', 'scripts/reference.mjs', '--cases', 'test/fixtures/checkpoints', '--jobs', '1'], needs: ['build'] },
  {
    name: 'reference',
    run: ['node', 'scripts/reference.mjs', '--cases', reference, '--jobs', '1'],
    needs: ['build'],
    skip: existsSync(reference) ? undefined : `no reference suite at ${reference} (HEADLIGHT_REFERENCE names another place)`,
  },
  { name: 'setup-oldest', run: ['node', 'scripts/vscode/install.mjs'], needs: ['setup'], env: OLDEST },
  { name: 'vscode', run: ['node', 'scripts/vscode/test.mjs'], needs: ['setup', 'package'], alone: true },
  // A sample of the user's ways; HEADLIGHT_VSCODE=oldest npm run test:vscode walks them all.
  { name: 'vscode-oldest', run: ['node', 'scripts/vscode/test.mjs', '--sample'], needs: ['setup-oldest', 'package'], env: OLDEST, alone: true },
];

function chosen() {
  if (!option.only) return STEPS;
  const wanted = new Set(option.only.split(','));
  const unknown = [...wanted].filter(name => !STEPS.some(step => step.name === name));
  if (unknown.length > 0) throw new Error(`no such step: ${unknown.join(', ')}; there are ${STEPS.map(step => step.name).join(', ')}`);
  for (const step of [...STEPS].reverse()) if (wanted.has(step.name)) for (const needed of step.needs ?? []) wanted.add(needed);
  return STEPS.filter(step => wanted.has(step.name));
}

/** Runs one step; resolves to what came of it, never rejects. */
const perform = step =>
  new Promise(resolve => {
    if (step.skip) return resolve({ step, verdict: 'skipped', text: step.skip, seconds: 0 });
    const began = Date.now();
    let text = '';
    const child = spawn(step.run[0], step.run.slice(1), { cwd: root, env: { ...process.env, ...step.env }, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', data => {
        text += data;
      });
    const end = (verdict, more = '') => resolve({ step, verdict, text: text + more, seconds: Math.round((Date.now() - began) / 1000) });
    child.on('error', error => end('failed', String(error)));
    child.on('close', code => end(code === 0 ? 'passed' : 'failed', code === 0 ? '' : `\nexit status ${code}`));
  });

const steps = chosen();
const results = new Map();
/** The steps under way, each with the promise of its end. */
const running = new Map();
const waiting = [...steps];

/** A step may start when all it needs has passed; where one has not, the step cannot run and counts as failed. */
function next() {
  if ([...running.keys()].some(step => step.alone)) return undefined;
  for (const step of waiting) {
    const needed = (step.needs ?? []).filter(name => steps.some(other => other.name === name));
    const broken = needed.find(name => results.has(name) && results.get(name).verdict === 'failed');
    if (broken) return { step, result: { step, verdict: 'failed', text: `not run: ${broken} failed`, seconds: 0 } };
    if (step.alone && running.size > 0) continue;
    if (needed.every(name => results.has(name))) return { step };
  }
  return undefined;
}

function finish(result) {
  results.set(result.step.name, result);
  console.log(`\n=== ${result.step.name}: ${result.verdict} (${result.seconds} s)\n${result.text.trim()}`);
}

while (waiting.length > 0 || running.size > 0) {
  const candidate = running.size < Number(option.jobs) ? next() : undefined;
  if (candidate) {
    waiting.splice(waiting.indexOf(candidate.step), 1);
    if (candidate.result) {
      finish(candidate.result);
      continue;
    }
    console.log(`... ${candidate.step.name}`);
    const run = perform(candidate.step).then(result => {
      running.delete(candidate.step);
      finish(result);
    });
    running.set(candidate.step, run);
  } else await Promise.race(running.values());
}

const all = [...results.values()];
const count = verdict => all.filter(result => result.verdict === verdict).length;
for (const { step, verdict, text } of all) if (verdict === 'failed') console.log(`\n=== how ${step.name} failed, its last words\n${text.trim().slice(-LAST_WORDS)}`);
console.log('\n=== what ran');
for (const { step, verdict, seconds, text } of all)
  console.log(`${step.name.padEnd(15)}${verdict.padEnd(10)}${String(seconds).padStart(5)} s${verdict === 'skipped' ? `  ${text}` : ''}`);
console.log(`${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped`);
process.exit(count('failed') > 0 ? 1 : 0);
