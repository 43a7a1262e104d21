/** The panel's own files, as text. */
export interface Assets {
  readonly panel: string;
  readonly style: string;
  /** Answers the panel in the extension's place. */
  readonly still: string;
}

export interface PageFile {
  readonly parts: Assets;
  /** JSON. */
  readonly data: string;
  readonly dataId: string;
  readonly theme: { readonly kind: string; readonly variables: Readonly<Record<string, string>> };
  readonly nonce: string;
  readonly title: string;
  readonly language: string;
}

const KIND = /^vscode-(?:light|dark|high-contrast|high-contrast-light)$/;

/** Everything in one file: nothing is fetched, and nothing runs but the scripts that stand in it. */
export function pageWith({ parts, data, dataId, theme, nonce, title, language }: PageFile): string {
  const kind = KIND.test(theme.kind) ? theme.kind : 'vscode-light';
  const policy = `default-src 'none'; img-src data:; font-src data:; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="${escaped(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta property="csp-nonce" content="${nonce}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style nonce="${nonce}">:root{${variablesOf(theme.variables)}}
${parts.style.replace(/<\//g, '<\\/')}</style>
</head>
<body class="${kind}" data-vscode-theme-kind="${kind}">
<main id="panel"></main>
<script type="application/json" id="${dataId}">${data.replaceAll('<', '\\u003c')}</script>
<script nonce="${nonce}">${scriptOf(parts.still)}</script>
<script nonce="${nonce}">${scriptOf(parts.panel)}</script>
</body>
</html>
`;
}

/** What would end the script element, or begin a comment in it, spelled otherwise. */
const scriptOf = (source: string): string => source.replace(/<(?=\/script|!--|script)/gi, '\\x3c');

/** A theme's variables as declarations. They come from the page: what could end a declaration or fetch something is left out. */
function variablesOf(variables: Readonly<Record<string, string>>): string {
  const safe = Object.entries(variables).filter(
    ([name, value]) => /^--vscode-[\w-]+$/.test(name) && typeof value === 'string' && value.length < 500 && !/[;{}<>\\@]|url\(/i.test(value),
  );
  return safe.map(([name, value]) => `${name}:${value}`).join(';');
}

const escaped = (text: string): string => text.replace(/[&<>"']/g, sign => `&#${sign.charCodeAt(0)};`);
