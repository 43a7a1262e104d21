import { describe, element, listen } from '../dom';
import { significant } from '../numbers';
import { t } from '../strings';
import { onTheme, theme } from '../theme';
import { shortened } from '../tokens/signs';
import { colourAt, css, inkOn } from './colours';
import { allOf, beyond, type Selection, type Strand, strandsOf } from './lineSelect';
import { labelFont } from './matrixPaint';
import { sized } from './raster';

export type Side = 'query' | 'key';

export interface LineEnd {
  readonly side: Side;
  readonly index: number;
}

/** Queries at the left, keys at the right, and what goes between them. */
export interface LinesPicture {
  readonly rowNames: readonly string[];
  readonly columnNames: readonly string[];
  readonly label: string;
  readonly selection: Selection;
  /** Weights of a query over keys or of a key over queries; undefined while they are on their way: then the picture is refreshed when they are there. */
  readonly line: (end: LineEnd) => ArrayLike<number> | undefined;
  /** How strong a weight of a query is drawn, 0..1. */
  readonly share: (weight: number, query: number) => number;
}

export interface LinesEvents {
  readonly point: (end: LineEnd | undefined) => void;
  /** A click or Enter chooses one query; Space, Ctrl and Shift add it. */
  readonly choose: (query: number, how: 'one' | 'add') => void;
}

const ROW = 18;
const FEWEST = 12;
const MOST = 38;
const PAD = 8;
const LABEL_LENGTH = 20;
const WIDEST = 460;
const MANY = 60;
/** What is left of the lines that do not stand out. */
const FAINT = 0.35;

/** Token-to-token lines: as many rows as fit, the others by scrolling. One stop for Tab; arrows move over tokens and between the sides. */
export class LinesChart {
  readonly root = element('div', { class: 'lines', role: 'application', tabindex: 0, 'aria-roledescription': t('token-to-token lines') });
  private readonly spacer = element('div', { class: 'spacer' });
  private readonly canvas = element('canvas', { role: 'img' });
  private readonly stop: (() => void)[];
  private picture: LinesPicture | undefined;
  private chosen: readonly number[] = [];
  private focused: LineEnd = { side: 'query', index: 0 };
  private hovered: LineEnd | undefined;
  private strands = new Map<number, readonly Strand[]>();
  private ends = { left: 0, right: 0 };

  constructor(private readonly events: LinesEvents) {
    this.spacer.append(this.canvas);
    this.root.append(this.spacer);
    const resized = new ResizeObserver(() => this.draw());
    resized.observe(this.root);
    this.stop = [
      () => resized.disconnect(),
      onTheme(() => this.draw()),
      listen(this.root, 'scroll', () => this.scrolled()),
      listen(this.canvas, 'pointermove', event => void ((event.movementX !== 0 || event.movementY !== 0) && this.hover(this.under(event)))),
      listen(this.canvas, 'pointerleave', () => this.hover(undefined)),
      listen(this.canvas, 'click', event => this.click(event)),
      listen(this.root, 'keydown', event => this.key(event)),
      listen(this.root, 'focus', () => this.point()),
      listen(this.root, 'blur', () => this.point()),
    ];
  }

  show(picture: LinesPicture): void {
    this.picture = picture;
    this.strands.clear();
    this.hovered = undefined;
    this.focused = { side: this.focused.side, index: Math.min(this.focused.index, this.total(this.focused.side) - 1) };
    describe(this.root, { 'aria-label': picture.label });
    describe(this.canvas, { 'aria-label': picture.label });
    this.draw();
  }

  /** Marks the queries whose lines stand out while none is pointed at, and scrolls to the first. */
  choose(queries: readonly number[]): void {
    const [first] = queries;
    const other = first !== this.chosen[0];
    this.chosen = queries;
    if (first !== undefined && other) {
      this.focused = { side: 'query', index: first };
      this.reveal(first, true);
    }
    this.draw();
  }

  /** Draws again what is there, once more of it is. */
  refresh(): void {
    this.draw();
  }

  dispose(): void {
    for (const end of this.stop) end();
  }

  private total(side: Side): number {
    const names = side === 'query' ? this.picture?.rowNames : this.picture?.columnNames;
    return names?.length ?? 0;
  }

  private get all(): number {
    return Math.max(1, this.total('query'), this.total('key'));
  }

  /** Rows that the window holds. */
  private get held(): number {
    return Math.min(this.all, Math.max(FEWEST, Math.min(MOST, Math.floor((innerHeight - 280) / ROW))));
  }

