import { strict as assert } from 'node:assert';
import { cpSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { closeAll, headlight, temporary, until } from './headlight';

/** What names models/tiny and is followed by a text, in every language that is read. */
const FILES: Readonly<Record<string, string>> = {
  'run.py': 'model = AutoModel.from_pretrained("models/tiny")\ntext = "In the beginning God created the heaven"\n',
  'run.ts': "const model = await AutoModel.from_pretrained('models/tiny');\nconst text = 'In the beginning God created the heaven';\n",
  'run.js': 'const session = await ort.InferenceSession.create(`models/tiny/model.safetensors`);\nconst text = "In the beginning God created the heaven";\n',
  'run.tsx': 'const view = <Model model="models/tiny" />;\nconst text = "In the beginning God created the heaven";\n',
  'run.yaml': 'model:\n  path: models/tiny\nprompt: In the beginning God created the heaven\n',
  'run.toml': '[train]\nmodel_path = "models/tiny"\nprompt = "In the beginning God created the heaven"\n',
};
const OPEN = 'Open in Headlight';
const NEXT = 'Show attention of the next string';

const lenses = async (uri: vscode.Uri): Promise<vscode.CodeLens[]> => {
  const all = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri, 100);
  return all.filter(({ command }) => command?.command.startsWith('headlight.'));
};
const titles = async (uri: vscode.Uri): Promise<(string | undefined)[]> => (await lenses(uri)).map(({ command }) => command?.title);
const links = async (uri: vscode.Uri): Promise<vscode.DocumentLink[]> => {
  const all = await vscode.commands.executeCommand<vscode.DocumentLink[]>('vscode.executeLinkProvider', uri, 100);
  return all.filter(({ target }) => target?.scheme === 'command' && target.path.startsWith('headlight.'));
};

const run = async ({ command }: vscode.CodeLens): Promise<void> => void (await vscode.commands.executeCommand(command?.command ?? '', ...(command?.arguments ?? [])));

