import type * as vscode from 'vscode';

const KEY = 'recentCheckpoints';
const KEPT = 8;

/** Checkpoints opened before, the latest first. */
export class Recent {
  constructor(private readonly memory: vscode.Memento) {}

  list(): readonly string[] {
    const kept = this.memory.get<unknown>(KEY);
    return Array.isArray(kept) ? kept.filter(entry => typeof entry === 'string').slice(0, KEPT) : [];
  }

  add(path: string): Thenable<void> {
    return this.memory.update(KEY, [path, ...this.list().filter(entry => entry !== path)].slice(0, KEPT));
  }

  forget(path: string): Thenable<void> {
    return this.memory.update(
      KEY,
      this.list().filter(entry => entry !== path),
    );
  }
}
