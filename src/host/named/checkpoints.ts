import { homedir } from 'node:os';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { isOnDisk } from '../disk';
import type { Literal } from '../literals';
import type { Models } from '../models';
import { LONGEST, languageOf, type SourceText } from '../origin';
import { type Place, placesOf, READ, type Steps, textsAfter } from './places';
import { type OnDisk, resolveName } from './resolve';

/** Documents that are read for the names of checkpoints; TOML also where no extension knows the language. */
export const NAMING: vscode.DocumentSelector = ['file', 'untitled', 'vscode-notebook-cell', 'vscode-remote'].flatMap(scheme => [
  ...READ.map(language => ({ scheme, language })),
  { scheme, pattern: '**/*.toml' },
]);

/** A place that names a checkpoint which is on this disk, and the text after it that could be looked at. */
export interface Named extends Place {
  readonly checkpoint: OnDisk;
}

/** How long what was found on disk is believed, milliseconds, and how much of it is kept. */
const BELIEVED = 5000;
const KEPT = 500;
/** A document that names more is a list, and its others are not looked up. */
const MOST_NAMES = 200;
const SETTLED = 400;
/** After as many milliseconds of reading, others get their turn. */
const TURN = 8;

/**
 * The checkpoints that documents name, in a trusted workspace: what a document says is read once for each of its versions and languages, what is on disk is
 * believed for some seconds, and nothing of it blocks.
 */
export class NamedCheckpoints implements vscode.Disposable {
  private readonly read = new WeakMap<vscode.TextDocument, { readonly version: number; readonly language: string; readonly places: readonly Place[] }>();
  private readonly found = new Map<string, { readonly until: number; readonly checkpoint: Promise<OnDisk | undefined> }>();
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly listeners: vscode.Disposable[];
  private watcher: vscode.Disposable | undefined;
  private waiting: NodeJS.Timeout | undefined;

  /** What documents name may have appeared, gone, been opened or closed. */
  readonly onDidChange = this.changed.event;

  constructor(models: Models) {
    const later = (): void => this.later();
    this.listeners = [
      models.onDidChange(later),
      vscode.workspace.onDidGrantWorkspaceTrust(later),
      vscode.workspace.onDidChangeWorkspaceFolders(later),
      // What another program fetched meanwhile is there when the user comes back.
      vscode.window.onDidChangeWindowState(({ focused }) => focused && this.watcher && later()),
    ];
  }

  /** The places of a document that name a checkpoint on this disk, in order. */
  async of(document: vscode.TextDocument, token: vscode.CancellationToken): Promise<readonly Named[]> {
    if (!vscode.workspace.isTrusted) return [];
    const places = lookedUp(await this.placesOf(document, token));
    if (places.length === 0) return [];
    this.watch();
    const folders = foldersOf(document);
    const named = await Promise.all(places.map(async place => ({ ...place, checkpoint: await this.find(place.named, folders) })));
    return named.filter((one): one is Named => one.checkpoint !== undefined);
  }

  /** The checkpoint that a document names at a position. */
  async at(document: vscode.TextDocument, position: vscode.Position, token: vscode.CancellationToken): Promise<Named | undefined> {
    if (!vscode.workspace.isTrusted || !vscode.languages.match(NAMING, document)) return undefined;
    const offset = document.offsetAt(position);
    const place = (await this.placesOf(document, token)).find(({ start, end }) => offset >= start && offset <= end);
    const checkpoint = place && (await this.find(place.named, foldersOf(document)));
    return checkpoint && { ...place, checkpoint };
  }

  /** For each place of a document, the first text after it; in a notebook the next cells' count too. */
  async textsAfter(document: vscode.TextDocument, places: readonly Place[], token: vscode.CancellationToken): Promise<readonly (SourceText | undefined)[]> {
    const own = await this.firstTexts(document, places, token);
    if (own.every(text => text !== undefined)) return own;
    const next = await this.nextCells(document, token);
    return own.map(text => text ?? next);
  }

  dispose(): void {
    clearTimeout(this.waiting);
    vscode.Disposable.from(this.changed, ...this.listeners, ...(this.watcher ? [this.watcher] : [])).dispose();
  }

