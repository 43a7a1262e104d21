import { MatrixChart } from '../../charts/matrix';
import type { Picture } from '../../charts/matrixPaint';
import { Tiles } from '../../charts/tiles';
import { t } from '../../strings';
import { domainOf, type HeadPicture, type PictureEvents, type ShownHeads } from './headPicture';

/** Heads as a matrix: all weights at once where they are few, tiles of what is looked at where they are many. */
export class HeadMatrix implements HeadPicture {
  readonly chart: MatrixChart;
  private tiles: Tiles | undefined;

  constructor(events: PictureEvents) {
    this.chart = new MatrixChart({ point: events.point, choose: ({ row }, how) => events.choose(row, how) });
  }

  get root(): HTMLElement {
    return this.chart.root;
  }

  show(shown: ShownHeads): void {
    const { weights, axes, site, name } = shown;
    this.tiles?.dispose();
    this.tiles = weights.whole ? undefined : this.tilesOf(shown);
    const { tiles } = this;
    const large: Pick<Picture, 'size' | 'layers'> = tiles
      ? { size: { rows: weights.rows, columns: weights.columns }, layers: (window, pixels) => tiles.layers(window, pixels) }
      : {};
    this.chart.show({
      matrix: weights.scaled(shown.settings.scale),
      ...large,
      rowNames: axes.rowNames,
      columnNames: axes.columnNames,
      domain: domainOf(shown),
      causal: site.causal,
      label: t(
        'Attention of {0}: {1} queries as rows, {2} keys as columns. Arrow keys move, Enter chooses a query, Space adds one, plus and minus zoom, 0 shows all.',
        name,
        weights.rows,
        weights.columns,
      ),
    });
  }

  choose(chosen: readonly number[]): void {
    this.chart.chooseRows(chosen);
  }

  dispose(): void {
    this.tiles?.dispose();
    this.chart.dispose();
  }

  private tilesOf({ weights }: ShownHeads): Tiles {
    const { rows, columns, matrix } = weights;
    const whole = { matrix, rows: { first: 0, count: rows }, columns: { first: 0, count: columns } };
    const source = { size: { rows, columns }, load: weights.tile.bind(weights) };
    return new Tiles(source, whole, () => this.chart.refresh());
  }
}
