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
