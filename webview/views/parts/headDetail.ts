import type { AttentionView, TokenView } from '../../../src/core/viewModels';
import type { Reading } from '../../../src/protocol/engine';
import { Legend } from '../../charts/legend';
import type { LineEnd } from '../../charts/lines';
import { strongest } from '../../charts/pool';
import { element } from '../../dom';
import { quoted } from '../../names';
import { significant } from '../../numbers';
import type { Stage } from '../../stage';
import { say, t } from '../../strings';
import { groupAt, spread } from '../../tokens/groups';
import { tokenViews } from '../../tokens/line';
import { type HeadAxes, headAxes } from './headAxes';
import { HeadControls } from './headControls';
import { heldWords, shareOfSpecial } from './headHeld';
import { HeadLines } from './headLines';
import { HeadLive } from './headLive';
import { HeadMatrix } from './headMatrix';
import { domainOf, endName, type HeadPicture, type PictureEvents, type ShownHeads, shareOn } from './headPicture';
import type { HeadSet } from './headSet';
import { indices, type Settings, settingsOf } from './headSettings';
import { HeadTables, LISTED } from './headTables';
import { HeadText } from './headText';
import { HeadWeights } from './headWeights';
import { headingOf, quotedAt, setName, showsWhat, siteOf } from './headWords';
import { worthyQuery } from './worthyQuery';

/** How many keys the line about the chosen query names, and from which weight on. */
const NAMED = 5;
const NAMED_FROM = 0.001;

/** One or several heads as one picture: what it shows, what is under the pointer, and the chosen tokens in words and numbers. */
export class HeadDetail {
  readonly root = element('section', { class: 'detail', 'aria-label': t('The chosen heads') });
  private readonly title = element('h2');
  private readonly what = element('p', { class: 'what-shown' });
  private readonly held = element('p', { class: 'muted', hidden: true });
  private readonly summary = element('p', { class: 'summary' });
  private readonly live = new HeadLive();
  private readonly legend = new Legend();
  private readonly holder = element('div', { class: 'head-picture' });
  private readonly beside = element('div', { class: 'beside' });
  private readonly tables = new HeadTables();
  private readonly controls: HeadControls;
  private readonly tokens: readonly TokenView[];
  private settings: Settings;
  private set: HeadSet = [];
  private shown: ShownHeads | undefined;
  private picture: HeadPicture | undefined;
  /** Positions of the chosen queries (or keys, where the text is looked at from there), the first chosen first. */
  private picks: readonly number[];
  private asked = 0;

  constructor(
    private readonly view: AttentionView,
    private readonly stage: Stage,
  ) {
    this.tokens = tokenViews(stage.analysed.tokens);
    this.settings = settingsOf(stage.choices);
    const { query } = stage.chosen;
    const kept = indices(stage.choices.queries);
    this.picks = kept[0] === query ? kept : query >= 0 ? [query] : [];
    const offers = {
      words: this.tokens.some((token, at) => at > 0 && token.word >= 0 && token.word === this.tokens[at - 1]?.word),
      special: this.tokens.some(token => token.special),
    };
    this.controls = new HeadControls(this.settings, offers, change => this.change(change));
    const below = element('div', { class: 'below' }, this.live.root, this.beside);
    this.root.append(this.title, this.controls.root, this.what, this.holder, below, this.summary, this.held, this.tables.root);
  }

  /** Asks for the weights of heads and shows them; the picture before stays until then. */
  async open(set: HeadSet): Promise<void> {
    this.set = set;
    const site = siteOf(this.view, set[0]?.site ?? -1);
    if (!site) return;
    const asked = ++this.asked;
    const { settings } = this;
    const reading = this.readingOf(set);
    const axes = headAxes(this.view, site, this.tokens, reading);
    const weights = new HeadWeights(reading, axes.rows.length, axes.columns.length, what => this.stage.slice(what));
    const late = setTimeout(() => this.root.classList.add('waiting'), 300);
    const fault = await weights.load();
    clearTimeout(late);
    if (asked !== this.asked) return;
    this.root.classList.remove('waiting');
    this.title.textContent = headingOf(this.view, set, settings.combine);
    this.controls.fit(settings, set.length);
    if (fault) {
      this.live.say(say(fault));
      return;
    }
    this.show({ name: setName(this.view, set, settings.combine), site, heads: set.length, axes, weights, settings: this.settings });
    void this.tellHeld(site, reading, asked);
  }

