import type { FoundSites, SitesOffer } from '../../src/protocol/inspector';
import { button } from '../controls';
import { type Column, DataTable } from '../dataTable';
import { element } from '../dom';
import { bytes } from '../numbers';
import { noteList } from '../shell/explain';
import { Waiting } from '../shell/waiting';
import { say, t } from '../strings';
import { Latest } from './asks';
import type { Around } from './host';
import { nameText } from './names';

type Site = FoundSites['sites'][number];
type Miss = FoundSites['misses'][number];

const SITES = (): readonly Column<Site>[] => [
  { title: t('Site'), text: ({ index }) => String(index), value: ({ index }) => index, numeric: true },
  { title: t('Layer'), text: ({ layer }) => String(layer), value: ({ layer }) => layer, numeric: true },
  { title: t('Kind'), text: ({ kind }) => kind, value: ({ kind }) => kind },
  { title: t('Heads'), text: ({ heads }) => String(heads), value: ({ heads }) => heads, numeric: true },
  { title: t('Mapping'), text: ({ mapping }) => mapping, value: ({ mapping }) => mapping },
  { title: t('At'), text: ({ at }) => nameText(at), value: ({ at }) => at },
];

const MISSES = (): readonly Column<Miss>[] => [
  { title: t('At'), text: ({ at }) => nameText(at), value: ({ at }) => at },
  { title: t('Why not'), text: ({ why }) => nameText(why), value: ({ why }) => why },
];

/** Where a model attends, and what looked like it and is not, with the reason. */
export class Sites {
  readonly root = element('div', { class: 'sites' });
  private readonly body = element('div', { class: 'picture' });
  private readonly waiting: Waiting;
  private readonly latest: Latest;

  constructor(
    private readonly around: Around,
    private readonly trust: () => void,
    private readonly found: (count: number | undefined) => void,
  ) {
    this.latest = new Latest(around);
    this.waiting = new Waiting(this.body, () => this.latest.stop());
    this.root.append(element('div', { class: 'stage' }, this.body, this.waiting.root));
  }

  /** Begins to look for sites, or says what is in the way. */
  offer(offer: SitesOffer): void {
    this.found(undefined);
    if (offer.kind === 'soon') void this.search();
    else if (offer.kind === 'none') this.say(say(offer.why));
    else if (offer.kind === 'ask') {
      const words = t(
        'Finding attention sites loads this model, {0} of weights, and runs it a few times. Models above {1} are not run without being asked to.',
        bytes(offer.bytes),
        bytes(offer.limit),
      );
      this.say(
        words,
        button(t('Find attention sites'), () => void this.search(), 'primary'),
      );
    } else {
      const words = t('This workspace is not trusted, and finding attention sites runs the model. The file itself is only read.');
      this.say(words, button(t('Manage workspace trust'), this.trust, 'primary'));
    }
  }

  dispose(): void {
    this.latest.cancel();
    this.waiting.stop();
  }

  private async search(): Promise<void> {
    this.body.replaceChildren();
    this.waiting.start();
    const came = await this.latest.ask(
      asking => this.around.host.findSites({ stamp: this.around.stamp }, asking),
      ({ share, label }) => this.waiting.progress(share, label),
    );
    if (!came) return;
    this.waiting.stop();
    if ('value' in came) this.draw(came.value);
    else
      this.say(
        came.words,
        button(t('Find attention sites'), () => void this.search(), 'primary'),
      );
  }

  private draw({ family, task, layers, heads, sites, misses, checks, notes }: FoundSites): void {
    this.found(sites.length);
    const summary = sites.length > 0 ? t('{0} attention sites in {1} layers, up to {2} heads each.', sites.length, layers, heads) : t('No attention sites were found.');
    const kind = [family, task].filter(part => !['', 'unknown', 'onnx'].includes(part)).join(', ');
    this.body.replaceChildren(
      element('p', { class: 'summary' }, kind ? `${kind}: ${summary}` : summary),
      ...(sites.length > 0 ? [tableOf(t('Attention sites'), SITES(), sites)] : []),
      ...(misses.length > 0 ? [element('h2', {}, t('Not taken as attention')), tableOf(t('Not taken as attention'), MISSES(), misses)] : []),
      ...(checks.length > 0
        ? [element('h2', {}, t('Self-check')), element('ul', { class: 'checks' }, ...checks.map(({ ok, message }) => element('li', {}, `${ok ? '✓' : '✗'} ${say(message)}`)))]
        : []),
      ...[noteList(notes)].filter(part => part !== undefined),
    );
  }

  private say(words: string, ...more: readonly HTMLElement[]): void {
    this.body.replaceChildren(element('p', { role: 'status' }, words), ...more);
  }
}

function tableOf<Row>(title: string, columns: readonly Column<Row>[], rows: readonly Row[]): HTMLElement {
  const table = new DataTable<Row>(title, columns);
  table.show(rows);
  return table.root;
}
