import { type LineEnd, LinesChart } from '../../charts/lines';
import { t } from '../../strings';
import { type HeadPicture, type PictureEvents, type ShownHeads, shareOn } from './headPicture';

/** Heads as lines from queries to keys. */
export class HeadLines implements HeadPicture {
  readonly root: HTMLElement;
  private readonly chart: LinesChart;
  private shown: ShownHeads | undefined;
  private chosen: readonly number[] = [];
  private readonly asked = new Set<string>();

  constructor(
    events: PictureEvents,
    private readonly look: (end: LineEnd | undefined, chosen: readonly number[]) => void,
  ) {
    this.chart = new LinesChart({ point: end => this.look(end, this.chosen), choose: events.choose });
    this.root = this.chart.root;
  }

  show(shown: ShownHeads): void {
    this.shown = shown;
    this.asked.clear();
    const { axes, settings, name, weights } = shown;
    this.chart.show({
      rowNames: axes.rowNames,
      columnNames: axes.columnNames,
      selection: { most: settings.lines, least: settings.least },
      label: t(
        'Attention of {0}: lines from {1} queries at the left to {2} keys at the right. Arrow keys move over tokens and sides, Enter chooses a query, Space adds one.',
        name,
        weights.rows,
        weights.columns,
      ),
      line: end => this.line(end),
      share: (weight, query) => shareOn(shown, weight, weights.at('query', query)?.ends[0] ?? 1),
    });
  }

  choose(chosen: readonly number[]): void {
    this.chosen = chosen;
    this.chart.choose(chosen);
  }

  dispose(): void {
    this.asked.clear();
    this.shown = undefined;
    this.chart.dispose();
  }

  /** A line that is at hand; one that is not is asked for, once. */
  private line({ side, index }: LineEnd): ArrayLike<number> | undefined {
    const { shown } = this;
    const there = shown?.weights.at(side, index);
    const key = `${side} ${index}`;
    if (there || !shown || this.asked.has(key)) return there?.weights;
    this.asked.add(key);
    void shown.weights.line(side, index).then(line => {
      this.asked.delete(key);
      if (line && this.shown === shown) this.chart.refresh();
    });
    return undefined;
  }
}
