import type { FileCard } from '../../src/protocol/inspect';
import { element } from '../dom';
import { bytes, count, grouped } from '../numbers';
import { t } from '../strings';
import { nameSpan, nameText, shapeText } from './names';

/** The file in one line. */
export function headline({ format, bytes: size, tensors, elements, dtypes, onnx, checkpoint }: FileCard): string {
  const types = dtypes
    .slice(0, 3)
    .map(({ dtype }) => dtype)
    .join(', ');
  const main = onnx?.opsets.find(({ domain }) => domain === 'ai.onnx');
  return [
    format === 'onnx' ? 'ONNX' : 'safetensors',
    checkpoint?.family && nameText(checkpoint.family),
    bytes(size),
    t('{0} tensors', grouped(tensors)),
    t('{0} values', count(elements)),
    dtypes.length > 3 ? `${types}, …` : types,
    main && t('opset {0}', main.version),
  ]
    .filter(Boolean)
    .join(' · ');
}

/** All that the file's header says of itself. */
export function cardPart(card: FileCard): HTMLElement {
  const { onnx, metadata, files } = card;
  return element(
    'div',
    { class: 'file-card' },
    facts(card),
    ...part(t('Types'), card.dtypes, [
      { title: t('Type'), text: ({ dtype }) => dtype },
      { title: t('Tensors'), text: one => grouped(one.tensors), numeric: true },
      { title: t('Values'), text: one => grouped(one.elements), numeric: true },
      { title: t('Size'), text: one => bytes(one.bytes), numeric: true },
    ]),
    ...part(t('Inputs'), onnx?.inputs ?? [], VALUES()),
    ...part(t('Outputs'), onnx?.outputs ?? [], VALUES()),
    ...part(t('Operators'), onnx?.operators ?? [], [
      { title: t('Operator'), text: ({ op }) => nameText(op) },
      { title: t('Nodes'), text: one => grouped(one.count), numeric: true },
    ]),
    ...part(t('Files of weights'), files, [
      { title: t('File'), text: ({ name }) => nameText(name) },
      { title: t('State'), text: ({ there }) => (there ? t('there') : t('missing')) },
      { title: t('Tensors'), text: one => grouped(one.tensors), numeric: true },
      { title: t('Size'), text: one => bytes(one.bytes), numeric: true },
    ]),
    ...(metadata.length > 0 ? [element('h2', {}, t('Metadata')), list(metadata.map(({ key, value }) => [nameText(key), nameSpan(value)]))] : []),
  );
}

interface Column<Row> {
  readonly title: string;
  readonly text: (row: Row) => string;
  readonly numeric?: boolean;
}

type Value = NonNullable<FileCard['onnx']>['inputs'][number];

const VALUES = (): readonly Column<Value>[] => [
  { title: t('Name'), text: ({ name }) => nameText(name) },
  { title: t('Type'), text: ({ type }) => type },
  { title: t('Shape'), text: ({ dims }) => (dims ? shapeText(dims) : t('not stated')) },
];

function part<Row>(title: string, rows: readonly Row[], columns: readonly Column<Row>[]): readonly HTMLElement[] {
  if (rows.length === 0) return [];
  const head = element('thead', {}, element('tr', {}, ...columns.map(column => element('th', { scope: 'col', class: column.numeric ? 'numeric' : undefined }, column.title))));
  const line = (row: Row): HTMLElement => element('tr', {}, ...columns.map(({ text, numeric }) => element('td', { class: numeric ? 'numeric' : undefined }, text(row))));
  const table = element('table', {}, head, element('tbody', {}, ...rows.map(line)));
  return [element('h2', {}, title), element('div', { class: 'table data-table', tabindex: 0, role: 'region', 'aria-label': title }, table)];
}

function facts({ path, format, bytes: size, onnx, checkpoint }: FileCard): HTMLElement {
  const known: readonly (readonly [string, string | undefined])[] = [
    [t('Path'), nameText(path)],
    [t('Format'), format === 'onnx' ? t('ONNX, IR version {0}', onnx?.irVersion ?? 0) : 'safetensors'],
    [t('Size'), t('{0} ({1} bytes)', bytes(size), grouped(size))],
    [t('Checkpoint'), checkpoint && (checkpoint.shards > 1 ? t('{0}, one of {1} files', nameText(checkpoint.family), checkpoint.shards) : nameText(checkpoint.family))],
    [t('Producer'), onnx?.producer && nameText(onnx.producer)],
    [t('Graph'), onnx && [nameText(onnx.graph), t('{0} nodes', grouped(onnx.nodes)), ...(onnx.functions > 0 ? [t('{0} functions', grouped(onnx.functions))] : [])].join(', ')],
    [t('Operator sets'), onnx?.opsets.map(({ domain, version }) => `${nameText(domain)} ${version}`).join(', ')],
  ];
  return list(known.filter((fact): fact is readonly [string, string] => fact[1] !== undefined && fact[1] !== ''));
}

function list(entries: readonly (readonly [string, Node | string])[]): HTMLElement {
  const made = element('dl');
  for (const [name, value] of entries) made.append(element('dt', {}, name), element('dd', {}, value));
  return made;
}
