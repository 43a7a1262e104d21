import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import type { Glance } from '../../src/protocol/engine';

vi.mock('vscode', () => ({
  ColorThemeKind: { Light: 1, Dark: 2, HighContrast: 3, HighContrastLight: 4 },
  window: { activeColorTheme: { kind: 2 } },
  l10n: { t: (text: string, ...args: unknown[]) => text.replace(/\{(\d+)\}/g, (_, index) => String(args[Number(index)])) },
  MarkdownString: class {
    value = '';
    isTrusted: unknown;
    appendMarkdown(text: string): this {
      this.value += text;
      return this;
    }
  },
}));

const { BUDGET, glanceHover, lateHover, panelLinks, shortened } = await import('../../src/host/hoverText');

/** A glance at tokens that are spelled so, shares falling from the first. */
function glance(tokens: readonly string[], inSource = true): Glance {
  const text = tokens.join('');
  let at = 0;
  const offsets = tokens.map(token => {
    at += token.length;
    return inSource ? [at - token.length, at] : [0, 0];
  });
  return {
    tokens: { ids: tokens.map((_, id) => id), tokens, offsets, segments: tokens.map(() => 0), special: tokens.map(() => false), texts: [text] } as unknown as Glance['tokens'],
    shares: tokens.map((_, index) => 1 / (index + 2)),
    from: tokens.length - 1,
    pairs: tokens.length > 1 ? [[tokens.length - 1, 0, 0.5]] : [],
    name: { text: 'Attention rollout', args: [] } as unknown as Glance['name'],
  };
}

const NASTY = [
  '](command:workbench.action.quit)',
  '[x](command:x)',
  '<svg onload="x">',
  '<img src=x>',
  '`code`',
  '$(eye)',
  '![a](b)',
  '\u202e',
  '\u2066x',
  '\ud800',
  '\n# h',
  '|',
  '\\',
  '*',
  '&lt;',
  '"/><script>',
  'https://example.org',
];
const svgOf = (value: string): string => Buffer.from(/base64,([^)]*)\)/.exec(value)?.[1] ?? '', 'base64').toString();

describe('a hover', () => {
  test('says what a token draws on, in words and as a picture', () => {
    const { value } = glanceHover(glance(['In ', 'the ', 'beginning']), 'demo', panelLinks(7));
    expect(value).toContain('What “beginning” draws on \\(Attention rollout\\, demo\\)\\: “In” 0\\.50\\, “the” 0\\.33\\, “beginning” 0\\.25');
    expect(value).toContain('“beginning” → “In” 0\\.50');
    expect(value).toMatch(/!\[[^\]]*\]\(data:image\/svg\+xml;base64,/);
    expect([...value.matchAll(/\(command:([^)]*)\)/g)].map(([, target]) => decodeURIComponent(target ?? ''))).toEqual([
      'headlight.showAttention?[7]',
      'headlight.headStatistics?[7]',
    ]);
  });

  test('may run its own commands and no other', () => {
    expect(glanceHover(glance(['a ', 'b']), 'demo', panelLinks(1)).isTrusted).toEqual({ enabledCommands: ['headlight.showAttention', 'headlight.headStatistics'] });
  });

  test('obeys nothing that a token, a model or a text says, and stays within what VS Code shows', () => {
    const nasty = fc.oneof(
      fc.constantFrom(...NASTY),
      fc.string(),
      fc.nat({ max: 60_000 }).map(length => '<"'.repeat(length)),
    );
    fc.assert(
      fc.property(fc.array(nasty, { minLength: 1, maxLength: 40 }), nasty, fc.boolean(), (tokens, model, inSource) => {
        for (const { value } of [glanceHover(glance(tokens, inSource), model, panelLinks(1), model), lateHover(tokens.join(' '), model, panelLinks(1))]) {
          expect(value.length).toBeLessThan(BUDGET);
          const links = [...value.matchAll(/(?<!\\)\]\((\w+):/g)].map(([, scheme]) => scheme);
          expect(links.filter(scheme => scheme === 'command')).toHaveLength(2);
          expect(links.filter(scheme => scheme !== 'command' && scheme !== 'data')).toEqual([]);
          expect(value).not.toMatch(/(?<!\\)[<`$|]/);
          const svg = svgOf(value);
          // What turns the direction of reading must not turn our own words; what we set apart ends.
          expect((value + svg).replace(/\u2068[^\u2066-\u2069]*\u2069/g, '')).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
          expect(svg.replace(/<\/?(?:svg|rect|text)\b[^<>]*>/g, '')).not.toMatch(/[<>]/);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('of the longest text has a picture all the same', () => {
    for (const text of ['word ', '\u{1f600}', '&', '猫'])
      expect(glanceHover(glance(Array.from({ length: 2000 }, () => text)), 'demo', panelLinks(1)).value).toContain('data:image');
  });

  test('shows a character once, however many tokens its bytes are', () => {
    const all = glance(['猫', 'b']);
    const bytes = {
      ...all,
      tokens: {
        ...all.tokens,
        offsets: [
          [0, 1],
          [0, 1],
        ],
      },
    } as unknown as Glance;
    expect(svgOf(glanceHover(bytes, 'demo', []).value).match(/猫/g)).toHaveLength(1);
  });

  test('leaves special tokens out of strip and words, and says what they hold', () => {
    const all = glance(['[CLS]', 'a ', 'b']);
    const special = { ...all, tokens: { ...all.tokens, special: [true, false, false] } };
    const { value } = glanceHover(special, 'demo', []);
    expect(value).toContain('special tokens 0\\.50');
    expect(svgOf(value)).not.toContain('CLS');
  });

  test('cuts between two characters', () => {
    expect(shortened('ab\u{1f600}cd', 4)).toBe('ab…');
    expect(shortened('abcd', 4)).toBe('abcd');
  });
});
