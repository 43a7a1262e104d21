import { describe, element, listen } from '../dom';
import { t } from '../strings';
import { theme } from '../theme';
import { type Picture, sizeOf } from './matrixPaint';
import { type Matrix, pooled } from './pool';
import { paintLayer, sized } from './raster';
import type { Shown } from './tiles';

const SIDE = 96;

/** The whole of a matrix small, with the window that is looked at; there while that is not the whole. */
export class Minimap {
  readonly root = element('div', { class: 'minimap', hidden: true });
  private readonly canvas = element('canvas', { role: 'img' });
  private readonly stop: (() => void)[];
  private of: Picture | undefined;
  private small: Matrix | undefined;

  /** `go` is given the middle of the window that is wanted, as shares of the whole. */
  constructor(go: (down: number, across: number) => void) {
    const at = (event: PointerEvent): void => {
      if ((event.buttons & 1) === 0) return;
      go(event.offsetY / this.canvas.clientHeight, event.offsetX / this.canvas.clientWidth);
    };
    this.root.append(this.canvas);
    this.stop = [
      listen(this.canvas, 'pointerdown', event => {
        this.canvas.setPointerCapture(event.pointerId);
        at(event);
      }),
      listen(this.canvas, 'pointermove', at),
    ];
  }

  show(picture: Picture, { rows, columns }: Shown): void {
    const size = sizeOf(picture);
    this.root.hidden = rows.count === size.rows && columns.count === size.columns;
    if (this.root.hidden) return;
    const label = t(
      'Window: rows {0} to {1} of {2}, columns {3} to {4} of {5}',
      rows.first,
      rows.first + rows.count - 1,
      size.rows,
      columns.first,
      columns.first + columns.count - 1,
      size.columns,
    );
    describe(this.canvas, { 'aria-label': label });
    const long = Math.max(size.rows, size.columns);
    const [height, width] = [Math.max(8, (SIDE * size.rows) / long), Math.max(8, (SIDE * size.columns) / long)];
    if (this.of !== picture) {
      const { matrix } = picture;
      this.small = pooled(matrix, { first: 0, count: matrix.rows }, { first: 0, count: matrix.columns }, Math.ceil(height * devicePixelRatio), Math.ceil(width * devicePixelRatio));
      this.of = picture;
    }
    this.paint(picture, { rows, columns }, height, width);
  }

  dispose(): void {
    for (const end of this.stop) end();
  }

  private paint(picture: Picture, { rows, columns }: Shown, height: number, width: number): void {
    const context = sized(this.canvas, width, height);
    const { ramp, differences, faint, focus } = theme();
    const size = sizeOf(picture);
    const all = { rows: { first: 0, count: size.rows }, columns: { first: 0, count: size.columns } };
    const look = { ramp: picture.differences ? differences : ramp, domain: picture.domain };
    if (this.small) paintLayer(context, { ...all, matrix: this.small }, all, { left: 0, top: 0, width, height }, look);
    context.strokeStyle = faint;
    context.strokeRect(0.5, 0.5, width - 1, height - 1);
    context.strokeStyle = focus;
    context.lineWidth = 2;
    const box = { x: (columns.first / size.columns) * width, y: (rows.first / size.rows) * height };
    context.strokeRect(box.x + 1, box.y + 1, Math.max(3, (columns.count / size.columns) * width - 2), Math.max(3, (rows.count / size.rows) * height - 2));
  }
}
