import * as vscode from 'vscode';
import type { Context } from '../context';
import { asOneLine } from '../strip';
import { itemOf, type Tree, type TreeNode } from './node';

const LABEL = 80;
const TOOLTIP = 1000;

/** Texts that were shown before, the latest first. */
export function texts({ texts: kept }: Context): Tree {
  const changed = new vscode.EventEmitter<void>();
  const parts = [
    kept.onDidChange(() => changed.fire()),
    vscode.workspace.onDidGrantWorkspaceTrust(() => changed.fire()),
    vscode.workspace.onDidChangeConfiguration(event => void (event.affectsConfiguration('headlight.recentTexts') && changed.fire())),
    changed,
  ];
  return { onDidChange: changed.event, roots: () => kept.list().map(textNode), dispose: () => vscode.Disposable.from(...parts).dispose() };
}

function textNode(text: string): TreeNode {
  const line = asOneLine(text).trim();
  const item = itemOf({ id: `text:${text}`, label: cut(line, LABEL), tooltip: cut(text, TOOLTIP), icon: 'quote', kind: 'text', click: ['showText', { text }] });
  return { item, text };
}

const cut = (text: string, longest: number): string => (text.length > longest ? `${text.slice(0, longest).trimEnd()}…` : text);
