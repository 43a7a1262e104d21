import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  type ChartConfiguration,
  type ChartType,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  ScatterController,
  Tooltip,
} from 'chart.js';
import { describe, element } from '../dom';
import { onTheme, type Theme, theme } from '../theme';
import { recording } from './recorder';

Chart.register(BarController, BarElement, CategoryScale, Legend, LinearScale, LineController, LineElement, PointElement, ScatterController, Tooltip);

/** A chart whose colours follow the editor's theme: `configure` is asked again after each change. */
export class ThemedChart<Kind extends ChartType> {
  readonly root = element('div', { class: 'chart' });
  private readonly canvas = element('canvas', { role: 'img' });
  private readonly stop: () => void;
  private chart: Chart<Kind> | undefined;

  constructor(private readonly configure: (theme: Theme) => ChartConfiguration<Kind> & { readonly label: string }) {
    this.root.append(this.canvas);
    this.stop = onTheme(() => this.draw());
  }

  /** Draws, or draws again after what `configure` reads has changed. The element must be in the document. */
  draw(): void {
    const recorder = recording();
    if (recorder) {
      this.paintWith(recorder(this.canvas, this.canvas.clientWidth, this.canvas.clientHeight));
      return;
    }
    const look = theme();
    const { label, ...config } = this.configure(look);
    describe(this.canvas, { 'aria-label': label });
    this.chart?.destroy();
    Chart.defaults.color = look.foreground;
    Chart.defaults.borderColor = look.faint;
    Chart.defaults.font.family = look.font;
    Chart.defaults.font.size = 11;
    Chart.defaults.animation = false;
    Chart.defaults.maintainAspectRatio = false;
    Object.assign(Chart.defaults.plugins.tooltip, tooltip(look));
    this.chart = new Chart<Kind>(this.canvas, config as ChartConfiguration<Kind>);
  }

  /** Paints what is on the screen with another context. The chart, its boxes and what draws its data hold the one that they paint with. */
  private paintWith(context: CanvasRenderingContext2D): void {
    const { chart } = this;
    if (!chart) return;
    const boxes: readonly object[] = [chart, ...chart.boxes, ...(chart.legend ? [chart.legend] : [])];
    const controllers: readonly object[] = chart.getSortedVisibleDatasetMetas().map(({ controller }) => controller);
    const holders = [...boxes.map(box => [box, 'ctx'] as const), ...controllers.map(controller => [controller, '_ctx'] as const)];
    const own = holders.map(([holder, name]) => Reflect.get(holder, name) as unknown);
    for (const [holder, name] of holders) Reflect.set(holder, name, context);
    chart.draw();
    for (const [index, [holder, name]] of holders.entries()) Reflect.set(holder, name, own[index]);
  }

  /** The chart that is on the screen; another one after each drawing. */
  get drawn(): Chart<Kind> | undefined {
    return this.chart;
  }

  dispose(): void {
    this.stop();
    this.chart?.destroy();
    this.chart = undefined;
  }
}

/** Tooltips in the editor's own colours; the default is a black box in every theme. */
const tooltip = (look: Theme): object => ({
  backgroundColor: look.surface,
  titleColor: look.foreground,
  bodyColor: look.foreground,
  borderColor: look.faint,
  borderWidth: 1,
  cornerRadius: 2,
  displayColors: false,
});

/** An axis with a title; grid lines in the theme's faintest colour. */
export const axis = (title: string, look: Theme, more: object = {}): object => ({
  title: { display: title !== '', text: title, color: look.foreground },
  grid: { color: look.highContrast ? 'transparent' : look.faint },
  border: { color: look.faint },
  ticks: { color: look.foreground },
  ...more,
});
