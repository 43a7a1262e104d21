import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';

const root = path.resolve(__dirname, '../..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const { contributes, capabilities, activationEvents } = JSON.parse(read('package.json'));
const words = JSON.parse(read('package.nls.json')) as Record<string, string>;
const languages = readdirSync(root).filter(file => /^package\.nls\..*json$/.test(file));

interface Item {
  readonly command?: string;
  readonly submenu?: string;
  readonly when?: string;
}

const commands = new Set<string>(contributes.commands.map(({ command }: Item) => command));
const menus = Object.entries(contributes.menus as Record<string, readonly Item[]>);
const items = menus.flatMap(([, all]) => all);
const views: readonly { readonly id: string; readonly name: string }[] = contributes.views.headlight;
const sources = ['src/host', 'src/host/trees', 'src/host/commands'].flatMap(folder =>
  readdirSync(path.join(root, folder))
    .filter(file => file.endsWith('.ts'))
    .map(file => read(path.join(folder, file))),
);

/** VS Code's own commands that texts of ours link to. */
const THEIRS = ['workbench.trust.manage', 'workbench.action.files.openFolder'];

describe('what the manifest contributes', () => {
  test('menus and keys name commands that are there, and submenus that have items', () => {
    const named = [...items, ...contributes.keybindings].flatMap(({ command }: Item) => (command ? [command] : []));
    expect(named.length).toBeGreaterThan(30);
    expect(named.filter(command => !commands.has(command))).toEqual([]);
    const submenus = items.flatMap(({ submenu }) => (submenu ? [submenu] : []));
    expect(submenus).toEqual(contributes.submenus.map(({ id }: { id: string }) => id));
    for (const submenu of submenus) expect(contributes.menus[submenu].length).toBeGreaterThan(4);
  });

  test('links in texts name commands that are there, in every language the same ones', () => {
    const links = (text: string): string[] => [...text.matchAll(/\]\(command:([\w.]+)\)/g)].map(([, command = '']) => command);
    const linked = Object.values(words).flatMap(links);
    expect(linked.length).toBeGreaterThan(8);
    expect(linked.filter(command => !commands.has(command) && !THEIRS.includes(command))).toEqual([]);
    for (const file of languages) {
      const translated = JSON.parse(read(file)) as Record<string, string>;
      for (const [key, text] of Object.entries(words)) expect(links(translated[key] ?? ''), `${file} ${key}`).toEqual(links(text));
    }
  });

  test('facts of our own that a clause asks for are told by the extension', () => {
    const clauses = [...items, ...contributes.commands, ...contributes.keybindings, ...contributes.viewsWelcome].flatMap((item: Item & { enablement?: string }) => [
      item.when ?? '',
      item.enablement ?? '',
    ]);
    const facts = new Set(
      clauses
        .join(' ')
        .replace(/'[^']*'/g, '')
        .match(/(?<!(?:view|focusedView|viewItem) == )\bheadlight\.\w+/g),
    );
    expect([...facts]).toEqual(expect.arrayContaining(['headlight.hasTexts', 'headlight.modelOpen', 'headlight.severalOpen']));
    const told = sources.filter(source => source.includes("'setContext'")).join('\n');
    for (const fact of facts) expect(told).toMatch(new RegExp(`'(headlight\\.)?${fact.replace('headlight.', '')}'`));
  });

  test('every list has a title, a text for when it is empty, and menus that its lines answer to', () => {
    const trees = [...(/TREES = \{([^}]*)\}/.exec(read('src/host/trees.ts'))?.[1] ?? '').matchAll(/\w+/g)].map(([name]) => `headlight.${name}`);
    expect(views.map(({ id }) => id).sort()).toEqual(trees.sort());
    for (const { id } of views) expect(contributes.viewsWelcome.map(({ view }: { view: string }) => view)).toContain(id);
    const kinds = items.flatMap(({ when = '' }) => [...when.matchAll(/viewItem == ([\w.]+)/g)].map(([, kind]) => kind));
    expect(kinds.length).toBeGreaterThan(2);
    for (const kind of kinds) expect(sources.some(source => source.includes(`'${kind}'`))).toBe(true);
    const shown = menus.filter(([menu]) => menu.startsWith('view/')).flatMap(([, all]) => all.map(({ when = '' }) => /view == ([\w.]+)/.exec(when)?.[1]));
    expect(shown.filter(view => !views.some(({ id }) => id === view))).toEqual([]);
  });

  test('nothing is activated before something of ours is asked for or in sight', () => {
    for (const event of activationEvents)
      expect(event).toMatch(/^(onWebviewPanel:headlight\.|onLanguage:|onCustomEditor:headlight\.|workspaceContains:\.vscode\/headlight\.json$|onFileSystem:headlight)/);
  });

  test('settings of the machine cannot be set by a workspace that is not trusted, and each choice is described', () => {
    const settings = Object.entries(contributes.configuration.properties as Record<string, { scope: string; order: number; enum?: string[]; markdownEnumDescriptions?: string[] }>);
    const machines = settings.filter(([, { scope }]) => scope.startsWith('machine')).map(([key]) => key);
    expect(capabilities.untrustedWorkspaces.restrictedConfigurations.sort()).toEqual(machines.sort());
    const orders = settings.map(([, { order }]) => order);
    expect(new Set(orders).size).toBe(orders.length);
    for (const [key, setting] of settings) if (setting.enum) expect(setting.markdownEnumDescriptions?.length, key).toBe(setting.enum.length);
  });

  test('pictures that it names are there', () => {
    const named = [...read('package.json').matchAll(/"(media\/[\w./-]+)"/g)].map(([, file = '']) => file);
    expect(named.length).toBeGreaterThan(15);
    expect(named.filter(file => !existsSync(path.join(root, file)))).toEqual([]);
  });
});

describe('the walkthrough', () => {
  const [{ steps }] = contributes.walkthroughs;

  test('has four steps, each with a picture for every kind of theme, small enough to travel', () => {
    expect(steps.length).toBe(4);
    for (const { media } of steps) {
      expect(Object.keys(media.image).sort()).toEqual(['dark', 'hc', 'hcLight', 'light']);
      expect(words[media.altText.replaceAll('%', '')]?.length).toBeGreaterThan(20);
      for (const file of Object.values(media.image) as string[]) expect(statSync(path.join(root, file)).size, file).toBeLessThan(150_000);
    }
  });

  test('is done by what can happen: commands that are there, facts that the extension tells', () => {
    for (const { completionEvents } of steps) {
      expect(completionEvents.length).toBeGreaterThan(0);
      for (const event of completionEvents as string[]) {
        const [, command] = /^onCommand:(.*)/.exec(event) ?? [];
        if (command) expect(commands).toContain(command);
        else expect(event).toMatch(/^onContext:headlight\.(modelOpen|seen\.(token|heads|what-if))$/);
      }
    }
    expect(read('src/host/steps.ts')).toContain('headlight.seen.');
  });
});
