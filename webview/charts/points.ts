import type { ChartArea, ChartDataset, Plugin } from 'chart.js';
import { describe, element, listen } from '../dom';
import { t } from '../strings';
import type { Theme } from '../theme';
import { axis, ThemedChart } from './chart';
import { type Direction, nearestAhead, type Spot } from './nearest';

/** Five numbers of what stands at one x. */
export interface Box {
  readonly x: number;
  readonly low: number;
  readonly lowerQuartile: number;
  readonly median: number;
  readonly upperQuartile: number;
  readonly high: number;
}

export interface PointAxis {
  readonly title: string;
  /** Ends of the axis; those of the points where absent. */
  readonly domain?: readonly [number, number];
  /** Names at 0, 1, 2, ... in place of numbers. */
  readonly names?: readonly string[];
  /** Zero is on the axis. */
  readonly zero?: boolean;
}

export interface PointGroup {
  readonly title: string;
  /** What is in no group: grey crosses. */
  readonly none?: boolean;
}

export interface PointPicture {
  /** NaN where a point does not apply: it is left out. */
  readonly points: readonly (Spot & { readonly group: number })[];
  readonly groups: readonly PointGroup[];
  readonly across: PointAxis;
  readonly up: PointAxis;
  readonly boxes?: readonly Box[];
  readonly label: string;
  /** What is written beside the point under pointer or keyboard. */
  readonly nameOf: (index: number) => string;
}

export interface PointEvents {
  readonly point: (index: number | undefined) => void;
  readonly choose: (index: number) => void;
}

/** Groups differ in shape and in colour; what comes round again comes with another pair. */
export const SHAPES = ['circle', 'rect', 'triangle', 'rectRot'] as const;
const BOX = 14;
const SIZE = 5;
const GAP = 14;
const TAG = 20;

const ARROWS: Readonly<Record<string, Direction>> = { ArrowLeft: 'left', ArrowRight: 'right', ArrowUp: 'up', ArrowDown: 'down' };

export const seriesColour = (look: Theme, group: number): string => look.series[group % look.series.length] ?? look.foreground;

/** Points in a plane, each of which is reached by pointer or keyboard: arrows lead to the nearest, Page Up and Down through all in their order, Enter chooses. */
export class PointChart {
  readonly root = element('div', { class: 'points', role: 'application', tabindex: 0, 'aria-roledescription': t('points') });
  private readonly chart = new ThemedChart<'scatter'>(look => this.configure(look));
  private readonly stop: (() => void)[];
  private picture: PointPicture | undefined;
  /** For each group, which points stand in it, in the order in which they are drawn. */
  private members: readonly (readonly number[])[] = [];
  private focused: number | undefined;
  private hovered: number | undefined;

  constructor(private readonly events: PointEvents) {
    this.root.append(this.chart.root);
    this.stop = [
      listen(this.root, 'keydown', event => this.key(event)),
      listen(this.root, 'focus', () => this.chart.drawn?.draw()),
      listen(this.root, 'blur', () => this.chart.drawn?.draw()),
      listen(this.root, 'pointerleave', () => this.hover(undefined)),
    ];
  }

  show(picture: PointPicture): void {
    if (picture.points.length !== this.picture?.points.length) this.focused = undefined;
    this.picture = picture;
    this.hovered = undefined;
    this.members = picture.groups.map((_, group) => picture.points.flatMap((point, index) => (point.group === group && known(point) ? [index] : [])));
    describe(this.root, { 'aria-label': picture.label });
    this.chart.draw();
  }

  /** Marks a point as if it were pointed at, e.g. from a list beside the picture. */
  mark(index: number | undefined): void {
    this.hovered = index;
    this.chart.drawn?.draw();
  }

  dispose(): void {
    for (const end of this.stop) end();
    this.chart.dispose();
  }

