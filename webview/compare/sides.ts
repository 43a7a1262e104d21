import { Triple, type TripleEvents, type TriplePicture } from '../charts/triple';
import { element } from '../dom';
import { t } from '../strings';

export interface SidesPicture extends Omit<TriplePicture, 'difference'> {
  /** right - left, where that means something. */
  readonly difference?: Float32Array | undefined;
}

/** Two answers' matrices under what each goes by, and their difference. */
export class Sides {
  readonly root: HTMLElement;
  readonly legends: HTMLElement;
  private readonly panes: Triple;

  constructor(
    private readonly names: readonly [string, string],
    events: TripleEvents,
  ) {
    const heading = (text: string): HTMLElement => element('h2', {}, text);
    this.panes = new Triple({ left: heading(names[0]), right: heading(names[1]), difference: heading(t('Difference: second − first')) }, events);
    this.root = this.panes.root;
    this.legends = this.panes.legends;
  }

  show({ difference, ...picture }: SidesPicture): void {
    this.panes.show({ ...picture, difference: difference && { values: difference, label: t('{0}, minus {1}', this.names[1], this.names[0]) } });
  }

  chooseRow(row: number | undefined): void {
    this.panes.chooseRow(row);
  }

  dispose(): void {
    this.panes.dispose();
  }
}
