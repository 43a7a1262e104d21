import * as vscode from 'vscode';
import { isProse, literalAt } from './literals';
import { scalarAt } from './named/yaml';

/** Where a text came from, so that its tokens can be shown there. */
export interface Origin {
  readonly uri: vscode.Uri;
  /** UTF-16 offset of the text's first unit in the document. */
  readonly start: number;
  /** The text as the document has it. */
  readonly raw: string;
}

export interface SourceText {
  readonly text: string;
  readonly origin: Origin;
}

/** What a command means by "the text": the selection, or the string literal around the cursor; undefined where there is neither. */
export function textOf(editor: vscode.TextEditor | undefined): SourceText | undefined {
  if (!editor) return undefined;
  const { document, selection } = editor;
  const start = document.offsetAt(selection.start);
  if (!selection.isEmpty) {
    const raw = document.getText(selection);
    return raw.trim() ? { text: raw, origin: { uri: document.uri, start, raw } } : undefined;
  }
  return literalTextAt(document, selection.active);
}

/** Documents longer than this, in UTF-16 units, are not read for what they hold. */
export const LONGEST = 1_000_000;

/** The language that a document is read in: TOML is read as such also where no extension knows it. */
export const languageOf = ({ languageId, uri }: vscode.TextDocument): string => (languageId === 'plaintext' && uri.path.endsWith('.toml') ? 'toml' : languageId);

/** The prose in the string literal at a position. */
export function literalTextAt(document: vscode.TextDocument, position: vscode.Position): SourceText | undefined {
  const all = document.getText();
  if (all.length > LONGEST) return undefined;
  const [offset, language] = [document.offsetAt(position), languageOf(document)];
  const found = literalAt(all, offset, language) ?? (language === 'yaml' ? scalarAt(all, offset) : undefined);
  if (!found || !isProse(found.text)) return undefined;
  return { text: found.text, origin: { uri: document.uri, start: found.start, raw: all.slice(found.start, found.end) } };
}

/** Marks a token of the text in the editor it came from, while it still stands there. */
export class Marker implements vscode.Disposable {
  private readonly style = vscode.window.createTextEditorDecorationType({
    backgroundColor: new vscode.ThemeColor('editor.findMatchHighlightBackground'),
    border: '1px solid',
    borderColor: new vscode.ThemeColor('editor.findMatchHighlightBorder'),
  });
  private marked: vscode.TextEditor | undefined;

  /** `start` and `end` are UTF-16 offsets in the text; a range that is not whole in the document any more is not marked. */
  mark({ uri, start: base, raw }: Origin, text: string, start: number, end: number): void {
    this.clear();
    const editor = vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === uri.toString());
    // Escapes make a literal longer than its text; then only the whole of it has a place.
    const [from, to] = raw === text ? [base + start, base + end] : [base, base + raw.length];
    if (!editor || from === to) return;
    const { document } = editor;
    if (document.getText(new vscode.Range(document.positionAt(base), document.positionAt(base + raw.length))) !== raw) return;
    const range = new vscode.Range(document.positionAt(from), document.positionAt(to));
    editor.setDecorations(this.style, [range]);
    editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
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
