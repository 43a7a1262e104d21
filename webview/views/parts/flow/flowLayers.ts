import type { FlowView, LayeredFlow } from '../../../../src/core/viewModels';
import { type Edge, type Flowing, massAt, type Node, type Ribbon, type Sankey, strongestWay, type Way } from '../../../charts/sankey';
import { SankeyChart } from '../../../charts/sankeyChart';
import { button, slider } from '../../../controls';
import { DataTable } from '../../../dataTable';
import { element } from '../../../dom';
import { axisNames, quoted } from '../../../names';
import { significant } from '../../../numbers';
import type { Part } from '../../../pictures';
import type { Stage } from '../../../stage';
import { t } from '../../../strings';
import type { Settings } from '../settings';
import { clearPlace, PLACES, percent, thresholdAt } from './threshold';

/** One token's way through the layers: tokens as bars, what flows between them as ribbons, from the input at the left to the token at the right. */
export class FlowLayers implements Part {
  readonly root = element('section', { class: 'layers' });
  private readonly heading = element('h2');
  private readonly said = element('p', { class: 'drawn', role: 'status' });
  private readonly live = element('p', { class: 'live', role: 'status' });
  private readonly wayLine = element('p', { class: 'summary' });
  private readonly other = element('p', { class: 'actions' });
  private readonly chart: SankeyChart;
  private readonly edges: DataTable<Edge>;
  private readonly flow: Flowing;
  private readonly names: readonly string[];
  private readonly columnNames: readonly string[];
  private place: number;
  private way: Way | undefined;

  constructor(
    private readonly view: FlowView,
    private readonly layered: LayeredFlow,
    private readonly stage: Stage,
    settings: Settings,
  ) {
    const columns = layered.layers.length + 1;
    this.flow = { mass: layered.mass, tokens: view.keys.length, columns, edges: layered.edges };
    this.names = axisNames(view.keys, view.keys.length);
    this.columnNames = [t('input'), ...layered.layers.map(layer => `L${layer}`)];
    this.place = settings.number('threshold', PLACES, clearPlace(this.flow));
    this.way = layered.path.tokens.length === columns ? layered.path : undefined;
    this.chart = new SankeyChart({ point: mark => this.point(mark), choose: node => this.choose(node) });
    const print = (place: number): string => percent(thresholdAt(place));
    const threshold = slider(
      t('Draw edges from'),
      this.place,
      { range: PLACES, step: 1, print },
      { move: place => this.move(place), settle: place => settings.keep('threshold', String(place)) },
    );
    this.edges = new DataTable(t('Edges that are drawn'), [
      { title: t('Layer'), text: edge => this.columnNames[edge.layer + 1] ?? '', value: edge => edge.layer },
      { title: t('Token'), text: edge => this.named(edge.from), value: edge => edge.from },
      { title: t('Draws on'), text: edge => this.named(edge.to), value: edge => edge.to },
      { title: t('Share'), text: edge => significant(edge.mass), value: edge => edge.mass, numeric: true },
    ]);
    const method =
      view.method === 'flow' ? [element('p', { class: 'muted' }, t('Maximum flow has other edges for every pair of tokens: this is the rollout of the same layers.'))] : [];
    const table = element('details', { class: 'numbers' }, element('summary', {}, t('Edges that are drawn')), this.edges.root);
    this.root.append(this.heading, ...method, element('div', { class: 'options' }, threshold, this.said), this.chart.root, this.live, this.wayLine, this.other, table);
  }

  draw(): void {
    const { layered, way } = this;
    const query = this.named(layered.query);
    this.heading.textContent = t('What {0} draws on, layer by layer', query);
    const sankey = this.chart.show({
      flow: this.flow,
      threshold: thresholdAt(this.place),
      names: this.names,
      columnNames: this.columnNames,
      way,
      label: t('Flow from the input tokens (left) through {0} layers to {1} (right). Arrow keys move among tokens, Enter shows one’s strongest way.', layered.layers.length, query),
    });
    if (sankey) this.sayDrawn(sankey);
    this.sayWay();
    this.point({});
    this.stage.shade(scaled(this.flow), layered.query);
  }

  /** A token of the text: its strongest way, and how to see where that token draws from. */
  chooseToken(token: number): void {
    if (token < 0 || token >= this.flow.tokens) return;
    this.way = strongestWay(this.flow, 0, token);
    this.draw();
    if (!this.way) this.wayLine.textContent = t('{0} has no way that is strong enough to be known.', this.named(token));
    this.offer(token);
  }

  dispose(): void {
    this.chart.dispose();
  }

  private named = (token: number): string => `${quoted(this.names[token] ?? '')} (${token})`;

  private move(place: number): void {
    this.place = place;
    this.draw();
  }

  private choose(node: Node | undefined): void {
    this.way = node && strongestWay(this.flow, node.column, node.token);
    this.draw();
    if (node) this.offer(node.token);
    this.point({ node });
  }

  private sayDrawn({ ribbons, drawn }: Sankey): void {
    this.said.textContent = t('{0} edges are drawn. They carry {1} of what flows between the layers.', ribbons.length, percent(drawn));
    this.edges.show([...ribbons].sort((one, other) => other.mass - one.mass));
  }

  private sayWay(): void {
    const { way } = this;
    if (!way) this.wayLine.textContent = t('Choose a token to see its strongest way through the layers.');
    else {
      const steps = way.tokens.map((token, column) => `${this.columnNames[column]} ${quoted(this.names[token] ?? '')}`).join(' → ');
      this.wayLine.textContent = t('Strongest way: {0}. {1} of all goes this way alone.', steps, percent(way.share));
    }
  }

  /** Where the analysis takes a token, another one's flow can be asked for. */
  private offer(token: number): void {
    const parameter = this.stage.info?.parameters.find(one => one.kind === 'token');
    const show = token !== this.layered.query && parameter && (!this.view.causal || this.names[token] !== undefined);
    this.other.replaceChildren(...(show ? [button(t('Show what {0} draws on', this.named(token)), () => this.stage.setOption(parameter.id, String(token)))] : []));
  }

  private point({ node, ribbon }: { readonly node?: Node | undefined; readonly ribbon?: Ribbon | undefined }): void {
    if (ribbon)
      this.live.textContent = t('{0}: {1} → {2} carries {3}', this.columnNames[ribbon.layer + 1] ?? '', this.named(ribbon.from), this.named(ribbon.to), significant(ribbon.mass));
    else if (node) this.live.textContent = t('{0} at {1}: {2} of the flow', this.named(node.token), this.columnNames[node.column] ?? '', significant(node.mass));
    else this.live.textContent = t('Point at a bar or a ribbon, or move with the arrow keys.');
  }
}

/** What each input token gives, as shares of the largest, for shading the text. */
function scaled(flow: Flowing): Float32Array {
  const row = Float32Array.from({ length: flow.tokens }, (_, token) => massAt(flow, 0, token));
  const most = Math.max(...row);
  return most > 0 ? row.map(value => value / most) : row;
}
