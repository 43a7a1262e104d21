import * as vscode from 'vscode';
import { meantAt, type Reading, readingOf, sourceOf } from './escapes';
import { literalAt } from './literals';
import { Marker } from './marker';
import { LONGEST, languageOf, type SourceText } from './origin';
import { moved, type Span } from './span';

/** What a link tells; offsets are UTF-16 units of the text as it is meant. */
export interface LinkEvents {
  /** The text was edited, and nobody has typed for a moment; `before` is what was told last. */
  readonly edited: (text: string, before: string) => void;
  /** The cursor came to a place of the text, or something of it was selected. */
  readonly pointed: (range: Span) => void;
}

/** How long nobody may have typed before an edited text is told, milliseconds. */
const PAUSE = 400;
/** How long the cursor must rest, milliseconds. */
const REST = 60;

/**
 * Ties a text to where it stands in a document, while it stands there: through edits before it, behind it and in it. Where its place is destroyed
 * the tie is gone, and nothing is told any more.
 */
export class Link implements vscode.Disposable {
  private readonly marker = new Marker();
  private readonly parts: vscode.Disposable[];
  private readonly key: string;
  private readonly quoted: boolean;
  private span: Span | undefined;
  private raw: string;
  private shown: string;
  private reading: Reading | undefined;
  private typing: NodeJS.Timeout | undefined;
  private pointing: NodeJS.Timeout | undefined;

  constructor(
    { text, origin: { uri, start, raw } }: SourceText,
    private readonly events: LinkEvents,
  ) {
    this.span = { start, end: start + raw.length };
    this.raw = raw;
    this.shown = text;
    this.reading = readingOf(raw, text);
    this.key = uri.toString();
    const document = this.document();
    this.quoted = document !== undefined && this.literal(document)?.end === this.span.end;
    this.parts = [
      this.marker,
      vscode.workspace.onDidChangeTextDocument(event => this.is(event.document) && this.changed(event)),
      vscode.window.onDidChangeTextEditorSelection(event => this.is(event.textEditor.document) && this.pointed(event)),
      vscode.workspace.onDidCloseTextDocument(closed => this.is(closed) && this.end()),
    ];
  }

  /** The text as it was last told. */
  get text(): string {
    return this.shown;
  }

  /** Marks ranges of the text in its editor, none to clear. Without a way from meaning to source the whole text is marked. */
  mark(ranges: readonly Span[]): void {
    const { span, reading } = this;
    const document = this.document();
    const asked = ranges.filter(({ start, end }) => start < end);
    if (!document || !span || asked.length === 0 || !this.stands(document, span)) {
      this.marker.clear();
      return;
    }
    const places = reading ? asked.map(({ start, end }) => sourceOf(reading, start, end)) : [[0, this.raw.length] as const];
    this.marker.mark(
      document,
      places.map(([from, to]) => rangeIn(document, { start: span.start + from, end: span.start + to })),
    );
  }

  dispose(): void {
    this.end();
    vscode.Disposable.from(...this.parts).dispose();
  }

  private is({ uri }: vscode.TextDocument): boolean {
    return uri.toString() === this.key;
  }

  private document(): vscode.TextDocument | undefined {
    return vscode.workspace.textDocuments.find(one => this.is(one));
  }

  private end(): void {
    clearTimeout(this.typing);
    clearTimeout(this.pointing);
    this.typing = undefined;
    this.span = undefined;
    this.marker.clear();
  }

  private stands(document: vscode.TextDocument, span: Span): boolean {
    return this.typing === undefined && document.getText(rangeIn(document, span)) === this.raw;
  }

  private changed({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    if (!this.span || contentChanges.length === 0) return;
    const after = moved(this.span, contentChanges, this.quoted);
    if (!after) {
      this.end();
      return;
    }
    this.span = after;
    clearTimeout(this.pointing);
    // Only what touched the text is waited for; the rest of the document may be written in as before.
    if (this.typing === undefined && document.getText(rangeIn(document, after)) === this.raw) return;
    clearTimeout(this.typing);
    this.typing = setTimeout(() => this.settle(document), PAUSE);
  }

  /** Reads the text again. A literal that is not closed just now is waited for. */
  private settle(document: vscode.TextDocument): void {
    this.typing = undefined;
    if (!this.span) return;
    const literal = this.quoted ? this.literal(document) : undefined;
    if (this.quoted && !literal) return;
    this.span = literal ? { start: literal.start, end: literal.end } : this.span;
    this.raw = document.getText(rangeIn(document, this.span));
    const text = literal?.text ?? this.raw;
    this.reading = readingOf(this.raw, text);
    const before = this.shown;
    this.shown = text;
    if (text !== before && text.trim() !== '') this.events.edited(text, before);
  }

  /** The literal that begins where the text begins. */
  private literal(document: vscode.TextDocument): ReturnType<typeof literalAt> {
    const { start } = this.span ?? { start: -1 };
    const all = start < 1 ? '' : document.getText();
    const found = start >= all.length || all.length > LONGEST ? undefined : literalAt(all, start, languageOf(document));
    return found?.start === start ? found : undefined;
  }

  private pointed({ textEditor, selections }: vscode.TextEditorSelectionChangeEvent): void {
    clearTimeout(this.pointing);
    // Who moves the cursor has left the panel, also where VS Code has not noticed that they were in it.
    this.marker.clear();
    const [selection] = selections;
    if (selection) this.pointing = setTimeout(() => this.tell(textEditor.document, selection), REST);
  }

  private tell(document: vscode.TextDocument, selection: vscode.Selection): void {
    const { span, reading } = this;
    if (!span || !reading || !this.stands(document, span)) return;
    const from = Math.max(document.offsetAt(selection.start), span.start);
    const to = Math.min(document.offsetAt(selection.end), span.end);
    if (from > to) return;
    const start = meantAt(reading, from - span.start);
    this.events.pointed({ start, end: to > from ? meantAt(reading, to - 1 - span.start) + 1 : start });
  }
}

const rangeIn = (document: vscode.TextDocument, { start, end }: Span): vscode.Range => new vscode.Range(document.positionAt(start), document.positionAt(end));
