import { checkbox, choiceControl, numberField, segments } from '../../controls';
import { element } from '../../dom';
import { t } from '../../strings';
import { MOST_LINES, type Settings } from './headSettings';

/** What a text gives to choose: nothing to join where no word has pieces, nothing to hide where no token is special. */
export interface Offers {
  readonly words: boolean;
  readonly special: boolean;
}

/** Row of controls over the picture of heads. */
export class HeadControls {
  readonly root = element('div', { class: 'options', role: 'group', 'aria-label': t('How heads are shown') });
  private readonly combine: HTMLElement;
  private readonly ofLines: HTMLElement;
  private readonly ofText: HTMLElement;

  constructor(settings: Settings, offers: Offers, change: (change: Partial<Settings>) => void) {
    const picture = segments(
      t('Picture'),
      [
        { id: 'matrix', title: t('Matrix') },
        { id: 'lines', title: t('Lines') },
        { id: 'text', title: t('Text') },
      ],
      settings.picture,
      id => change({ picture: id as Settings['picture'] }),
    );
    const combines = [
      { id: 'mean', title: t('mean') },
      { id: 'sum', title: t('sum') },
      { id: 'max', title: t('maximum') },
    ];
    this.combine = choiceControl(t('Combine heads by'), combines, settings.combine, id => change({ combine: id as Settings['combine'] })).root;
    const scales = [
      { id: 'head', title: t('0 to the largest') },
      { id: 'row', title: t('each row to its largest') },
      { id: 'one', title: t('0 to 1') },
    ];
    const scale = choiceControl(t('Scale'), scales, settings.scale, id => change({ scale: id as Settings['scale'] })).root;
    const words = offers.words ? checkbox(t('Join pieces of words'), settings.words, on => change({ words: on })) : undefined;
    const special = offers.special ? checkbox(t('Show special tokens'), settings.special, on => change({ special: on })) : undefined;
    this.ofLines = element(
      'div',
      { class: 'options within' },
      numberField(t('Lines for each query'), String(settings.lines), { range: [1, MOST_LINES] }, text => change({ lines: Math.round(Number(text)) })),
      numberField(t('from weight'), String(settings.least), { range: [0, 1] }, text => change({ least: Number(text) })),
    );
    const looks = [
      { id: 'query', title: t('what they attend to') },
      { id: 'key', title: t('who attends to them') },
    ];
    this.ofText = choiceControl(t('Of the chosen tokens'), looks, settings.look, id => change({ look: id as Settings['look'] })).root;
    this.root.append(picture.root, this.combine, this.ofText, scale, ...[words, special].filter(one => one !== undefined), this.ofLines);
    this.fit(settings, 1);
  }

  /** Shows the controls that mean something for the picture and the number of heads. */
  fit({ picture }: Settings, heads: number): void {
    this.combine.hidden = heads < 2;
    this.ofLines.hidden = picture !== 'lines';
    this.ofText.hidden = picture !== 'text';
  }
}
