import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import type { HeadlightApi } from '../../../src/host/api';
import { closeAll, headlight, headlightApi, until } from './headlight';

const TEXT = 'In the beginning God created the heaven and the earth.';

/** What is given wrongly, and the sentence that comes back. */
const WRONG: readonly (readonly [string, (api: HeadlightApi) => Promise<unknown>, RegExp])[] = [
  ['a path for a Uri', api => api.openCheckpoint('/models/a' as unknown as vscode.Uri), /^uri: a checkpoint is named by a Uri/],
  ['a Uri of no disk', api => api.openCheckpoint(vscode.Uri.parse('memfs:/model')), /^memfs:\/model: .*disk/],
  ['a number for a text', api => api.analyse('attention', 7 as unknown as string), /^text: this is not a text/],
  ['a text beyond all measure', api => api.analyse('attention', 'x'.repeat(1_000_001)), /^text: this text is too long/],
  ['an analysis that is not there', api => api.analyse('astrology', TEXT), /^astrology: no such analysis\. There are attention, heads,/],
  ['a model that is not open', api => api.analyse('attention', TEXT, { model: '/nowhere' }), /^\/nowhere: no such model is open/],
  ['a list for options', api => api.showAttention(TEXT, 'focus' as never), /^options: this is not an object/],
  ['a parameter that is a number', api => api.analyse('flow', TEXT, { parameters: { query: 1 as unknown as string } }), /^query: this is not a text/],
];

export const apiSuite = () =>
  describe('the API for other extensions', () => {
    afterEach(closeAll);

    it('is small, has a version, and cannot be changed by who holds it', async () => {
      const api = await headlightApi();
      assert.equal(api.version, 1);
      assert.ok(Object.isFrozen(api));
      assert.deepEqual(Object.keys(api).sort(), ['analyse', 'internal', 'models', 'onDidChangeModels', 'openCheckpoint', 'showAttention', 'version']);
      assert.deepEqual(api.models(), []);
    });

    it('opens a checkpoint, tells so, and lists it', async () => {
      const api = await headlightApi();
      const { demo } = await headlight();
      let told = 0;
      const listening = api.onDidChangeModels(() => told++);
      const model = await api.openCheckpoint(vscode.Uri.file(demo));
      assert.deepEqual(model, { name: 'demo', path: demo, provider: 'cpu' });
      assert.deepEqual(api.models(), [model]);
      assert.ok(told > 0);
      listening.dispose();
      const before = told;
      await vscode.commands.executeCommand('headlight.closeCheckpoint');
      assert.deepEqual(api.models(), []);
      assert.equal(told, before);
    });

    it('analyses a text and gives plain data: tokens with their ranges, numbers as typed arrays', async () => {
      const api = await headlightApi();
      const { demo, panels } = await headlight();
      await api.openCheckpoint(vscode.Uri.file(demo));
      const { analysis, model, tokens, view, notes } = await api.analyse('rollout', TEXT, { parameters: {} });
      assert.equal(analysis, 'rollout');
      assert.equal(model.path, demo);
      assert.equal(view.kind, 'flow');
      assert.equal(
        tokens
          .filter(({ special }) => !special)
          .map(({ text }) => text)
          .join(''),
        TEXT,
      );
      for (const { text, start, end, special } of tokens) if (!special) assert.equal(TEXT.slice(start, end), text);
      const [matrix] = view.matrices as readonly { readonly values: Float32Array }[];
      assert.equal(matrix?.values.length, tokens.length ** 2);
      // A row of the rollout is shares of one.
      const row = [...(matrix?.values ?? []).slice(-tokens.length)];
      assert.ok(Math.abs(row.reduce((sum, share) => sum + share, 0) - 1) < 1e-3, `${row}`);
      assert.ok(notes.every(note => typeof note === 'string'));
      assert.notEqual(panels.of(demo)?.kept.text, TEXT);
    });

    it('shows a text in the panel, or keeps it for when there is a model', async () => {
      const api = await headlightApi();
      const { demo, panels } = await headlight();
      await api.showAttention(TEXT);
      assert.equal(panels.of('')?.kept.text, TEXT);
      await api.openCheckpoint(vscode.Uri.file(demo));
      assert.equal(panels.of(demo)?.kept.text, TEXT);
      await api.showAttention('God said', { analysis: 'heads' });
      assert.equal(panels.of(demo)?.kept.text, 'God said');
      await until('its picture', async () => ((await panels.of(demo)?.settled()) as { value?: { view: { kind: string } } } | undefined)?.value?.view.kind === 'heads');
    });

    it('can be cancelled', async () => {
      const api = await headlightApi();
      await api.openCheckpoint(vscode.Uri.file((await headlight()).demo));
      const source = new vscode.CancellationTokenSource();
      const asked = api.analyse('flow', TEXT, { token: source.token });
      source.cancel();
      await assert.rejects(asked, /cancelled/);
    });

    it('answers what it cannot take with a sentence', async () => {
      const api = await headlightApi();
      await api.openCheckpoint(vscode.Uri.file((await headlight()).demo));
      for (const [what, ask, sentence] of WRONG) await assert.rejects(ask(api), (thrown: Error) => sentence.test(thrown.message), what);
    });
  });
