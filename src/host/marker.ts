import * as vscode from 'vscode';

/** Marks ranges of a document in the editor that shows it. */
export class Marker implements vscode.Disposable {
  private readonly style = vscode.window.createTextEditorDecorationType({
    backgroundColor: new vscode.ThemeColor('editor.findMatchHighlightBackground'),
    border: '1px solid',
    borderColor: new vscode.ThemeColor('editor.findMatchHighlightBorder'),
  });
  private marked: vscode.TextEditor | undefined;

  /** Marks these ranges and no others, and brings the first into sight. */
  mark(document: vscode.TextDocument, ranges: readonly vscode.Range[]): void {
    this.clear();
    const editor = vscode.window.visibleTextEditors.find(one => one.document === document);
    const [first] = ranges;
    if (!editor || !first) return;
    editor.setDecorations(this.style, [...ranges]);
    editor.revealRange(first, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    this.marked = editor;
  }

  clear(): void {
    this.marked?.setDecorations(this.style, []);
    this.marked = undefined;
  }

  dispose(): void {
    this.style.dispose();
  }
}