export const besideSuite = () =>
  describe('beside the code', () => {
    const root = (): string => vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? assert.fail('no folder is open');
    const at = (...parts: string[]): string => path.join(root(), ...parts);
    let made = 0;
    /** A new file, so that no document of an earlier test is taken for it. */
    const open = async (name: string, text: string): Promise<vscode.Uri> => {
      const { dir, name: base, ext } = path.parse(name);
      const file = at('files', dir, `${base}${++made}${ext}`);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, text);
      await vscode.workspace.openTextDocument(file);
      return vscode.Uri.file(file);
    };

    before(async () => {
      const { demo } = await headlight();
      cpSync(demo, at('models/tiny'), { recursive: true });
    });
    afterEach(closeAll);
    after(() => {
      for (const name of ['models', 'files']) rmSync(at(name), { recursive: true, force: true });
    });

    for (const [name, text] of Object.entries(FILES))
      it(`offers a checkpoint that ${path.extname(name)} names, as lenses and as a link`, async () => {
        const uri = await open(name, text);
        assert.deepEqual(await titles(uri), [OPEN, NEXT]);
        const [link, ...others] = await links(uri);
        assert.equal(others.length, 0);
        assert.equal(link?.tooltip, OPEN);
        const document = await vscode.workspace.openTextDocument(uri);
        assert.match(document.getText(link?.range), /^models\/tiny/);
        assert.deepEqual((await lenses(uri))[0]?.range, link?.range);
      });

    it('offers it in a notebook’s cell, with the text of a later cell', async () => {
      const cells = ['from_pretrained("models/tiny")', 'x = "key"', 'y = "In the beginning God created"'].map(
        text => new vscode.NotebookCellData(vscode.NotebookCellKind.Code, text, 'python'),
      );
      const notebook = await vscode.workspace.openNotebookDocument('jupyter-notebook', new vscode.NotebookData(cells));
      const { document } = notebook.cellAt(0);
      await vscode.window.showNotebookDocument(notebook);
      assert.deepEqual(await titles(document.uri), [OPEN, NEXT]);
      // VS Code asks about links of what it shows; a cell is shown a moment after its notebook.
      const linked = (): Promise<number> =>
        links(document.uri).then(
          found => found.length,
          () => 0,
        );
      await until('the link of a cell', async () => (await linked()) === 1);
      const [, next] = await lenses(document.uri);
      await run(next ?? assert.fail());
      const { panels } = await headlight();
      assert.equal(panels.of(at('models/tiny'))?.kept.text, 'In the beginning God created');
    });

    it('opens the checkpoint, and shows the text after the call', async () => {
      const { models, panels } = await headlight();
      const uri = await open('run.py', FILES['run.py'] ?? '');
      const [first, next] = await lenses(uri);
      await run(first ?? assert.fail());
      assert.equal(models.active?.path, at('models/tiny'));
      await closeAll();
      await open('run.py', FILES['run.py'] ?? '');
      await run(next ?? assert.fail());
      assert.equal(panels.of(at('models/tiny'))?.kept.text, 'In the beginning God created the heaven');
      assert.match((await lenses(uri))[0]?.command?.tooltip ?? '', /open$/);
    });

    it('follows a link to the checkpoint, whatever its path holds', async () => {
      const { models, demo } = await headlight();
      const strange = at('models', 'a b%20c "d" #é&');
      cpSync(demo, strange, { recursive: true });
      const [link] = await links(await open('run.py', `m = AutoModel.from_pretrained(r'models/a b%20c "d" #é&')`));
      assert.ok(link?.target);
      // As VS Code reads a command's address.
      const parsed = vscode.Uri.parse(link.target.toString());
      assert.equal(parsed.path, 'headlight.openCheckpoint');
      await vscode.commands.executeCommand(parsed.path, ...JSON.parse(decodeURIComponent(parsed.query)));
      assert.equal(models.active?.path, strange);
    });

    it('looks beside the file first, then in the workspace, and takes absolute paths and file addresses', async () => {
      const { demo } = await headlight();
      cpSync(demo, at('files/deep/models/tiny'), { recursive: true });
      const named = async (text: string): Promise<unknown> => (await lenses(await open('deep/run.py', `from_pretrained(${JSON.stringify(text)})`)))[0]?.command?.arguments?.[0];
      assert.equal(await named('models/tiny'), at('files/deep/models/tiny'));
      assert.equal(await named('../../models/tiny'), at('models/tiny'));
      assert.equal(await named(demo), demo);
      assert.equal(await named(vscode.Uri.file(demo).toString()), demo);
      assert.equal(await named('https://example.org/models/tiny'), undefined);
      assert.equal(await named('gpt2'), undefined);
    });

    it('says nothing about a model of the hub, unless the local cache holds it', async () => {
      const { demo } = await headlight();
      const before = process.env.HF_HOME;
      process.env.HF_HOME = temporary();
      try {
        const text = 'm = AutoModel.from_pretrained("org/tiny")\n';
        assert.deepEqual(await titles(await open('run.py', text)), []);
        const snapshot = path.join(process.env.HF_HOME, 'hub/models--org--tiny/snapshots', 'a'.repeat(40));
        cpSync(demo, snapshot, { recursive: true });
        const [lens] = await lenses(await open('nested/run.py', text));
        assert.deepEqual(lens?.command?.arguments, [snapshot]);
      } finally {
        if (before === undefined) delete process.env.HF_HOME;
        else process.env.HF_HOME = before;
      }
    });

    it('says nothing where there is nothing: other languages, no text after it, no such folder', async () => {
      assert.deepEqual(await titles(await open('run.md', 'from_pretrained("models/tiny")')), []);
      assert.deepEqual(await titles(await open('run.py', 'text = "In the beginning"\nfrom_pretrained("models/tiny")')), [OPEN]);
      assert.deepEqual(await titles(await open('run.js', "from_pretrained('models/none')")), []);
    });

    it('comes when a checkpoint comes and goes when it goes', async () => {
      const uri = await open('run.py', 'from_pretrained("models/late")\n');
      assert.deepEqual(await titles(uri), []);
      cpSync(at('models/tiny'), at('models/.late'), { recursive: true });
      renameSync(at('models/.late'), at('models/late'));
      await until('a lens', async () => (await titles(uri)).includes(OPEN));
      rmSync(at('models/late'), { recursive: true });
      await until('no lens', async () => (await titles(uri)).length === 0);
    });

    it('is off by its setting, links are not', async () => {
      const settings = vscode.workspace.getConfiguration('headlight');
      const uri = await open('run.py', FILES['run.py'] ?? '');
      await settings.update('codeLens.enabled', false, vscode.ConfigurationTarget.Global);
      try {
        assert.deepEqual(await titles(uri), []);
        assert.equal((await links(uri)).length, 1);
      } finally {
        await settings.update('codeLens.enabled', undefined, vscode.ConfigurationTarget.Global);
      }
    });

    it('a long document is read without holding others up', async () => {
      const uri = await open('run.py', `${'x = f(a, "b", model=c)\n'.repeat(40_000)}from_pretrained("models/tiny")\n`);
      let turns = 0;
      const pulse = setInterval(() => turns++, 1);
      try {
        assert.deepEqual(await titles(uri), [OPEN]);
      } finally {
        clearInterval(pulse);
      }
      console.log(`      others had ${turns} turns while 920 kB were read`);
      assert.ok(turns > 1);
    });
  });
