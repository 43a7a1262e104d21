import type { Answer, NumbersFormat } from '../../src/protocol/panel';
import { element } from '../dom';
import { pngOf, type Sheet, svgOf } from '../export/image';
import { say, t } from '../strings';
import { Menu } from './menu';

/** What there is to export, and who writes it. */
export interface Exportable {
  /** The picture on the screen; undefined where there is none. */
  sheet(): Sheet | undefined;
  /** Name of a file without its ending. */
  name(): string;
  /** Asks where to, and writes; false where the user changed their mind. */
  save(name: string, content: string | Uint8Array): Promise<Answer<boolean>>;
  /** Numbers of the analysis, written by who computes them. */
  numbers(format: NumbersFormat): Promise<Answer<boolean>>;
  /** Has the panel saved as a session, which says itself how that went. */
  session(): void;
  /** The picture as a page that opens without Headlight. */
  page(): Promise<Answer<boolean>>;
}

/** The panel's Export menu, and a line that says what came of it. */
export class Exporter {
  readonly root = element('div', { class: 'exporter' });
  private readonly live = element('span', { class: 'muted', role: 'status' });

  constructor(private readonly from: Exportable) {
    const menu = new Menu(t('Export'), () => [
      { title: t('Copy as image'), press: () => void this.run(() => this.copy(), t('Copied.')) },
      { title: t('Image (PNG)…'), press: () => void this.run(() => this.image()) },
      { title: t('Drawing (SVG)…'), press: () => void this.run(() => this.drawing()) },
      { title: t('Page for any browser (HTML)…'), press: () => void this.run(() => from.page()) },
      { title: t('Numbers as CSV…'), press: () => void this.run(() => from.numbers('csv')) },
      { title: t('Numbers as JSON…'), press: () => void this.run(() => from.numbers('json')) },
      { title: t('Numbers as safetensors…'), press: () => void this.run(() => from.numbers('safetensors')) },
      { title: t('Session file…'), press: () => from.session() },
    ]);
    this.root.append(this.live, menu.root);
  }

  /** Does it and says how it went; what was called off needs no words. */
  private async run(work: () => Promise<Answer<boolean>>, done = t('Saved.')): Promise<void> {
    this.live.textContent = '';
    try {
      const answer = await work();
      if (!answer.ok) this.live.textContent = say(answer.message);
      else if (answer.value) this.live.textContent = done;
    } catch (thrown) {
      this.live.textContent = t('This could not be exported: {0}', thrown instanceof Error ? thrown.message : String(thrown));
    }
  }

  private sheet(): Sheet {
    const sheet = this.from.sheet();
    if (!sheet) throw new Error(t('there is no picture yet. Run a text first.'));
    return sheet;
  }

  private async image(): Promise<Answer<boolean>> {
    const bytes = new Uint8Array(await (await pngOf(this.sheet())).arrayBuffer());
    return this.from.save(`${this.from.name()}.png`, bytes);
  }

  private async drawing(): Promise<Answer<boolean>> {
    return this.from.save(`${this.from.name()}.svg`, svgOf(this.sheet()));
  }

  private async copy(): Promise<Answer<boolean>> {
    // The clipboard wants a promise: it only listens while the key press is fresh.
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': pngOf(this.sheet()) })]);
    return { ok: true, value: true };
  }
}
