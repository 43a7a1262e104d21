// Runs the command line on the reference suite and prints, for each case, the largest error against what PyTorch gave.
//
//   npm run reference -- [--cases DIR] [--provider NAME] [--only REGEXP] [--jobs N]
//
// DIR is a folder of cases (default: HEADLIGHT_REFERENCE, ../shared/reference/cases, then the project's own fixtures).
// A case of a kind that is not offered yet is shown as `later` and counted apart; anything else that is off by more than its tolerance fails.
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { analysisJobs, casesOf, folderJobs, onnxJobs, TOLERANCE } from './reference/cases.mjs';
import { load } from './reference/tensors.mjs';

const root = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), '..');
const { values: option } = parseArgs({ options: { cases: { type: 'string' }, provider: { type: 'string' }, only: { type: 'string' }, jobs: { type: 'string', default: '2' } } });
const places = [option.cases, process.env.HEADLIGHT_REFERENCE, path.join(root, '../shared/reference/cases'), path.join(root, 'test/fixtures/checkpoints')];
const folder = option.cases ?? places.find(place => place && existsSync(place));
/** Kinds that a later version will open; what is said of them is still shown. */
const OFFERED = new Set(['bert', 'camembert', 'distilbert', 'gpt2', 'llama', 'roberta', 'xlm-roberta']);
const LATER = /^(t5|bart|marian|vit|deit|dinov2|fused-|hidden-|cached-)[\w-]*( \d.*)?$|\/(dynamo23|fused)$|^t5\/|^(fused|hidden|cached)-/;

const scratch = mkdtempSync(path.join(os.tmpdir(), 'reference-'));

/** One run of the command line: { status, printed, why }. */
const headlight = args =>
  new Promise(resolve => {
    execFile(process.execPath, [path.join(root, 'dist/cli.js'), ...args], { maxBuffer: 1 << 28, timeout: 300_000 }, (error, stdout, stderr) =>
      resolve({ status: error ? (error.code ?? 1) : 0, printed: stdout, why: stderr.trim().split('\n').pop() || String(error ?? '') }),
    );
  });

async function outcome(job, number) {
  const out = path.join(scratch, `${number}.safetensors`);
  const files = job.args[0] === 'tokens' ? [] : ['--out', out];
  const provider = option.provider && job.args[0] !== 'tokens' ? ['--provider', option.provider] : [];
  const { status, printed, why } = await headlight([...job.args, ...provider, ...files]);
  if (status !== 0) return { job, errors: {}, why, right: job.sites === 0 && /no attention/i.test(why) };
  try {
    const { note, ...errors } = job.judge(files.length > 0 ? load(out) : {}, printed);
    return { job, errors, why: note, right: Object.keys(errors).length > 0 && Object.entries(errors).every(([kind, error]) => error <= (TOLERANCE[kind] ?? 0)) };
  } catch (thrown) {
    return { job, errors: {}, why: String(thrown), right: false };
  } finally {
    rmSync(out, { force: true });
  }
}

const shown = error => (error === undefined ? '' : error === 0 ? '0' : error === Infinity ? 'wrong' : error.toExponential(1));
const COLUMNS = ['attentions', 'hidden', 'logits', 'tokens', 'analysis'];
const line = (name, cells, verdict) => `${name.padEnd(34)}${cells.map(cell => cell.padStart(11)).join('')}  ${verdict}`;

if (!folder || !existsSync(folder)) {
  console.error(`reference: no cases in ${folder ?? places.filter(Boolean).join(', ')}`);
  process.exit(2);
}
const only = option.only ? new RegExp(option.only) : undefined;
const jobs = casesOf(folder)
  .flatMap(one => [...folderJobs(one, scratch), ...onnxJobs(one, scratch), ...analysisJobs(one)])
  .filter(job => !only || only.test(job.name));

console.log(`${folder}${option.provider ? ` on ${option.provider}` : ''}\n${line('case', COLUMNS, '')}`);
const count = { passed: 0, failed: 0, later: 0 };
const failures = [];
let next = 0;
async function worker() {
  for (let number = next++; number < jobs.length; number = next++) {
    const { job, errors, why, right } = await outcome(jobs[number], number);
    const verdict = right ? 'passed' : (job.family && !OFFERED.has(job.family)) || LATER.test(job.name) ? 'later' : 'failed';
    count[verdict]++;
    if (verdict === 'failed') failures.push(job.name);
    console.log(
      line(
        job.name,
        COLUMNS.map(kind => shown(errors[kind])),
        verdict === 'passed' ? '' : `${verdict}: ${why ?? 'over the tolerance'}`,
      ),
    );
  }
}
await Promise.all(Array.from({ length: Number(option.jobs) }, worker));
rmSync(scratch, { recursive: true, force: true });
if (failures.length > 0) console.log(`failed: ${failures.join(', ')}`);
console.log(`${count.later} of kinds that are not offered yet\n${count.passed} passed, ${count.failed} failed`);
process.exit(count.failed > 0 || count.passed === 0 ? 1 : 0);
