import * as vscode from 'vscode';
import type { Context } from './context';
import { Glances } from './glances';
import { glanceHover, lateHover, panelLinks } from './hoverText';
import { isProse } from './literals';
import type { Models, OpenModel } from './models';
import { cardHover } from './named/card';
import { literalTextAt, type SourceText } from './origin';
import { readSettings } from './settings';
import { summaryOf } from './summary';

/** Files, notebook cells and files not saved yet; not output channels, settings, or what a version control system shows. */
const HOVERED: vscode.DocumentSelector = ['file', 'untitled', 'vscode-notebook-cell', 'vscode-remote'].map(scheme => ({ scheme }));

/** Whether a document is one of those, or a file of a workspace on another file system: a text can be asked about wherever it lies. */
const isHovered = (document: vscode.TextDocument): boolean => vscode.languages.match(HOVERED, document) > 0 || vscode.workspace.getWorkspaceFolder(document.uri) !== undefined;

/** How long a hover waits for a model, milliseconds; after that the text and its links come, and the answer is there for the next hover. */
const PATIENCE = 150;

/**
 * Over the name of a checkpoint: its card. Over a string: what the active model draws on in it. Silent while no model is open, where there is no
 * prose, and where the model cannot say; it never starts a model.
 */
export class AttentionHover implements vscode.HoverProvider {
  private readonly glances: Glances;
  private readonly models: Models;

  constructor(private readonly context: Context) {
    this.models = context.models;
    this.glances = new Glances(context.log);
  }

  async provideHover(document: vscode.TextDocument, position: vscode.Position, token: vscode.CancellationToken): Promise<vscode.Hover | undefined> {
    const settings = readSettings();
    if (!settings.hover || !vscode.workspace.isTrusted || !isHovered(document)) return undefined;
    const selected = selectionAt(document, position);
    const named = selected ? undefined : await this.context.named.at(document, position, token);
    if (named) return new vscode.Hover(await cardHover(this.context, named.checkpoint), rangeOf(document, named.start, named.end));
    const source = selected ?? literalTextAt(document, position);
    const model = this.models.active;
    if (!model || !source || token.isCancellationRequested) return undefined;
    const shown = await this.glance(model, source, token);
    const { start, raw } = source.origin;
    return shown && new vscode.Hover(shown, rangeOf(document, start, start + raw.length));
  }

  private async glance(model: OpenModel, source: SourceText, token: vscode.CancellationToken): Promise<vscode.MarkdownString | undefined> {
    const { hoverSummary, hoverHead } = readSettings();
    const { card } = model;
    const wanted = summaryOf(hoverSummary, hoverHead, card);
    const summary = wanted ?? ({ kind: 'rollout' } as const);
    const remark = wanted ? '' : vscode.l10n.t('{0} has no head “{1}”, which the setting headlight.hover.head names.', card.name, hoverHead.slice(0, 20));
    const glance = this.glances.known(model, source.text, summary) ?? (await this.answer(model, source.text, { summary, token }));
    if (!glance || token.isCancellationRequested) return undefined;
    const links = panelLinks(this.context.hovered.add(source));
    return glance === 'late' ? lateHover(source.text, card.name, links) : glanceHover(glance, card.name, links, remark);
  }

  /** The model's answer, or that it is late: then the model goes on, and the answer will be known. A pointer that leaves before takes its question along. */
  private async answer(
    model: OpenModel,
    text: string,
    { summary, token }: { readonly summary: NonNullable<ReturnType<typeof summaryOf>>; readonly token: vscode.CancellationToken },
  ): Promise<Awaited<ReturnType<Glances['ask']>['answer']> | 'late'> {
    const { answer, abandon } = this.glances.ask(model, text, summary);
    const leaving = token.onCancellationRequested(abandon);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>(resolve => {
      timer = setTimeout(() => resolve('late'), PATIENCE);
    });
    try {
      return await Promise.race([answer, late]);
    } finally {
      clearTimeout(timer);
      leaving.dispose();
    }
  }
}

/** The selection, where the pointer is on it: any text can be asked about that way. */
function selectionAt(document: vscode.TextDocument, position: vscode.Position): SourceText | undefined {
  const editor = vscode.window.visibleTextEditors.find(one => one.document === document && !one.selection.isEmpty && one.selection.contains(position));
  if (!editor) return undefined;
  const raw = document.getText(editor.selection);
  return isProse(raw) ? { text: raw, origin: { uri: document.uri, start: document.offsetAt(editor.selection.start), raw } } : undefined;
}

const rangeOf = (document: vscode.TextDocument, start: number, end: number): vscode.Range => new vscode.Range(document.positionAt(start), document.positionAt(end));
