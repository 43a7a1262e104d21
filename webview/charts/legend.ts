import { element } from '../dom';
import { brief } from '../numbers';
import { t } from '../strings';
import { onTheme, theme } from '../theme';
import { colourAt, css } from './colours';
import { hatch, sized } from './raster';

export interface Scale {
  readonly domain: readonly [number, number];
  readonly differences?: boolean;
  /** What hatched cells are; undefined where there are none. */
  readonly hatched?: string;
  readonly unit?: string;
}

const WIDTH = 120;
const HEIGHT = 10;

/** The scale of a picture with its ends, and what hatching means. */
export class Legend {
  readonly root = element('div', { class: 'legend' });
  private readonly stop: () => void;
  private scale: Scale | undefined;

  constructor() {
    this.stop = onTheme(() => this.draw());
  }

  show(scale: Scale): void {
    this.scale = scale;
    this.draw();
  }

  dispose(): void {
    this.stop();
  }

  private draw(): void {
    if (!this.scale) return;
    const { domain, differences, hatched, unit } = this.scale;
    const [low, high] = [brief(domain[0]), brief(domain[1])];
    const strip = element('canvas', { role: 'img', 'aria-label': t('Scale from {0} to {1}', low, high) });
    const context = sized(strip, WIDTH, HEIGHT);
    const ramp = differences ? theme().differences : theme().ramp;
    for (let x = 0; x < WIDTH; x++) {
      context.fillStyle = css(colourAt(ramp, x / (WIDTH - 1)));
      context.fillRect(x, 0, 1.5, HEIGHT);
    }
    framed(context, WIDTH);
    const ends = [element('span', { class: 'number' }, low), strip, element('span', { class: 'number' }, unit ? `${high} ${unit}` : high)];
    this.root.replaceChildren(...ends, ...(hatched ? [element('span', { class: 'hatched' }, patch(), hatched)] : []));
  }
}

function patch(): HTMLCanvasElement {
  const canvas = element('canvas', { 'aria-hidden': 'true' });
  const context = sized(canvas, 16, HEIGHT);
  context.fillStyle = hatch(context, theme().hatch) ?? theme().hatch;
  context.fillRect(0, 0, 16, HEIGHT);
  framed(context, 16);
  return canvas;
}

function framed(context: CanvasRenderingContext2D, width: number): void {
  context.strokeStyle = theme().faint;
  context.lineWidth = 1;
  context.strokeRect(0.5, 0.5, width - 1, HEIGHT - 1);
}
