import * as vscode from 'vscode';
import { isolated } from '../protocol/direction';
import type { Glance } from '../protocol/engine';
import { DOT, plainMarkdown, say, withoutTurns } from './say';
import { asOneLine, STRIP_COLOURS, type StripColours, stripSvg } from './strip';

/** VS Code cuts a Markdown text at 100,000 characters. */
export const BUDGET = 90_000;
const NAMED = 3;
/** What a tokenizer or a checkpoint calls something may be of any length. */
const LONGEST_TOKEN = 40;
const LONGEST_TEXT = 160;

/** A title and what it runs, by a number. */
export interface HoverLink {
  readonly title: string;
  readonly command: string;
  readonly id: number;
}

/** A hover of paragraphs that mean just themselves, a picture before and links after them; it may run the commands of its links. */
export function hoverOf(paragraphs: readonly string[], links: readonly HoverLink[], picture = ''): vscode.MarkdownString {
  const markdown = new vscode.MarkdownString(undefined, false);
  markdown.isTrusted = { enabledCommands: [...new Set(links.map(({ command }) => command))] };
  const ways = links.map(({ title, command, id }) => `[${plainMarkdown(title)}](command:${command}?${encodeURIComponent(JSON.stringify([id]))})`);
  const words = [...paragraphs.filter(Boolean).map(text => plainMarkdown(text.slice(0, BUDGET / 10))), ways.join(DOT)].join('\n\n');
  return markdown.appendMarkdown(picture.length + words.length < BUDGET ? picture + words : words);
}

/** Links into the panel with the text of this number. */
export const panelLinks = (id: number): readonly HoverLink[] => [
  { title: vscode.l10n.t('Show attention'), command: 'headlight.showAttention', id },
  { title: vscode.l10n.t('Head statistics'), command: 'headlight.headStatistics', id },
];

/** What a text draws on: a strip of its tokens, the same in words, its strongest pairs. */
export function glanceHover(glance: Glance, model: string, links: readonly HoverLink[], remark = ''): vscode.MarkdownString {
  const { tokens, shares, from } = glance;
  const read = (index: number): string => shortened(withoutTurns(asOneLine(readAs(glance, index))), LONGEST_TOKEN);
  const quoted = (index: number): string => vscode.l10n.t('“{0}”', isolated(read(index).trim() || '␣'));
  const own = shares.map((share, index) => ({ share, index })).filter(({ index }) => !tokens.special[index]);
  const strongest = own
    .filter(({ share }) => share > 0)
    .sort((a, b) => b.share - a.share)
    .slice(0, NAMED);
  const chosen = new Set(strongest.map(({ index }) => index));
  const marked = new Set(own.flatMap(({ index }, place) => (chosen.has(index) ? [place] : [])));
  const named = strongest.map(({ index, share }) => `${quoted(index)} ${share.toFixed(2)}`).join(', ');
  const special = shares.reduce((sum, share, index) => sum + (tokens.special[index] ? share : 0), 0);
  const line = vscode.l10n.t('What {0} draws on ({1}, {2}): {3}', quoted(from), say(glance.name), shortened(withoutTurns(model), LONGEST_TEXT), named);
  const rest = special >= 0.01 ? vscode.l10n.t('; special tokens {0}', special.toFixed(2)) : '';
  const svg = stripSvg(
    own.map(({ index, share }) => ({ text: isRest(glance, index) ? '' : read(index), share, ...betweenOf(glance, index) })),
    marked,
    colours(),
  );
  const alt = plainMarkdown(vscode.l10n.t('Tokens of the text, shaded by their share of what {0} draws on', quoted(from)));
  return hoverOf([line + rest, pairsLine(glance, quoted), withoutTurns(remark)], links, `![${alt}](data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')})\n\n`);
}

/** A text whose answer is not there yet, with the ways to it. */
export function lateHover(text: string, model: string, links: readonly HoverLink[]): vscode.MarkdownString {
  return hoverOf(
    [
      vscode.l10n.t('“{0}”', shortened(withoutTurns(text).trim().replace(/\s+/g, ' '), LONGEST_TEXT)),
      vscode.l10n.t('{0} is still computing; point here again in a moment.', shortened(withoutTurns(model), LONGEST_TEXT)),
    ],
    links,
  );
}

function pairsLine({ pairs, tokens }: Glance, quoted: (index: number) => string): string {
  const known = pairs.filter(([query, key, weight]) => query in tokens.ids && key in tokens.ids && weight >= 0.01).slice(0, NAMED);
  const said = known.map(([query, key, weight]) => `${quoted(query)} → ${quoted(key)} ${weight.toFixed(2)}`).join(', ');
  return said && vscode.l10n.t('Strongest pairs, query → key: {0}', said);
}

/** A text of at most so many UTF-16 units, cut between two characters. */
export const shortened = (text: string, longest: number): string => (text.length > longest ? `${text.slice(0, longest - 1).replace(/[\ud800-\udbff]$/, '')}…` : text);

/** A token as its source has it; the vocabulary's spelling where it stands for nothing there. */
function readAs({ tokens }: Glance, index: number): string {
  const [start, end] = tokens.offsets[index] ?? [0, 0];
  const text = tokens.texts[tokens.segments[index] ?? -1] ?? '';
  return (end > start ? text.slice(start, end) : tokens.tokens[index]) ?? '';
}

/** Bytes of one character share its range: the first shows it. */
function isRest({ tokens }: Glance, index: number): boolean {
  const [[start = 0, end = 0] = [], [from, to] = []] = [tokens.offsets[index], tokens.offsets[index - 1]];
  return end > start && start === from && end === to && tokens.segments[index] === tokens.segments[index - 1];
}

/** What lies between a token and the one before it: pieces of a word follow each other, words may have a space between them that neither holds. */
function betweenOf({ tokens }: Glance, index: number): { readonly after?: 'space' | 'piece' } {
  const [segment, before] = [tokens.segments[index], tokens.segments[index - 1]];
  if (before === undefined) return {};
  if (segment !== before) return { after: 'space' };
  const [[start = 0] = [], [, end = 0] = []] = [tokens.offsets[index], tokens.offsets[index - 1]];
  if (start > end) return { after: 'space' };
  const [word = -1, last] = [tokens.words?.[index], tokens.words?.[index - 1]];
  return word >= 0 && word === last ? { after: 'piece' } : {};
}

function colours(): StripColours {
  const { kind } = vscode.window.activeColorTheme;
  if (kind === vscode.ColorThemeKind.Light) return STRIP_COLOURS.light;
  if (kind === vscode.ColorThemeKind.HighContrastLight) return STRIP_COLOURS.highContrastLight;
  return kind === vscode.ColorThemeKind.HighContrast ? STRIP_COLOURS.highContrast : STRIP_COLOURS.dark;
}
