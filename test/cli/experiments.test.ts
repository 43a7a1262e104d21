import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTensorFile } from '../../src/engine/tensorFile';
import { bundle, demoCopy } from '../engine/bundle';

let cli: string;
let model: string;
const scratch = mkdtempSync(join(tmpdir(), 'headlight-experiments-'));
beforeAll(async () => {
  cli = join(await bundle('cli-experiments'), 'cli.js');
  model = demoCopy();
}, 60_000);
afterAll(() => {
  rmSync(scratch, { recursive: true });
  rmSync(model, { recursive: true });
});

const file = (name: string): string => join(scratch, name);
function headlight(...args: string[]): { readonly status: number | null; readonly out: string; readonly error: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args, '--provider', 'cpu'], { encoding: 'utf8', cwd: scratch });
  return { status, out: stdout, error: stderr };
}
const TEXT = 'And God said, Let there be light: and there was light.';
const demo = (command: string, ...args: string[]) => headlight(command, model, '--text', TEXT, ...args);

describe('headlight whatif', () => {
  it('prints what changed, numbers beside those of uniform weights, and that the model was not retrained', () => {
    const { status, out, error } = demo('whatif', '--swap', 'sparsemax', '--knock-out', 'L1.H2,L2.H0-1');
    expect([status, error]).toEqual([0, '']);
    for (const part of ['changed: mapping swapped: sparsemax', 'changed: heads knocked out: L1.H2', 'L2.H0-1', 'Total variation', 'Perplexity', 'change, uniform', 'no retraining'])
      expect(out).toContain(part);
  });

  it('writes numbers of both runs, and the measures', () => {
    expect(demo('whatif', '--set', 'L0.H1:3,0=0.5', '--cut', '4,1@L1', '--keep-rest', '--out', file('a.safetensors')).status).toBe(0);
    const tensors = readTensorFile(file('a.safetensors'));
    const weights = tensors['0.after.attentions.0'];
    const [, queries = 0, keys = 0] = weights?.dims ?? [];
    expect(weights?.data[(1 * queries + 3) * keys]).toBe(0.5);
    expect(tensors['0.after.attentions.1']?.data[4 * keys + 1]).toBe(0);
    expect(tensors['measures.js.change']?.dims).toEqual([3]);
    expect(tensors['0.whatif.loss_after']?.dims).toEqual([queries]);
  });

  it('prints JSON of plain numbers', () => {
    const { view, notes } = JSON.parse(demo('whatif', '--uniform', 'L0', '--no-baseline', '--json').out);
    expect(view).toMatchObject({ kind: 'whatif', changes: ['uniform weights: L0'], answers: 'tokens', baseline: [] });
    expect(Array.isArray(view.positions.totalVariation)).toBe(true);
    expect(notes[0].message).toMatch(/no retraining/);
  });

  it('takes a file of texts, with intervals', () => {
    writeFileSync(file('texts.txt'), 'In the beginning\nLet there be light\nand it was so\n');
    const { out } = headlight('whatif', model, '--texts', file('texts.txt'), '--mean-out', 'L2.H0', '--means', file('texts.txt'));
    expect(out).toMatch(/Total variation +\d[\d.e-]* \([\d.e-]+ to [\d.e-]+\)/);
    expect(out).toContain('Means over 3 texts');
  });

  it('transplants from a text of the same length', () => {
    const { out, status } = headlight('whatif', model, '--ids', '5,6,7,8', '--transplant', '9,10,11,12', '--transplant-at', 'L0-1');
    expect(status).toBe(0);
    expect(out).toContain('weights transplanted from another run: L0-1');
  });

  it.each([
    [['--knock-out', 'L9'], /L9: no attention site is there/],
    [['--set', 'L0.H0:1'], /--set L0\.H0:1: a weight is set as/],
    [['--cut', '1'], /--cut 1: an edge is cut as/],
    [['--replace', '0'], /--replace 0: a token is replaced as/],
    [['--replace', '0=99999999'], /vocabulary|token id/],
    [['--delete', '900'], /token 900: the text has/],
    [['--mask', '1'], /no mask token/],
    [['--mean-out', 'L0'], /--means/],
    [['--transplant', 'light'], /same length/],
    [['--swap', 'nonsense'], /--swap nonsense/],
    [[], /nothing is changed/],
    [['--swap', 'hard', '--out', 'x.txt'], /--out ends in/],
  ] as const)('%j is refused in one line', (args, why) => {
    const { status, out, error } = demo('whatif', ...args);
    expect(error).toMatch(why);
    expect(error.trim().split('\n')).toHaveLength(1);
    expect([status, out]).toEqual([2, '']);
    expect(existsSync(file('x.txt'))).toBe(false);
  });
});

describe('what the README says of the demo', () => {
  const words = 'lamb river seven stone bread king tower salt field night oil spear gate vine gold';

  it('sparsemax sharpens its induction heads, and uniform weights change far more', () => {
    const { view } = JSON.parse(headlight('whatif', model, '--text', `${words} ${words}`, '--swap', 'sparsemax', '--json').out);
    const mean = (list: readonly { id: string; change: { mean: number } }[], id: string) => list.find(measure => measure.id === id)?.change.mean ?? Number.NaN;
    const induction = view.statistics.find(({ id }: { id: string }) => id === 'induction');
    const at = (layer: number, head: number): number => layer * view.heads + head;
    expect(induction.before[at(1, 3)]).toBeGreaterThan(0.2);
    expect(induction.after[at(1, 3)]).toBeGreaterThan(induction.before[at(1, 3)]);
    expect(mean(view.baseline, 'total_variation')).toBeGreaterThan(2 * mean(view.measures, 'total_variation'));
    expect(mean(view.baseline, 'loss')).toBeGreaterThan(2);
  });
});

describe('headlight sweep, knock-out and sensitivity', () => {
  it('write curves and maps of heads', () => {
    expect(demo('sweep', '--map', 'entmax@L0', '--from', '1', '--to', '3', '--steps', '5', '--out', file('s.csv')).status).toBe(0);
    expect(readFileSync(file('s.csv'), 'utf8')).toContain('sweep.value,4,3\n');
    const { out } = demo('knock-out', '--points', '4', '--orders', '2', '--out', file('k.safetensors'));
    expect(out).toMatch(/Importance by ablation[\s\S]*Heads removed/);
    expect(readTensorFile(file('k.safetensors'))['knock_out.importance']?.dims).toEqual([3, 4]);
    expect(demo('sensitivity', '--map', 'sparsemax', '--out', file('h.json')).out).toContain('Sensitivity to sparsemax');
    expect(JSON.parse(readFileSync(file('h.json'), 'utf8'))['sensitivity.change'].shape).toEqual([3, 4]);
  });

  it.each([
    ['sweep', ['--map', 'sparsemax'], /no number to sweep/],
    ['sweep', ['--map', 'entmax', '--from', '0'], /alpha 0: it goes from 1 to 4/],
    ['sweep', ['--map', 'entmax', '--steps', 'many'], /--steps many: it is no number/],
    ['sweep', [], /--map/],
    ['knock-out', ['--with', 'love'], /love/],
    ['sensitivity', ['--map', 'nonsense'], /nonsense/],
  ] as const)('%s %j is refused in one line', (command, args, why) => {
    const { status, error } = demo(command, ...args);
    expect(error).toMatch(why);
    expect(error.trim().split('\n')).toHaveLength(1);
    expect(status).toBe(2);
  });
});
