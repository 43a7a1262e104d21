import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/** Where a panel's own files lie. */
export const assetsOf = (extension: vscode.Uri): vscode.Uri => vscode.Uri.joinPath(extension, 'dist', 'webview');

/** A webview's document: everything bundled, nothing but our script and style, no network. Built here alone. */
export function pageOf(webview: vscode.Webview, extension: vscode.Uri, title: string, bundle: 'panel' | 'inspector' = 'panel'): string {
  const nonce = randomBytes(18).toString('base64url');
  const asset = (name: string): string => webview.asWebviewUri(vscode.Uri.joinPath(assetsOf(extension), name)).toString();
  const policy = [
    "default-src 'none'",
    `img-src ${webview.cspSource} data:`,
    `style-src ${webview.cspSource} 'nonce-${nonce}'`,
    `font-src ${webview.cspSource}`,
    `script-src 'nonce-${nonce}'`,
  ].join('; ');
  // The toolkit makes an empty <style> and reads the nonce for it from the meta element.
  return `<!DOCTYPE html>
<html lang="${escaped(vscode.env.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta property="csp-nonce" content="${nonce}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<link rel="stylesheet" nonce="${nonce}" href="${asset(`${bundle}.css`)}">
</head>
<body>
<main id="panel"></main>
<script nonce="${nonce}" src="${asset(`${bundle}.js`)}"></script>
</body>
</html>`;
}

/** A document that says one sentence and can do nothing. */
export const sentencePageOf = (title: string, sentence: string): string => `<!DOCTYPE html>
<html lang="${escaped(vscode.env.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'">
<title>${escaped(title)}</title>
</head>
<body><main><h1>${escaped(title)}</h1><p>${escaped(sentence)}</p></main></body>
</html>`;

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, c => `&#${c.charCodeAt(0)};`);
}
