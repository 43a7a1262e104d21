import * as vscode from 'vscode';
import { isEditOf } from './edited';
import { readSettings } from './settings';

const KEY = 'recentTexts';
/** Texts longer than this are not kept: a list is no place for a book. */
const LONGEST = 20_000;
/** A text that changes within this time, milliseconds, is one that is being written. */
const WRITTEN = 10_000;

/** Texts that were shown in this workspace, the latest first. Nothing is kept, and nothing shown, while the workspace is not trusted. */
export class Texts implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  private added = 0;

  constructor(
    private readonly memory: vscode.Memento,
    /** Texts that Headlight itself begins with. */
    private readonly ours: ReadonlySet<string>,
  ) {}

  list(): readonly string[] {
    const kept = vscode.workspace.isTrusted ? this.memory.get<unknown>(KEY) : [];
    const { recentTexts } = readSettings();
    return Array.isArray(kept) ? kept.filter((entry): entry is string => typeof entry === 'string' && entry.length <= LONGEST).slice(0, recentTexts) : [];
  }

  /** A text that is still being written takes the place of what it was before. */
  async add(text: string): Promise<void> {
    if (!vscode.workspace.isTrusted || !text.trim() || text.length > LONGEST || this.ours.has(text)) return;
    const known = this.list();
    const [latest = ''] = known;
    const replaced = Date.now() - this.added < WRITTEN && isEditOf(latest, text) ? latest : text;
    this.added = Date.now();
    await this.keep([text, ...known.filter(one => one !== replaced && one !== text)]);
  }

  forget(text: string): Promise<void> {
    return this.keep(this.list().filter(known => known !== text));
  }

  clear(): Promise<void> {
    return this.keep([]);
  }

  dispose(): void {
    this.changed.dispose();
  }

  private async keep(texts: readonly string[]): Promise<void> {
    const { recentTexts } = readSettings();
    await this.memory.update(KEY, texts.length === 0 ? undefined : texts.slice(0, recentTexts));
    this.changed.fire();
  }
}