  private draw(): void {
    const { picture } = this;
    const width = this.root.clientWidth;
    if (!picture || width === 0) return;
    const height = this.held * ROW + 2 * PAD;
    this.root.style.height = `${height}px`;
    this.spacer.style.height = `${this.all * ROW + 2 * PAD}px`;
    const context = sized(this.canvas, this.root.clientWidth, height);
    context.font = labelFont();
    const top = Math.max(0, Math.floor(this.root.scrollTop / ROW));
    const shown = { first: top, count: this.held + 1 };
    const longest = (side: Side): number => {
      let most = 0;
      for (let index = shown.first; index < Math.min(this.total(side), shown.first + shown.count); index++)
        most = Math.max(most, context.measureText(this.nameOf(side, index)).width);
      return Math.ceil(most) + 12;
    };
    const [left, right] = [longest('query'), longest('key')];
    this.ends = { left, right: Math.max(left + 40, Math.min(width - right, left + WIDEST)) };
    this.paint(context, shown);
  }

  private paint(context: CanvasRenderingContext2D, shown: { readonly first: number; readonly count: number }): void {
    const active = this.active;
    const standing = this.standing(active);
    context.save();
    context.beginPath();
    context.rect(this.ends.left, 0, this.ends.right - this.ends.left, this.canvas.clientHeight || this.held * ROW + 2 * PAD);
    context.clip();
    const last = Math.min(this.total('query'), shown.first + shown.count);
    // Where nothing stands out, everything does.
    const faint = standing.length > 0 ? FAINT : 1;
    for (let query = shown.first; query < last; query++) for (const strand of this.strandsOf(query)) this.stroke(context, strand, faint, 1);
    for (const strand of standing) this.stroke(context, strand, 1, 2);
    context.restore();
    this.paintLabels(context, shown, active, standing);
    if (active.length === 1 && active[0]?.side === 'query') this.paintBeyond(context, shown, standing);
  }

  /** What stands out: the token pointed at, else that with the keyboard's focus, else the chosen queries. */
  private get active(): readonly LineEnd[] {
    if (this.hovered) return [this.hovered];
    if (this.root.matches(':focus-visible')) return [this.focused];
    return this.chosen.map(index => ({ side: 'query' as const, index }));
  }

  private standing(active: readonly LineEnd[]): readonly Strand[] {
    const { picture } = this;
    if (!picture) return [];
    const { least } = picture.selection;
    return active.flatMap(end => {
      const line = picture.line(end);
      if (!line) return [];
      // All lines of a token that is looked at, not only its strongest.
      return allOf(line, Math.min(least, 0.01)).map(({ index, weight }) =>
        end.side === 'query' ? { query: end.index, key: index, weight } : { query: index, key: end.index, weight },
      );
    });
  }

  private strandsOf(query: number): readonly Strand[] {
    const old = this.strands.get(query);
    if (old || !this.picture) return old ?? [];
    const line = this.picture.line({ side: 'query', index: query });
    if (!line) return [];
    const strands = strandsOf(query, line, this.picture.selection);
    this.strands.set(query, strands);
    return strands;
  }

  private y(index: number): number {
    return PAD + (index + 0.5) * ROW - this.root.scrollTop;
  }

  /** The height of a key; one beyond the window is just outside of it, so that lines to it still lean to their side. */
  private towards(key: number): number {
    return Math.max(-ROW / 2, Math.min(this.held * ROW + 2 * PAD + ROW / 2, this.y(key)));
  }

  private stroke(context: CanvasRenderingContext2D, { query, key, weight }: Strand, strength: number, width: number): void {
    const share = Math.max(0, Math.min(1, this.picture?.share(weight, query) ?? 0));
    context.strokeStyle = css(colourAt(theme().ramp, 0.85));
    context.globalAlpha = Math.max(0.15, share) * strength;
    context.lineWidth = width * (0.75 + share);
    context.beginPath();
    context.moveTo(this.ends.left + 2, this.y(query));
    context.lineTo(this.ends.right - 2, this.towards(key));
    context.stroke();
    context.globalAlpha = 1;
  }

  private nameOf(side: Side, index: number): string {
    const names = side === 'query' ? this.picture?.rowNames : this.picture?.columnNames;
    const name = shortened(names?.[index] ?? '', LABEL_LENGTH);
    return this.all > MANY && name !== String(index) ? `${name} ${index}` : name;
  }

  private paintLabels(context: CanvasRenderingContext2D, shown: { readonly first: number; readonly count: number }, active: readonly LineEnd[], standing: readonly Strand[]): void {
    const share = new Map<string, number>();
    const side = active[0]?.side ?? 'query';
    for (const { query, key, weight } of standing) {
      const place = side === 'query' ? `key ${key}` : `query ${query}`;
      share.set(place, Math.max(share.get(place) ?? 0, this.picture?.share(weight, query) ?? 0));
    }
    for (const of of ['query', 'key'] as const) {
      for (let index = shown.first; index < Math.min(this.total(of), shown.first + shown.count); index++) {
        const looked = active.some(end => end.side === of && end.index === index);
        this.paintLabel(context, { side: of, index }, share.get(`${of} ${index}`) ?? 0, looked);
      }
    }
  }

