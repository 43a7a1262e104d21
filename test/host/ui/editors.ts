import { strict as assert } from 'node:assert';
import { closeSync, copyFileSync, cpSync, ftruncateSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { axe, eventually, type Opened, open, type Place, shot, shotsOfFailures } from './place';

/** Themes with the class of the workbench and the kind that a webview is told. */
const THEMES = [
  ['Light Modern', 'vs', 'vscode-light'],
  ['Dark High Contrast', 'hc-black', 'vscode-high-contrast'],
  ['Light High Contrast', 'hc-light', 'vscode-high-contrast-light'],
  ['Dark Modern', 'vs-dark', 'vscode-dark'],
] as const;

const SIDE = 1024;
const ROWS = 2_600_000;

/** A safetensors file of a header and a size; what is not written is a hole, which takes no disk. */
function sparse(file: string, header: object, bytes: number, tail: Uint8Array = new Uint8Array(0)): void {
  const json = Buffer.from(JSON.stringify(header));
  const head = Buffer.alloc(8);
  head.writeBigUInt64LE(BigInt(json.length));
  const handle = openSync(file, 'w');
  writeSync(handle, Buffer.concat([head, json]));
  const size = 8 + json.length + bytes;
  ftruncateSync(handle, size);
  if (tail.length > 0) writeSync(handle, tail, 0, tail.length, size - tail.length);
  closeSync(handle);
}

/** 10 GB, of which the last tensor alone holds anything: 0 to 1023. */
function giant(file: string): void {
  const zeros = ROWS * SIDE * 4;
  const tail = new Uint8Array(Float32Array.from({ length: SIDE }, (_, i) => i).buffer);
  const header = {
    __metadata__: { made: 'for a test' },
    'zeros.weight': { dtype: 'F32', shape: [ROWS, SIDE], data_offsets: [0, zeros] },
    'tail.weight': { dtype: 'F32', shape: [32, 32], data_offsets: [zeros, zeros + 4096] },
  };
  sparse(file, header, zeros + 4096, tail);
}

/** 3,402 tensors of eight numbers. */
function many(file: string, count = 3402): void {
  const entries = Array.from({ length: count }, (_, i) => [
    `layers.${Math.floor(i / 14)}.part.${i % 14}.weight`,
    { dtype: 'F32', shape: [2, 4], data_offsets: [i * 32, i * 32 + 32] },
  ]);
  sparse(file, Object.fromEntries(entries), count * 32);
}

const fill =
  (place: Place) =>
  (folder: string): void => {
    const forms = path.join(place.root, 'test/fixtures/forms');
    copyFileSync(path.join(forms, 'two-layers-masked.dynamo.onnx'), path.join(folder, 'encoder.onnx'));
    copyFileSync(path.join(forms, 'not-pointer.dynamo.onnx'), path.join(folder, 'pointer.onnx'));
    writeFileSync(path.join(folder, 'broken.onnx'), 'this is no model');
    giant(path.join(folder, 'giant.safetensors'));
    many(path.join(folder, 'many.safetensors'));
    mkdirSync(path.join(folder, 'demo'));
    cpSync(path.join(place.root, 'media/demo'), path.join(folder, 'demo'), { recursive: true });
    writeFileSync(path.join(folder, 'notes.txt'), 'words');
  };

const editorOf = (vscode: Opened, name: string): Promise<Frame> => vscode.workbench.webview(`${name} in Headlight`, 40_000);

/** Opens a file from the Explorer and gives its editor once its list is there. */
async function opened(vscode: Opened, name: string): Promise<Frame> {
  await vscode.workbench.file(name).click();
  const frame = await editorOf(vscode, name);
  await frame.locator('.rows-body .line').first().waitFor();
  return frame;
}

const row = (frame: Frame, name: string) => frame.locator('.rows-body .line').filter({ hasText: name }).first();

export const editorsSuite = (place: Place): void => {
  describe('the editors of .onnx and .safetensors', function () {
    this.timeout(180_000);
    let vscode: Opened;
    before(async () => {
      vscode = await open(place, fill(place));
      await vscode.workbench.ready();
      // A file that is opened before VS Code has read what extensions offer is taken for a binary file.
      assert.equal(await vscode.workbench.offers('Headlight: Try the Demo', 10), true);
    });
    after(() => vscode?.close());
    shotsOfFailures(place, () => vscode);

    it('open a file by a click, and find its attention sites', async () => {
      const frame = await opened(vscode, 'encoder.onnx');
      await frame.getByText(/ONNX · .*opset \d+/).waitFor();
      await frame.getByRole('tab', { name: 'Attention sites (2)' }).click();
      await frame.getByText(/2 attention sites in 2 layers/).waitFor();
      await frame.getByRole('gridcell', { name: 'softmax' }).nth(1).waitFor();
      await shot(place, vscode.page, 'editor-sites');
      await frame.getByRole('tab', { name: 'Card' }).click();
      await frame.getByRole('region', { name: 'Operators' }).getByText('MatMul').waitFor();
      await shot(place, vscode.page, 'editor-card');
    });

    it('say why what looks like attention is none', async () => {
      const frame = await opened(vscode, 'pointer.onnx');
      await frame.getByRole('tab', { name: 'Attention sites (0)' }).click();
      await frame.getByText('No attention sites were found.').first().waitFor();
      const reasons = frame.getByRole('grid', { name: 'Not taken as attention' });
      assert.ok(((await reasons.getByRole('gridcell').last().textContent()) ?? '').length > 20);
      await shot(place, vscode.page, 'editor-misses');
    });

    it('open a file of 10 GB at once, and look into a tensor in its tail', async () => {
      const frame = await opened(vscode, 'giant.safetensors');
      await frame.getByText(/safetensors · 10\.6\sGB/).waitFor();
      await row(frame, 'tail.weight').click();
      await frame.getByText('Of all 1,024 values.').waitFor();
      const facts = frame.locator('.numbers-list');
      await facts.getByText('512').waitFor();
      await eventually(async () => assert.match((await facts.textContent()) ?? '', /Minimum0Maximum1023Mean512/));
      await frame.locator('.matrix').focus();
      await vscode.page.keyboard.press('Control+End');
      await frame.getByText('[31, 31] = 1023').waitFor();
      await shot(place, vscode.page, 'editor-giant');
      await row(frame, 'zeros.weight').click();
      await frame.getByText(/Of 524,288 values in 512 pieces, evenly spread over all 2,662,400,000\./).waitFor();
      await frame.getByRole('tab', { name: 'Attention sites' }).click();
      await frame.getByText(/No config\.json lies beside this file/).waitFor();
      await frame.getByRole('tab', { name: 'Tensors' }).click();
    });

    it('count all of a huge tensor with progress, until they are told to stop', async () => {
      const frame = await editorOf(vscode, 'giant.safetensors');
      await frame.getByRole('button', { name: 'Count all values' }).click();
      await frame.getByText(/Counting \d+ %/).waitFor();
      await frame.locator('.statistics').getByRole('button', { name: 'Cancel' }).click();
      await frame.getByText(/Cancelled\./).waitFor();
      await row(frame, 'tail.weight').click();
      await frame.getByText('Of all 1,024 values.').waitFor();
    });

    it('search a long list, go through it by keyboard, and look into what is chosen', async () => {
      const { page } = vscode;
      const frame = await opened(vscode, 'many.safetensors');
      await frame.getByText('3,402 tensors', { exact: true }).waitFor();
      assert.ok((await frame.locator('.rows-body .line').count()) < 80);
      await page.keyboard.press('Tab');
      await frame.locator('.rows').focus();
      await page.keyboard.press('End');
      await row(frame, 'layers.242.part.13.weight').waitFor();
      await page.keyboard.press('/');
      await page.keyboard.type('layers.12. part.3');
      await frame.getByText('1 of 3,402 tensors').waitFor();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await frame.getByRole('heading', { name: 'layers.12.part.3.weight' }).waitFor();
      await frame.getByText('All 2 × 4 values.').waitFor();
      await shot(place, page, 'editor-search');
      await page.keyboard.press('Escape');
      await frame.waitForFunction(() => document.activeElement?.getAttribute('role') === 'grid');
    });

    it('show what was chosen after a reload of the window', async () => {
      const { page, workbench } = vscode;
      const loaded = page.waitForEvent('domcontentloaded');
      await workbench.command('Developer: Reload Window').catch(() => undefined);
      await loaded;
      await workbench.ready();
      const frame = await editorOf(vscode, 'many.safetensors');
      await frame.getByRole('heading', { name: 'layers.12.part.3.weight' }).waitFor();
      await frame.getByText('1 of 3,402 tensors').waitFor();
      await frame.getByText('All 2 × 4 values.').waitFor();
    });

    it('say that a file changed on disk, and read it again', async () => {
      const frame = await editorOf(vscode, 'many.safetensors');
      many(path.join(vscode.folder, 'many.safetensors'), 40);
      await frame.getByText(/This file changed on disk/).waitFor();
      await shot(place, vscode.page, 'editor-stale');
      await frame.getByRole('button', { name: 'Reload' }).click();
      await frame.getByText('0 of 40 tensors').waitFor();
      await frame.getByText(/This file changed on disk/).waitFor({ state: 'detached' });
      await frame
        .getByText(/there is no tensor "layers\.12\.part\.3\.weight" in it any more/)
        .first()
        .waitFor();
    });

    it('say in a sentence what is no model', async () => {
      await vscode.workbench.file('broken.onnx').click();
      const frame = await editorOf(vscode, 'broken.onnx');
      await frame.getByText(/broken\.onnx: damaged or not what it claims to be/).waitFor();
      assert.deepEqual(await axe(frame), []);
    });

    it('are opened by keyboard, and lead to the panel', async () => {
      const { page, workbench } = vscode;
      await workbench.file('demo').click();
      await workbench.file('model.safetensors').waitFor();
      for (let step = 0; step < 10; step++) {
        await page.keyboard.press('ArrowDown');
        if (await page.locator('.explorer-folders-view .monaco-list-row.focused[aria-label^="model.safetensors"]').count()) break;
      }
      await page.keyboard.press('Enter');
      const frame = await editorOf(vscode, 'model.safetensors');
      await frame.getByText(/safetensors · llama/).waitFor();
      await frame.getByRole('tab', { name: /Attention sites \(3\)/ }).waitFor();
      await frame.locator('.rows').focus();
      await page.keyboard.press('Home');
      await page.keyboard.press('Enter');
      await frame.locator('.window .matrix canvas').first().waitFor();
      await frame.getByText(/^Of all .* values\./).waitFor();
    });

    for (const [name, kind, told] of THEMES)
      it(`are seen in ${name}, and axe-core finds nothing`, async () => {
        const { workbench, page } = vscode;
        await workbench.theme(name, kind);
        const frame = await editorOf(vscode, 'model.safetensors');
        await frame.locator(`body[data-vscode-theme-kind="${told}"]`).waitFor({ state: 'attached' });
        await shot(place, page, `editor-${kind}`);
        assert.deepEqual(await axe(frame), []);
        for (const part of [/Attention sites/, 'Card', 'Tensors']) {
          await frame.getByRole('tab', { name: part }).click();
          assert.deepEqual(await axe(frame), []);
        }
      });

    it('lead to the panel', async () => {
      const frame = await editorOf(vscode, 'model.safetensors');
      await frame.getByRole('button', { name: 'Open in Headlight' }).click();
      const panel = await vscode.workbench.webview(/^Headlight/);
      await panel.locator('#picture canvas').first().waitFor();
    });

    it('without a word of complaint', () => assert.deepEqual(vscode.workbench.complaints, []));
  });

  describe('the editors in a workspace that is not trusted', function () {
    this.timeout(120_000);
    let vscode: Opened;
    before(async () => {
      vscode = await open(place, fill(place), { trust: false });
      await vscode.workbench.ready();
      assert.equal(await vscode.workbench.offers('Headlight: Try the Demo', 10), true);
    });
    after(() => vscode?.close());

    it('show a file and its tensors, and say why its attention sites are not sought', async () => {
      await vscode.page.getByText('Restricted Mode').first().waitFor();
      const frame = await opened(vscode, 'encoder.onnx');
      await frame.locator('.rows-body .line').first().click();
      await frame.locator('.statistics .numbers-list').waitFor();
      await frame.getByRole('tab', { name: 'Attention sites' }).click();
      await frame.getByText(/This workspace is not trusted/).waitFor();
      await frame.getByRole('button', { name: 'Manage workspace trust' }).waitFor();
      await shot(place, vscode.page, 'editor-untrusted');
      assert.deepEqual(vscode.workbench.complaints, []);
    });
  });
};
