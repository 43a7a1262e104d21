import type { TokenView } from '../../../src/core/viewModels';
import { element } from '../../dom';
import { t } from '../../strings';
import type { Group } from '../../tokens/groups';
import { grouped, lineOf, type Piece } from '../../tokens/line';
import { TokenText } from '../../tokens/text';
import type { HeadPicture, PictureEvents, ShownHeads } from './headPicture';

/** The text itself, shaded by what some of its tokens attend to, or by who attends to them. */
export class HeadText implements HeadPicture {
  readonly root = element('div', { class: 'shaded' });
  /** Where queries and keys are other tokens, those that are looked from stand above. */
  private readonly from: TokenText;
  private readonly to: TokenText;
  private shown: ShownHeads | undefined;
  private chosen: readonly number[] = [];

  constructor(
    private readonly events: PictureEvents,
    private readonly tokens: readonly TokenView[],
    private readonly texts: readonly string[],
  ) {
    this.from = new TokenText(t('Tokens to look from'), { choose: events.choose, point: index => void (index !== undefined && this.events.point(undefined)) }, 'tokens reading');
    this.to = new TokenText(t('The text, shaded'), { choose: (index, how) => this.pressed(index, how), point: index => this.point(index) }, 'tokens reading');
  }

  show(shown: ShownHeads): void {
    this.shown = shown;
    const { axes, settings } = shown;
    const fromQueries = settings.look === 'query';
    this.to.show(this.pieces(fromQueries ? axes.columns : axes.rows, fromQueries ? axes.text.columns : axes.text.rows));
    if (axes.same) this.root.replaceChildren(this.to.root);
    else {
      this.from.show(this.pieces(fromQueries ? axes.rows : axes.columns, fromQueries ? axes.text.rows : axes.text.columns));
      const titles = fromQueries ? [t('Queries'), t('Keys')] : [t('Keys'), t('Queries')];
      this.root.replaceChildren(element('h3', {}, titles[0] ?? ''), this.from.root, element('h3', {}, titles[1] ?? ''), this.to.root);
    }
  }

  choose(chosen: readonly number[], shares: ArrayLike<number> | undefined): void {
    this.chosen = chosen;
    const same = this.shown?.axes.same === true;
    this.to.shade(shares, same ? chosen : []);
    if (!same) this.from.shade(undefined, chosen);
  }

  dispose(): void {
    this.from.dispose();
    this.to.dispose();
  }

  private pieces(groups: readonly Group[], ofText: boolean): readonly Piece[] {
    if (ofText) return grouped(lineOf(this.tokens, this.texts), groups);
    return groups.map(({ name, special }, index) => ({ index, before: index === 0 ? '' : ' ', text: name, joined: false, special, spelled: false }));
  }

  private pressed(index: number, how: 'one' | 'add'): void {
    if (this.shown?.axes.same) this.events.choose(index, how);
  }

  private point(index: number | undefined): void {
    const [from] = this.chosen;
    if (index === undefined || from === undefined) this.events.point(undefined);
    else this.events.point(this.shown?.settings.look === 'key' ? { row: index, column: from } : { row: from, column: index });
  }
}