  private configure(look: Theme): ReturnType<ConstructorParameters<typeof ThemedChart<'scatter'>>[0]> {
    const { picture } = this;
    if (!picture) return { type: 'scatter', label: '', data: { datasets: [] } };
    const datasets = picture.groups.map(
      ({ title, none }, group): ChartDataset<'scatter'> => ({
        label: title,
        data: (this.members[group] ?? []).map(index => ({ x: picture.points[index]?.x ?? 0, y: picture.points[index]?.y ?? 0 })),
        ...mark(look, group, none === true),
        clip: 8,
      }),
    );
    return {
      type: 'scatter',
      label: picture.label,
      data: { datasets },
      options: {
        scales: { x: this.axis(picture.across, look, []), y: this.axis(picture.up, look, picture.boxes ?? []) },
        onHover: (_, [hit]) => this.hover(hit && this.members[hit.datasetIndex]?.[hit.index]),
        onClick: (_, [hit]) => this.press(hit && this.members[hit.datasetIndex]?.[hit.index]),
        plugins: {
          legend: { display: picture.groups.length > 1, position: 'bottom', labels: { color: look.foreground, usePointStyle: true, boxHeight: 7 } },
          tooltip: { enabled: false },
        },
      },
      plugins: [boxes(picture.boxes ?? [], look), this.marker(look)],
    };
  }

  private axis({ title, domain, names, zero = false }: PointAxis, look: Theme, boxes: readonly Box[]): object {
    const ends = domain ? { min: domain[0], max: domain[1] } : { grace: '4%', beginAtZero: zero, ...reach(boxes) };
    if (names)
      return axis(title, look, {
        min: -0.6,
        max: names.length - 0.4,
        grid: { display: false },
        afterBuildTicks: (scale: { ticks: { value: number }[] }) => {
          scale.ticks = names.map((_, value) => ({ value }));
        },
        ticks: { color: look.foreground, callback: (value: number) => names[value] ?? '' },
      });
    return axis(title, look, { ...ends, ticks: { color: look.foreground, includeBounds: false } });
  }

  /** A ring around the point under pointer or keyboard. */
  private marker(look: Theme): Plugin<'scatter'> {
    return {
      id: 'marker',
      afterDatasetsDraw: chart => {
        const at = this.hovered ?? (this.root.matches(':focus') ? this.focused : undefined);
        const spot = at === undefined ? undefined : this.spots()[at];
        if (!spot || !known(spot)) return;
        const { ctx } = chart;
        ctx.save();
        ctx.beginPath();
        ctx.arc(spot.x, spot.y, SIZE + 4, 0, 2 * Math.PI);
        ctx.lineWidth = 2;
        ctx.strokeStyle = look.foreground;
        ctx.stroke();
        tag(ctx, this.picture?.nameOf(at ?? 0) ?? '', spot, chart.chartArea, look);
        ctx.restore();
      },
    };
  }

  /** Where points stand on the canvas, by their index. */
  private spots(): readonly Spot[] {
    const { x, y } = this.chart.drawn?.scales ?? {};
    return (this.picture?.points ?? []).map(point => ({ x: x?.getPixelForValue(point.x) ?? Number.NaN, y: y?.getPixelForValue(point.y) ?? Number.NaN }));
  }

  private hover(index: number | undefined): void {
    this.chart.root.classList.toggle('pointing', index !== undefined);
    if (index === this.hovered) return;
    this.hovered = index;
    this.chart.drawn?.draw();
    this.events.point(index ?? (this.root.matches(':focus') ? this.focused : undefined));
  }

  private press(index: number | undefined): void {
    this.root.focus();
    if (index === undefined) return;
    this.focused = index;
    this.events.choose(index);
  }

  private key(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const all = this.members.flat().sort((one, other) => one - other);
    const direction = ARROWS[event.key];
    const first = all[0];
    if (first === undefined) return;
    if (event.key === 'Enter' || event.key === ' ') this.press(this.focused ?? first);
    // The first arrow shows where the focus stands before any moves it.
    else if (direction) this.focus(this.focused === undefined ? first : nearestAhead(this.spots(), this.focused, direction));
    else if (event.key === 'Home' || event.key === 'End') this.focus(event.key === 'Home' ? first : (all.at(-1) ?? first));
    else if (event.key === 'PageDown' || event.key === 'PageUp') {
      const at = this.focused === undefined ? -1 : all.indexOf(this.focused);
      this.focus(all[Math.max(0, Math.min(all.length - 1, at + (event.key === 'PageDown' ? 1 : -1)))] ?? first);
    } else return;
    event.preventDefault();
  }

