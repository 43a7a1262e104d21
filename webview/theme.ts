import { css, diverging, mix, parse, type Ramp, type Rgb, sequential } from './charts/colours';

/** The editor's colours as a canvas needs them. */
export interface Theme {
  readonly kind: 'light' | 'dark' | 'hc-light' | 'hc-dark';
  readonly dark: boolean;
  readonly highContrast: boolean;
  readonly background: Rgb;
  readonly foreground: string;
  readonly muted: string;
  readonly faint: string;
  /** Lines over what holds no weight: seen after what holds some, in high contrast too, where every edge is as bright as the text. */
  readonly hatch: string;
  readonly focus: string;
  readonly surface: string;
  readonly series: readonly string[];
  readonly font: string;
  readonly ramp: Ramp;
  readonly differences: Ramp;
}

const KINDS: Readonly<Record<string, Theme['kind']>> = {
  'vscode-light': 'light',
  'vscode-dark': 'dark',
  'vscode-high-contrast': 'hc-dark',
  'vscode-high-contrast-light': 'hc-light',
};

/** Of the editor's chart colours; its orange is translucent in most themes and missing in others. */
const SERIES = ['blue', 'red', 'green', 'purple', 'yellow'];

let current: Theme | undefined;
const listeners = new Set<() => void>();

/** The theme of this moment; read once, again after each change. */
export function theme(): Theme {
  current ??= read();
  return current;
}

/** Calls back after the editor's theme changed; returns what ends that. */
export function onTheme(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The editor's variables as they are now, and the kind of its theme, for a page that is to look the same without it. */
export function themeVariables(): { readonly kind: string; readonly variables: Readonly<Record<string, string>> } {
  const names = new Set<string>();
  for (const name of document.documentElement.style) if (name.startsWith('--vscode-')) names.add(name);
  // A stylesheet may hold them as well: those that ours use are read wherever they come from.
  const styles = getComputedStyle(document.documentElement);
  const variables = [...names].map(name => [name, styles.getPropertyValue(name).trim()] as const);
  return { kind: document.body.dataset.vscodeThemeKind ?? 'vscode-light', variables: Object.fromEntries(variables) };
}

/** Has everything that follows the theme drawn again. */
export function redraw(): void {
  for (const listener of listeners) listener();
}

/** Watches for theme changes: VS Code rewrites the body's class and attributes, and the variables on the root element. */
export function watchTheme(): void {
  const observer = new MutationObserver(() => {
    const next = read();
    const same = JSON.stringify({ ...next, ramp: 0, differences: 0 }) === JSON.stringify({ ...current, ramp: 0, differences: 0 });
    current = next;
    if (!same) redraw();
  });
  observer.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-kind', 'data-vscode-theme-id'] });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
}

function read(): Theme {
  const styles = getComputedStyle(document.body);
  const variable = (name: string, otherwise: string): string => styles.getPropertyValue(`--vscode-${name}`).trim() || otherwise;
  const kind = KINDS[document.body.dataset.vscodeThemeKind ?? ''] ?? 'light';
  const dark = kind === 'dark' || kind === 'hc-dark';
  const foreground = variable('foreground', dark ? '#cccccc' : '#3b3b3b');
  const background = parse(variable('editor-background', dark ? '#1f1f1f' : '#ffffff'));
  const faint = variable('contrastBorder', variable('editorWidget-border', dark ? '#454545' : '#c8c8c8'));
  const highContrast = kind.startsWith('hc');
  return {
    kind,
    dark,
    highContrast,
    background,
    foreground,
    muted: variable('descriptionForeground', foreground),
    faint,
    hatch: highContrast ? css(mix(background, parse(faint), 0.6).map(Math.round) as unknown as Rgb) : faint,
    focus: variable('focusBorder', foreground),
    surface: variable('editor-background', dark ? '#1f1f1f' : '#ffffff'),
    series: SERIES.map(name => variable(`charts-${name}`, foreground)),
    font: variable('font-family', 'system-ui, sans-serif'),
    ramp: sequential(background, dark),
    differences: diverging(background, dark),
  };
}
