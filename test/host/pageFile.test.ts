import { describe, expect, test } from 'vitest';
import { pageWith } from '../../src/host/pageFile';

const page = (change: Partial<Parameters<typeof pageWith>[0]> = {}): string =>
  pageWith({
    parts: { panel: 'panel()', style: 'p{color:red}', still: 'still()' },
    data: '{}',
    dataId: 'still',
    theme: { kind: 'vscode-dark', variables: { '--vscode-foreground': '#ccc' } },
    nonce: 'N',
    title: 'demo',
    language: 'en',
    ...change,
  });

describe('an exported page', () => {
  test('runs only its own scripts and fetches nothing', () => {
    const policy = /content="(default-src[^"]*)"/.exec(page())?.[1];
    expect(policy).toBe("default-src 'none'; img-src data:; font-src data:; style-src 'nonce-N'; script-src 'nonce-N'");
    expect(page()).toContain('<body class="vscode-dark"');
    expect(page()).not.toMatch(/https?:/);
  });

  test('holds whatever a text says without ending where the text ends it', () => {
    const text = '</script><script>alert(1)</script><!--';
    const html = page({ data: JSON.stringify({ text }), title: text, parts: { panel: `const x='${text}'`, style: 'p{}</style><b>', still: '' } });
    expect(html.match(/<\/script>/g)).toHaveLength(3);
    expect(html.match(/<script[ >]/g)).toHaveLength(3);
    expect(html.match(/<\/style>/g)).toHaveLength(1);
    expect(html).not.toContain('<!--');
    const data = /id="still">([^<]*)</.exec(html)?.[1] ?? '';
    expect(JSON.parse(data)).toEqual({ text });
  });

  test('takes of a theme only what is a colour or a name', () => {
    const html = page({
      theme: {
        kind: 'x" onload="alert(1)',
        variables: { '--vscode-a': 'red;}body{display:none', '--vscode-b': 'url(http://x)', '--other': 'red', '--vscode-c': 'rgba(1, 2, 3, 0.5)' },
      },
    });
    expect(html).toContain(':root{--vscode-c:rgba(1, 2, 3, 0.5)}');
    expect(html).toContain('<body class="vscode-light"');
  });
});