  /** A token of the strip was chosen; it is none of the picture's where that looks from others than the text's. */
  chooseToken(index: number, how: 'one' | 'add' = 'one'): void {
    const { shown } = this;
    if (shown && (lookOf(shown) === 'key' ? shown.axes.text.columns : shown.axes.text.rows)) this.chooseQuery(index, how);
  }

  /** A position was chosen on the axis that is looked from: alone, or besides those that are. */
  chooseQuery(position: number, how: 'one' | 'add' = 'one'): void {
    const { shown } = this;
    if (!shown || groupAt(this.fromAxis(shown), position) < 0) return;
    const rest = this.picks.filter(pick => pick !== position);
    if (how === 'one') this.picks = [position];
    else this.picks = rest.length < this.picks.length ? (rest.length > 0 ? rest : this.picks) : [...this.picks, position];
    this.stage.keep({ query: this.picks[0] ?? -1 });
    this.stage.keepChoices({ queries: this.picks.length > 1 ? this.picks.join(',') : '' });
    void this.showChosen();
  }

  dispose(): void {
    this.asked += 1;
    this.picture?.dispose();
    this.legend.dispose();
    this.live.dispose();
  }

  private readingOf(set: HeadSet): Reading {
    const { combine, words, special, scale } = this.settings;
    return { heads: set.map(({ site, head }) => [site, head] as const), combine, words, special, scale };
  }

  private change(change: Partial<Settings>): void {
    this.settings = { ...this.settings, ...change };
    this.stage.keepChoices(Object.fromEntries(Object.entries(change).map(([name, value]) => [name, String(value)])));
    const { shown } = this;
    const again = shown && (['combine', 'words', 'special', 'scale'] as const).some(name => change[name] !== undefined);
    this.controls.fit(this.settings, this.set.length);
    if (again) void this.open(this.set);
    else if (shown) this.show({ ...shown, settings: this.settings });
  }

  private show(shown: ShownHeads): void {
    const other = this.shown?.settings.picture !== shown.settings.picture;
    this.shown = shown;
    if (!this.picture || other) this.changePicture(shown);
    this.picture?.show(shown);
    this.live.rest(shown.settings.picture);
    const end = endName(shown);
    this.legend.show({
      domain: domainOf(shown),
      ...(end ? { unit: end } : {}),
      ...(shown.site.causal && shown.settings.picture === 'matrix' ? { hatched: t('later tokens, masked') } : {}),
    });
    if (this.chosen(shown).length === 0) this.picks = [this.worthy(shown)];
    this.tables.showAll(shown);
    void this.showChosen();
  }

  private changePicture({ settings }: ShownHeads): void {
    this.picture?.dispose();
    const events: PictureEvents = {
      point: (cell, among) => {
        if (cell && this.shown) this.live.cell(this.shown, cell, among);
        else this.live.rest(this.settings.picture);
      },
      choose: (row, how) => this.chooseRow(row, how),
    };
    const matrix = settings.picture === 'matrix' ? new HeadMatrix(events) : undefined;
    const others = { lines: () => new HeadLines(events, (end, chosen) => this.look(end, chosen)), text: () => new HeadText(events, this.tokens, this.stage.analysed.tokens.texts) };
    this.picture = matrix ?? others[settings.picture === 'lines' ? 'lines' : 'text']();
    this.holder.replaceChildren(this.picture.root);
    this.beside.replaceChildren(...(matrix ? [matrix.chart.minimap.root] : []), this.legend.root);
  }

  /** A token of the lines is looked at: a key tells what the chosen query gives it, any other its strongest ends. */
  private look(end: LineEnd | undefined, chosen: readonly number[]): void {
    const { shown } = this;
    const [query] = chosen;
    if (!shown || !end) this.live.rest(this.settings.picture);
    else if (end.side === 'key' && chosen.length === 1 && query !== undefined) this.live.cell(shown, { row: query, column: end.index }, undefined);
    else this.live.end(shown, end);
  }

  /** The axis that tokens are chosen on. */
  private fromAxis(shown: ShownHeads): HeadAxes['rows'] {
    return lookOf(shown) === 'key' ? shown.axes.columns : shown.axes.rows;
  }

  private chooseRow(row: number, how: 'one' | 'add'): void {
    const group = this.shown && this.fromAxis(this.shown)[row];
    if (group) this.chooseQuery(group.first, how);
  }

