import * as vscode from 'vscode';
import type { Context } from './context';
import { analyses } from './trees/analyses';
import { checkpoints } from './trees/checkpoints';
import { models } from './trees/models';
import type { Tree, TreeNode } from './trees/node';
import { texts } from './trees/texts';

/** Every list of the container by the last part of its id, which is also its file's name and, in package.json, the name of its title. */
export const TREES = { analyses, checkpoints, models, texts } satisfies Readonly<Record<string, (context: Context) => Tree>>;

export type TreeName = keyof typeof TREES;

/** The lists of the container. Each is a few objects until it comes into sight. */
export class Trees implements vscode.Disposable {
  private readonly trees = new Map<string, { readonly tree: Tree; readonly view: vscode.TreeView<TreeNode> }>();
  private readonly parts: vscode.Disposable[] = [];

  constructor(context: Context) {
    for (const [name, make] of Object.entries(TREES)) {
      const tree = make(context);
      const view = vscode.window.createTreeView(`headlight.${name}`, { treeDataProvider: providerOf(tree), showCollapseAll: name === 'checkpoints' });
      this.trees.set(name, { tree, view });
      this.parts.push(
        tree,
        view,
        view.onDidChangeVisibility(({ visible }) => tree.sighted?.(visible)),
      );
      if (view.visible) tree.sighted?.(true);
    }
  }

  /** What a list shows now, also while it is out of sight. */
  roots(name: TreeName): readonly TreeNode[] | Promise<readonly TreeNode[]> {
    return this.trees.get(name)?.tree.roots() ?? [];
  }

  /** The line that is chosen in a list. */
  selected(name: string): TreeNode | undefined {
    return this.trees.get(name)?.view.selection[0];
  }

  refresh(name: TreeName): void {
    this.trees.get(name)?.tree.refresh?.();
  }

  dispose(): void {
    vscode.Disposable.from(...this.parts).dispose();
  }
}

const providerOf = (tree: Tree): vscode.TreeDataProvider<TreeNode> => ({
  onDidChangeTreeData: (listener, self, disposables) => tree.onDidChange(() => listener.call(self, undefined), undefined, disposables),
  getTreeItem: node => node.item,
  getChildren: node => childrenOf(tree, node),
});

async function childrenOf(tree: Tree, node: TreeNode | undefined): Promise<TreeNode[]> {
  return [...(node ? ((await node.children?.()) ?? []) : await tree.roots())];
}
