import type { Options } from '../../../src/core/analyses/analysis';
import type { Stage } from '../../stage';

/** How a view is set, while it is on the screen and after. What was kept is trusted only where it is one of the values that can be chosen. */
export class Settings {
  private values: Options;

  constructor(private readonly stage: Pick<Stage, 'choices' | 'keepChoices'>) {
    this.values = stage.choices;
  }

  /** The kept value of a choice, where it is one of `among`; else the first of them. */
  choice(id: string, among: readonly string[]): string {
    const kept = this.values[id];
    return kept !== undefined && among.includes(kept) ? kept : (among[0] ?? '');
  }

  /** The kept number, where it is one within the range; else `otherwise`. */
  number(id: string, [low, high]: readonly [number, number], otherwise: number): number {
    const kept = this.values[id];
    const number = kept === undefined || kept.trim() === '' ? Number.NaN : Number(kept);
    return number >= low && number <= high ? number : otherwise;
  }

  keep(id: string, value: string): void {
    this.values = { ...this.values, [id]: value };
    this.stage.keepChoices({ [id]: value });
  }
}