  private focus(index: number): void {
    this.focused = index;
    this.hovered = undefined;
    this.chart.drawn?.draw();
    this.events.point(index);
  }
}

/** How a group's points look. */
const mark = (look: Theme, group: number, none: boolean): Partial<ChartDataset<'scatter'>> =>
  none
    ? { backgroundColor: look.muted, borderColor: look.muted, borderWidth: 1.5, pointStyle: 'crossRot', pointRadius: SIZE, pointHoverRadius: SIZE }
    : {
        backgroundColor: seriesColour(look, group),
        borderColor: look.surface,
        borderWidth: 1,
        pointStyle: SHAPES[group % SHAPES.length] ?? 'circle',
        // The library's squares and triangles stand inside the circle of the same radius.
        pointRadius: group % SHAPES.length === 0 ? SIZE : SIZE + 1.5,
        pointHoverRadius: SIZE + 2,
      };

/** The ends of all boxes are on the axis. */
function reach(boxes: readonly Box[]): { readonly suggestedMin?: number; readonly suggestedMax?: number } {
  const [low, high] = [boxes.map(box => box.low).filter(Number.isFinite), boxes.map(box => box.high).filter(Number.isFinite)];
  return low.length > 0 ? { suggestedMin: Math.min(...low), suggestedMax: Math.max(...high) } : {};
}

const known = ({ x, y }: Spot): boolean => Number.isFinite(x) && Number.isFinite(y);

/** Words beside a spot, on whichever side there is room; above or below it where there is none. */
function tag(context: CanvasRenderingContext2D, words: string, { x, y }: Spot, area: ChartArea, look: Theme): void {
  context.font = `11px ${look.font}`;
  const width = context.measureText(words).width + 12;
  const right = x + GAP + width <= area.right;
  const beside = right || x - GAP - width >= area.left;
  const left = right ? x + GAP : beside ? x - GAP - width : Math.max(area.left, area.right - width);
  const above = y - GAP - TAG >= area.top ? y - GAP - TAG : y + GAP;
  const top = beside ? Math.max(area.top, y - TAG / 2) : above;
  context.fillStyle = look.surface;
  context.fillRect(left, top, width, TAG);
  context.strokeStyle = look.faint;
  context.lineWidth = 1;
  context.strokeRect(left + 0.5, top + 0.5, width - 1, TAG - 1);
  context.fillStyle = look.foreground;
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  context.fillText(words, left + 6, top + TAG / 2 + 0.5);
}

/** Boxes from quartile to quartile with the median across, and lines to the ends. */
const boxes = (all: readonly Box[], look: Theme): Plugin<'scatter'> => ({
  id: 'boxes',
  beforeDatasetsDraw: ({ ctx, scales }) => {
    const { x, y } = scales;
    if (!x || !y) return;
    ctx.save();
    ctx.strokeStyle = look.muted;
    ctx.lineWidth = 1;
    const half = Math.max(2, Math.min(BOX, (x.getPixelForValue(1) - x.getPixelForValue(0)) / 2 - 4));
    for (const box of all.filter(({ median }) => Number.isFinite(median))) {
      const at = Math.round(x.getPixelForValue(box.x)) + 0.5;
      const [low, lower, median, upper, high] = [box.low, box.lowerQuartile, box.median, box.upperQuartile, box.high].map(value => y.getPixelForValue(value)) as [
        number,
        number,
        number,
        number,
        number,
      ];
      ctx.strokeRect(at - half, upper, 2 * half, lower - upper);
      ctx.beginPath();
      for (const [from, to] of [
        [low, lower],
        [upper, high],
      ] as const) {
        ctx.moveTo(at, from);
        ctx.lineTo(at, to);
      }
      ctx.moveTo(at - half / 2, low);
      ctx.lineTo(at + half / 2, low);
      ctx.moveTo(at - half / 2, high);
      ctx.lineTo(at + half / 2, high);
      ctx.stroke();
      ctx.beginPath();
      ctx.lineWidth = 2;
      ctx.moveTo(at - half, median);
      ctx.lineTo(at + half, median);
      ctx.stroke();
      ctx.lineWidth = 1;
    }
    ctx.restore();
  },
});
