import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import { asFault } from '../core/fault';
import type { Glance } from '../protocol/engine';
import type { Hovered } from './hovered';
import { isProse } from './literals';
import type { Models, OpenModel } from './models';
import { literalTextAt, type SourceText } from './origin';
import { DOT, plainMarkdown } from './say';
import { readSettings } from './settings';
import { asOneLine, STRIP_COLOURS, type StripColours, stripSvg } from './strip';

/** Files, notebook cells and files not saved yet; not output channels, settings, or what a version control system shows. */
export const HOVERED: vscode.DocumentSelector = ['file', 'untitled', 'vscode-notebook-cell', 'vscode-remote'].map(scheme => ({ scheme }));

/** VS Code cuts a Markdown text at 100,000 characters and asks at every stop of the pointer. */
const BUDGET = 90_000;
const PAUSE = 80;
const KEPT = 64;
const NAMED = 3;

/** Over a string: what the active model draws on in it. Silent while no model is open, where there is no prose, and where the model cannot say. */
export class AttentionHover implements vscode.HoverProvider {
  private readonly glances = new Map<string, Glance>();

  constructor(
    private readonly models: Models,
    private readonly hovered: Hovered,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  async provideHover(document: vscode.TextDocument, position: vscode.Position, token: vscode.CancellationToken): Promise<vscode.Hover | undefined> {
    const model = this.models.active;
    if (!model || !readSettings().hover || !vscode.workspace.isTrusted) return undefined;
    const source = selectionAt(document, position) ?? literalTextAt(document, position);
    if (!source) return undefined;
    await pause(PAUSE);
    if (token.isCancellationRequested) return undefined;
    const glance = await this.glance(model, source.text, token);
    return glance && !token.isCancellationRequested ? this.picture(model, source, glance, document) : undefined;
  }

  private async glance(model: OpenModel, text: string, token: vscode.CancellationToken): Promise<Glance | undefined> {
    const key = createHash('sha256').update(`${model.path}\0${model.card.stamp}\0${model.card.provider}\0${text}`).digest('base64');
    const known = this.glances.get(key);
    if (known) return known;
    try {
      const glance = await model.ask('glance', { input: { kind: 'text', text } }, { token });
      this.glances.set(key, glance);
      const [oldest] = this.glances.keys();
      if (this.glances.size > KEPT && oldest !== undefined) this.glances.delete(oldest);
      return glance;
    } catch (thrown) {
      const { code } = asFault(thrown);
      if (code !== 'cancelled') this.log.debug(`hover: ${code}`);
      return undefined;
    }
  }

  private picture(model: OpenModel, source: SourceText, glance: Glance, document: vscode.TextDocument): vscode.Hover | undefined {
    const { tokens, shares, from } = glance;
    if (shares.length !== tokens.ids.length || from < 0 || from >= shares.length) return undefined;
    const read = (index: number): string => asOneLine(readAs(glance, index));
    const strongest = shares
      .map((share, index) => ({ share, index }))
      .filter(({ index, share }) => !tokens.special[index] && share > 0)
      .sort((a, b) => b.share - a.share)
      .slice(0, NAMED);
    const shown = shares.flatMap((share, index) => (tokens.special[index] ? [] : [{ text: read(index), share, index }]));
    const marked = new Set(shown.flatMap(({ index }, place) => (strongest.some(s => s.index === index) ? [place] : [])));
    const named = strongest.map(({ index, share }) => `“${read(index).trim()}” ${share.toFixed(2)}`).join(', ');
    const special = shares.reduce((sum, share, index) => sum + (tokens.special[index] ? share : 0), 0);
    const line = vscode.l10n.t('What the last token, “{0}”, draws on (attention rollout, {1}): {2}', read(from).trim(), model.card.name, named);
    const rest = special >= 0.01 ? vscode.l10n.t('; special tokens {0}', special.toFixed(2)) : '';
    const svg = stripSvg(shown, marked, colours());
    const markdown = new vscode.MarkdownString(undefined, false);
    markdown.isTrusted = { enabledCommands: ['headlight.showAttention', 'headlight.headStatistics'] };
    const picture = `![${plainMarkdown(vscode.l10n.t('Shares of what the last token draws on'))}](data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')})\n\n`;
    if (picture.length < BUDGET) markdown.appendMarkdown(picture);
    markdown.appendMarkdown(plainMarkdown(line + rest));
    const id = this.hovered.add(source);
    const link = (title: string, command: string): string => `[${plainMarkdown(title)}](command:${command}?${encodeURIComponent(JSON.stringify([id]))})`;
    markdown.appendMarkdown(`\n\n${link(vscode.l10n.t('Show attention'), 'headlight.showAttention')}${DOT}${link(vscode.l10n.t('Head statistics'), 'headlight.headStatistics')}`);
    return new vscode.Hover(markdown, rangeOf(document, source));
  }
}

/** The selection, where the pointer is on it: any text can be asked about that way. */
function selectionAt(document: vscode.TextDocument, position: vscode.Position): SourceText | undefined {
  const editor = vscode.window.visibleTextEditors.find(one => one.document === document && !one.selection.isEmpty && one.selection.contains(position));
  if (!editor) return undefined;
  const raw = document.getText(editor.selection);
  return isProse(raw) ? { text: raw, origin: { uri: document.uri, start: document.offsetAt(editor.selection.start), raw } } : undefined;
}

const rangeOf = (document: vscode.TextDocument, { origin: { start, raw } }: SourceText): vscode.Range =>
  new vscode.Range(document.positionAt(start), document.positionAt(start + raw.length));

/** A token as its source has it; the vocabulary's spelling where it stands for nothing there. */
function readAs({ tokens }: Glance, index: number): string {
  const [start, end] = tokens.offsets[index] ?? [0, 0];
  const text = tokens.texts[tokens.segments[index] ?? -1] ?? '';
  return (end > start ? text.slice(start, end) : tokens.tokens[index]) ?? '';
}

function colours(): StripColours {
  const { kind } = vscode.window.activeColorTheme;
  if (kind === vscode.ColorThemeKind.Light) return STRIP_COLOURS.light;
  if (kind === vscode.ColorThemeKind.HighContrastLight) return STRIP_COLOURS.highContrastLight;
  return kind === vscode.ColorThemeKind.HighContrast ? STRIP_COLOURS.highContrast : STRIP_COLOURS.dark;
}

const pause = (milliseconds: number): Promise<void> => new Promise(resolve => setTimeout(resolve, milliseconds));
