import type * as vscode from 'vscode';
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