  private async nextCells(document: vscode.TextDocument, token: vscode.CancellationToken): Promise<SourceText | undefined> {
    const cells = notebookOf(document)?.getCells() ?? [];
    const here = cells.findIndex(cell => cell.document === document);
    for (const cell of cells.slice(here + 1)) {
      if (cell.kind !== vscode.NotebookCellKind.Code) continue;
      const [text] = await this.firstTexts(cell.document, [{ start: -1, end: -1, named: '' }], token);
      if (text || token.isCancellationRequested) return text;
    }
    return undefined;
  }

  private async firstTexts(document: vscode.TextDocument, places: readonly Place[], token: vscode.CancellationToken): Promise<readonly (SourceText | undefined)[]> {
    const all = document.getText();
    const found = all.length > LONGEST ? undefined : await unhurried(textsAfter(all, languageOf(document), places), token);
    const source = ({ start, end, text }: Literal): SourceText => ({ text, origin: { uri: document.uri, start, raw: all.slice(start, end) } });
    return places.map((_, index) => found?.[index] && source(found[index]));
  }

  private async placesOf(document: vscode.TextDocument, token: vscode.CancellationToken): Promise<readonly Place[]> {
    // A document whose language is chosen later stays the same one, in the same version.
    const [{ version }, language] = [document, languageOf(document)];
    const known = this.read.get(document);
    if (known?.version === version && known.language === language) return known.places;
    const text = document.getText();
    const places = text.length > LONGEST ? [] : await unhurried(placesOf(text, language), token);
    if (places) this.read.set(document, { version, language, places });
    return places ?? [];
  }

  private find(named: string, folders: readonly string[]): Promise<OnDisk | undefined> {
    const key = [named, ...folders].join('\0');
    const known = this.found.get(key);
    if (known && known.until > Date.now()) return known.checkpoint;
    const checkpoint = resolveName(named, { folders, home: homedir(), env: process.env });
    this.found.delete(key);
    this.found.set(key, { until: Date.now() + BELIEVED, checkpoint });
    const [oldest] = this.found.keys();
    if (this.found.size > KEPT && oldest !== undefined) this.found.delete(oldest);
    return checkpoint;
  }

  /** Files are watched from the first document on that names anything. */
  private watch(): void {
    if (this.watcher) return;
    const watcher = vscode.workspace.createFileSystemWatcher('**/*', false, true, false);
    this.watcher = vscode.Disposable.from(
      watcher,
      watcher.onDidCreate(() => this.later()),
      watcher.onDidDelete(() => this.later()),
    );
  }

  /** Tells of a change, once for a burst of them. */
  private later(): void {
    this.waiting ??= setTimeout(() => {
      this.waiting = undefined;
      this.found.clear();
      this.changed.fire();
    }, SETTLED);
  }
}

/** The places of as many names as are looked up. */
function lookedUp(places: readonly Place[]): readonly Place[] {
  const names = new Set<string>();
  return places.filter(({ named }) => names.has(named) || (names.size < MOST_NAMES && names.add(named)));
}

const notebookOf = (document: vscode.TextDocument): vscode.NotebookDocument | undefined =>
  document.uri.scheme === 'vscode-notebook-cell' ? vscode.workspace.notebookDocuments.find(notebook => notebook.getCells().some(cell => cell.document === document)) : undefined;

/** Folders that a document's relative paths may start from: its own, its workspace folder, the other ones. */
function foldersOf(document: vscode.TextDocument): readonly string[] {
  const uri = notebookOf(document)?.uri ?? document.uri;
  const own = vscode.workspace.getWorkspaceFolder(uri);
  const roots = [...(own ? [own] : []), ...(vscode.workspace.workspaceFolders ?? []).filter(folder => folder !== own)].map(folder => folder.uri);
  return [...new Set([...(isOnDisk(uri) ? [path.dirname(uri.fsPath)] : []), ...roots.filter(isOnDisk).map(root => root.fsPath)])];
}

/** Runs steps to their end, letting others in between; undefined where it was cancelled first. */
async function unhurried<T>(steps: Steps<T>, token: vscode.CancellationToken): Promise<T | undefined> {
  let since = performance.now();
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) return step.value;
    if (performance.now() - since < TURN) continue;
    await new Promise(resolve => setImmediate(resolve));
    if (token.isCancellationRequested) return undefined;
    since = performance.now();
  }
}
