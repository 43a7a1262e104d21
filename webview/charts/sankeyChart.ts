import { describe, element, listen } from '../dom';
import { t } from '../strings';
import { onTheme } from '../theme';
import { sized } from './raster';
import { type Flowing, layOutSankey, type Node, type Ribbon, type Sankey } from './sankey';
import { BAR, columnAt, columnHeight, type Frame, frameOf, paintMark, paintSankey, type SankeyPicture, TOP, traceRibbon } from './sankeyPaint';

export interface SankeyEvents {
  /** What stands under pointer or keyboard; neither where nothing does. */
  readonly point: (mark: { readonly node?: Node | undefined; readonly ribbon?: Ribbon | undefined }) => void;
  /** A click on a token or Enter; undefined where the choice is taken back. */
  readonly choose: (node: Node | undefined) => void;
}

export interface SankeySource extends Omit<SankeyPicture, 'sankey'> {
  readonly flow: Flowing;
  readonly threshold: number;
}

const LEAST = 280;
const MOST = 560;

/** Flow through layers on two canvases: the picture, and over it what is pointed at. Arrows move among the tokens that are drawn, Enter chooses one's way. */
export class SankeyChart {
  readonly root = element('div', { class: 'sankey', role: 'application', tabindex: 0, 'aria-roledescription': t('layered diagram') });
  private readonly base = element('canvas', { role: 'img' });
  private readonly over = element('canvas', { class: 'over', 'aria-hidden': 'true' });
  private readonly stop: (() => void)[];
  private source: SankeySource | undefined;
  private picture: SankeyPicture | undefined;
  private frame: Frame | undefined;
  private focused: { readonly column: number; readonly token: number } | undefined;
  private hovered: { readonly node?: Node | undefined; readonly ribbon?: Ribbon | undefined } = {};
  private drawnWidth = 0;

  constructor(private readonly events: SankeyEvents) {
    this.root.append(this.base, this.over);
    const resized = new ResizeObserver(() => {
      if (Math.abs(this.root.clientWidth - this.drawnWidth) > 1) this.draw();
    });
    resized.observe(this.root);
    this.stop = [
      () => resized.disconnect(),
      onTheme(() => this.draw()),
      listen(this.over, 'pointermove', event => void ((event.movementX !== 0 || event.movementY !== 0) && this.hover(this.under(event)))),
      listen(this.over, 'pointerleave', () => this.hover({})),
      listen(this.over, 'click', event => this.press(this.under(event).node)),
      listen(this.root, 'keydown', event => this.key(event)),
      listen(this.root, 'focus', () => this.mark()),
      listen(this.root, 'blur', () => this.mark()),
    ];
  }

  /** Shows a flow and gives what of it is drawn. */
  show(source: SankeySource): Sankey | undefined {
    this.source = source;
    this.hovered = {};
    describe(this.root, { 'aria-label': source.label });
    describe(this.base, { 'aria-label': source.label });
    this.draw();
    return this.picture?.sankey;
  }

  dispose(): void {
    for (const end of this.stop) end();
  }

  private draw(): void {
    const { source } = this;
    const width = this.root.clientWidth;
    const probe = this.base.getContext('2d');
    if (!source || !probe || width === 0) return;
    this.drawnWidth = width;
    const height = Math.max(LEAST, Math.min(MOST, innerHeight - 320));
    this.picture = { ...source, sankey: layOutSankey(source.flow, source.threshold, columnHeight(height)) };
    this.frame = frameOf(probe, this.picture, width, height);
    paintSankey(sized(this.base, width, height), this.picture, this.frame);
    this.mark();
  }

  private mark(): void {
    const { picture, frame } = this;
    if (!picture || !frame) return;
    const context = sized(this.over, frame.width, frame.height);
    const keyed = this.root.matches(':focus') ? this.focusedNode() : undefined;
    const pointed = this.hovered.node ?? this.hovered.ribbon;
    paintMark(context, picture, frame, pointed ? this.hovered : { node: keyed });
  }

  private focusedNode(): Node | undefined {
    const { focused } = this;
    return focused && this.picture?.sankey.nodes.find(({ column, token }) => column === focused.column && token === focused.token);
  }

  private under({ offsetX: x, offsetY: y }: MouseEvent): { readonly node?: Node | undefined; readonly ribbon?: Ribbon | undefined } {
    const { picture, frame } = this;
    if (!picture || !frame) return {};
    const near = (node: Node): boolean => {
      const left = columnAt(frame, node.column);
      return x >= left - 3 && x <= left + BAR + 3 && y >= TOP + node.y - 2 && y <= TOP + node.y + node.height + 2;
    };
    const node = picture.sankey.nodes.find(near);
    if (node) return { node };
    const context = this.over.getContext('2d');
    const hit = (one: Ribbon): boolean => {
      if (!context) return false;
      traceRibbon(context, frame, one);
      return context.isPointInPath(x * devicePixelRatio, y * devicePixelRatio);
    };
    return { ribbon: [...picture.sankey.ribbons].reverse().find(hit) };
  }

  private hover(mark: { readonly node?: Node | undefined; readonly ribbon?: Ribbon | undefined }): void {
    if (mark.node === this.hovered.node && mark.ribbon === this.hovered.ribbon) return;
    this.hovered = mark;
    this.mark();
    this.events.point(mark.node || mark.ribbon ? mark : { node: this.root.matches(':focus') ? this.focusedNode() : undefined });
  }

  private press(node: Node | undefined): void {
    this.root.focus();
    if (node) this.focused = node;
    this.events.choose(node);
    this.mark();
  }

  private key(event: KeyboardEvent): void {
    const nodes = this.picture?.sankey.nodes ?? [];
    const from = this.focusedNode();
    const last = nodes.at(-1);
    if (!last || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === 'Enter' || event.key === ' ') this.press(from ?? last);
    else if (event.key === 'Escape' && this.source?.way) this.events.choose(undefined);
    else {
      // The first arrow shows where the focus stands before any moves it.
      const to = from ? moved(event.key, from, nodes) : event.key.startsWith('Arrow') ? last : undefined;
      if (!to) return;
      this.focused = to;
      this.hovered = {};
      this.mark();
      this.events.point({ node: to });
    }
    event.preventDefault();
  }
}

/** Up and down go through a column, left and right to the nearest token of the next one, Home and End to a column's ends. */
export function moved(key: string, from: Node, nodes: readonly Node[]): Node | undefined {
  const column = nodes.filter(node => node.column === from.column);
  const at = column.indexOf(from);
  const middle = ({ y, height }: Node): number => y + height / 2;
  const beside = (step: number): Node | undefined =>
    nodes
      .filter(node => node.column === from.column + step)
      .reduce<Node | undefined>((best, node) => (best && Math.abs(middle(best) - middle(from)) <= Math.abs(middle(node) - middle(from)) ? best : node), undefined);
  const places: Readonly<Record<string, () => Node | undefined>> = {
    ArrowUp: () => column[at - 1] ?? from,
    ArrowDown: () => column[at + 1] ?? from,
    ArrowLeft: () => beside(-1) ?? from,
    ArrowRight: () => beside(1) ?? from,
    Home: () => column[0],
    End: () => column.at(-1),
  };
  return places[key]?.();
}