  private paintLabel(context: CanvasRenderingContext2D, { side, index }: LineEnd, share: number, looked: boolean): void {
    const { foreground, focus, ramp } = theme();
    const name = this.nameOf(side, index);
    const y = this.y(index);
    context.font = looked ? `600 ${labelFont()}` : labelFont();
    const wide = context.measureText(name).width;
    const x = side === 'query' ? this.ends.left - 5 - wide : this.ends.right + 5;
    context.fillStyle = foreground;
    if (share > 0.02) {
      const colour = colourAt(ramp, Math.min(1, share));
      context.fillStyle = css(colour);
      context.fillRect(x - 3, y - ROW / 2 + 1, wide + 6, ROW - 2);
      context.fillStyle = css(inkOn(colour));
    }
    context.textAlign = 'left';
    context.textBaseline = 'middle';
    context.fillText(name, x, y);
    if (!looked && !(side === 'query' && this.chosen.includes(index))) return;
    context.strokeStyle = focus;
    context.lineWidth = 1.5;
    context.strokeRect(x - 3, y - ROW / 2 + 1, wide + 6, ROW - 2);
  }

  /** How many lines leave the window, and the strongest of them. */
  private paintBeyond(context: CanvasRenderingContext2D, { first, count }: { readonly first: number; readonly count: number }, standing: readonly Strand[]): void {
    const { above, below } = beyond(standing, first, count - 1);
    const { surface, foreground } = theme();
    context.font = labelFont();
    context.textAlign = 'right';
    for (const [strands, arrow, y] of [
      [above, '↑', PAD + 5],
      [below, '↓', this.held * ROW + PAD - 4],
    ] as const) {
      const [strongest] = strands;
      if (!strongest) continue;
      const words = `${arrow} ${strands.length} · ${this.nameOf('key', strongest.key)} ${significant(strongest.weight)}`;
      const x = this.root.clientWidth - 4;
      const wide = context.measureText(words).width;
      context.fillStyle = surface;
      context.fillRect(x - wide - 4, y - 8, wide + 8, 16);
      context.fillStyle = foreground;
      context.fillText(words, x, y);
    }
  }

  private under(event: MouseEvent): LineEnd | undefined {
    const index = Math.floor((event.offsetY + this.root.scrollTop - PAD) / ROW);
    const middle = (this.ends.left + this.ends.right) / 2;
    const side: Side = event.offsetX <= middle ? 'query' : 'key';
    // Between the labels no token is meant.
    const inside = event.offsetX > this.ends.left + 24 && event.offsetX < this.ends.right - 24;
    return inside || index < 0 || index >= this.total(side) ? undefined : { side, index };
  }

  private hover(end: LineEnd | undefined): void {
    if (end?.side === this.hovered?.side && end?.index === this.hovered?.index) return;
    this.hovered = end;
    this.point();
  }

  private point(): void {
    this.draw();
    this.events.point(this.hovered ?? (this.root.matches(':focus-visible') ? this.focused : undefined));
  }

  private scrolled(): void {
    this.hovered = undefined;
    this.draw();
  }

  private click(event: MouseEvent): void {
    this.root.focus();
    const end = this.under(event);
    if (!end) return;
    this.focused = end;
    if (end.side === 'query') this.events.choose(end.index, event.ctrlKey || event.metaKey || event.shiftKey ? 'add' : 'one');
    else this.point();
  }

  private key(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const { side, index } = this.focused;
    const last = this.total(side) - 1;
    const to = { ArrowUp: index - 1, ArrowDown: index + 1, PageUp: index - 10, PageDown: index + 10, Home: 0, End: last }[event.key];
    if (to !== undefined) this.go({ side, index: Math.max(0, Math.min(last, to)) });
    else if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') this.go(this.across(event.key === 'ArrowLeft' ? 'query' : 'key'));
    else if ((event.key === 'Enter' || event.key === ' ') && side === 'query') this.events.choose(index, event.key === ' ' ? 'add' : 'one');
    else return;
    event.preventDefault();
  }

  private across(side: Side): LineEnd {
    return { side, index: Math.min(this.focused.index, this.total(side) - 1) };
  }

  private go(end: LineEnd): void {
    this.focused = end;
    this.hovered = undefined;
    this.reveal(end.index);
    this.point();
  }

  /** Scrolls as little as needed so that a row is seen, or to its middle. */
  private reveal(index: number, centred = false): void {
    const [from, to] = [index * ROW, (index + 1) * ROW + 2 * PAD];
    const { scrollTop } = this.root;
    const height = this.held * ROW + 2 * PAD;
    const seen = from >= scrollTop && to <= scrollTop + height;
    if (centred && !seen) this.root.scrollTop = from - height / 2;
    else if (from < scrollTop) this.root.scrollTop = from;
    else if (to > scrollTop + height) this.root.scrollTop = to - height;
  }
}