  /** Rows (or columns) of the chosen tokens, as far as they are shown. */
  private chosen(shown: ShownHeads): readonly number[] {
    const groups = this.fromAxis(shown);
    return [...new Set(this.picks.map(pick => groupAt(groups, pick)).filter(at => at >= 0))];
  }

  private worthy({ weights, axes }: ShownHeads): number {
    const row = weights.whole ? worthyQuery(weights.matrix.values, axes) : weights.rows - 1;
    return axes.rows[row]?.first ?? 0;
  }

  private async showChosen(): Promise<void> {
    const { shown } = this;
    if (!shown) return;
    const chosen = this.chosen(shown);
    this.what.textContent = showsWhat(shown, chosen);
    this.picture?.choose(chosen, undefined);
    const look = lookOf(shown);
    const mean = await meanOf(shown, look, chosen);
    if (!mean || shown !== this.shown || chosen.join() !== this.chosen(shown).join()) return;
    this.picture?.choose(chosen, mean.shares);
    const toAxis = look === 'query' ? shown.axes.columns : shown.axes.rows;
    const ofText = look === 'query' ? shown.axes.text.columns : shown.axes.text.rows;
    const from = chosen.flatMap(at => {
      const group = this.fromAxis(shown)[at];
      return group ? Array.from({ length: group.count }, (_, piece) => group.first + piece) : [];
    });
    this.stage.shade(ofText ? spread(mean.shares, toAxis, this.tokens.length) : mean.shares, shown.axes.same && shown.axes.text.rows ? from : undefined);
    const order = strongest(mean.weights, LISTED).filter(at => (mean.weights[at] ?? 0) > 0);
    this.summary.textContent = summaryOf(shown, look, chosen, mean.weights, order);
    this.tables.showLine(look, shown.axes, mean.weights, order);
    this.live.restIfIdle(this.settings.picture);
  }

  private async tellHeld(site: ShownHeads['site'], reading: Reading, asked: number): Promise<void> {
    const hides = !reading.special && this.tokens.some(token => token.special);
    this.held.hidden = !hides;
    if (!hides) return;
    this.held.textContent = heldWords(undefined);
    const share = await shareOfSpecial(this.stage, site, reading, headAxes(this.view, site, this.tokens, { words: false, special: true }));
    if (asked === this.asked) this.held.textContent = heldWords(share);
  }
}

/** Tokens are looked from as keys in the text alone, where that is asked for. */
const lookOf = ({ settings }: ShownHeads): Settings['look'] => (settings.picture === 'text' ? settings.look : 'query');

/** The mean of chosen lines: weights, and shares of full colour. */
async function meanOf(shown: ShownHeads, look: 'query' | 'key', chosen: readonly number[]): Promise<{ readonly weights: Float32Array; readonly shares: Float32Array } | undefined> {
  const lines = await Promise.all(chosen.map(at => shown.weights.line(look, at)));
  const count = look === 'query' ? shown.weights.columns : shown.weights.rows;
  const mean = { weights: new Float32Array(count), shares: new Float32Array(count) };
  for (const line of lines) {
    if (!line) return undefined;
    for (let at = 0; at < count; at++) {
      const weight = line.weights[at] ?? 0;
      mean.weights[at] = (mean.weights[at] ?? 0) + weight / lines.length;
      mean.shares[at] = (mean.shares[at] ?? 0) + shareOn(shown, weight, line.ends[at] ?? 1) / lines.length;
    }
  }
  return mean;
}

/** The chosen tokens in words: Query “God” (4) → “the” (1) 0.610, ... */
function summaryOf({ axes }: ShownHeads, look: 'query' | 'key', chosen: readonly number[], weights: Float32Array, order: readonly number[]): string {
  const [own, others] = look === 'query' ? [axes.rowNames, axes.columnNames] : [axes.columnNames, axes.rowNames];
  const named = order
    .filter((at, rank) => rank < NAMED && (rank === 0 || (weights[at] ?? 0) >= NAMED_FROM))
    .map(at => `${quoted(others[at] ?? '')} (${at}) ${significant(weights[at] ?? 0)}`)
    .join(', ');
  const from = quotedAt(own, chosen);
  if (look === 'key') return chosen.length > 1 ? t('{0} keys, mean: {1} ← {2}', chosen.length, from, named) : t('Key {0} ← {1}', from, named);
  if (named === '') return t('Query {0} attends to nothing.', from);
  return chosen.length > 1 ? t('{0} queries, mean: {1} → {2}', chosen.length, from, named) : t('Query {0} → {1}', from, named);
}
