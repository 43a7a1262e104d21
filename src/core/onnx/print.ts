import { bytesOf, fromBytes, sizeOf } from '../tensor/tensor';
import { type Attribute, type Graph, OPSET, type ValueInfo, type Weight } from './graph';

/** Constants of at most so many elements show them. */
const SHOWN = 8;

/**
 * A graph as text for people and golden files: one line for each input, weight, node and output, in order; graphs inside nodes indented.
 * The same graph gives the same text on every machine: of paths only the file's name is printed.
 */
export function printGraph(graph: Graph): string {
  const domains = [...graph.domains].map(([domain, version]) => `, ${domain} ${version}`).sort();
  const functions = graph.functions.flatMap(({ domain, name, inputs, outputs, nodes, weights = new Map() }) => [
    `function ${domain}::${name}(${inputs.join(', ')}) -> ${outputs.join(', ')}`,
    ...bodyLines({ nodes, weights }).map(line => `  ${line}`),
  ]);
  return `${[`graph ${graph.name} (opset ${OPSET}${domains.join('')})`, ...lines(graph).map(line => `  ${line}`), ...functions].join('\n')}\n`;
}

const lines = (graph: Graph): string[] => [...graph.inputs.map(input => `input ${info(input)}`), ...bodyLines(graph), ...graph.outputs.map(output => `output ${info(output)}`)];

const bodyLines = ({ weights, nodes }: Pick<Graph, 'weights' | 'nodes'>): string[] => [
  ...[...weights].map(([name, weight]) => `weight ${name} ${held(weight)}`),
  ...nodes.flatMap(({ op, domain, inputs, outputs, attributes }) => {
    const sorted = Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1));
    const plain = sorted.filter(([, { type }]) => type !== 'graph').map(([name, attribute]) => `${name}=${shown(attribute)}`);
    const inner = sorted.flatMap(([name, attribute]) => (attribute.type === 'graph' ? [`  ${name}:`, ...lines(attribute.value).map(line => `    ${line}`)] : []));
    return [`${outputs.map(blank).join(', ')} = ${domain ? `${domain}::` : ''}${op}(${inputs.map(blank).join(', ')})${plain.length ? ` {${plain.join(', ')}}` : ''}`, ...inner];
  }),
];

const blank = (name: string): string => name || '_';

function info({ name, dtype, dims }: ValueInfo): string {
  return [name, dtype ?? '', dims ? `[${dims.map(dim => dim ?? '?').join(', ')}]` : ''].filter(Boolean).join(' ');
}

function held(weight: Weight): string {
  const type = `${weight.dtype} [${weight.dims.join(', ')}]`;
  if (weight.kind === 'file') return `${type} in ${weight.file.split(/[/\\]/).at(-1)} at ${weight.offset}`;
  if (sizeOf(weight.dims) > SHOWN) return `${type} inline`;
  const value = fromBytes(weight.dtype, weight.dims, weight.data);
  return `${type} = ${Array.from(value.data, String).join(' ') || `(${bytesOf(value).length} bytes)`}`;
}

function shown(attribute: Attribute): string {
  if (attribute.type === 'tensor') return held(attribute.value);
  if (attribute.type === 'graph') return 'graph';
  if (attribute.type === 'reference') return `@${attribute.value}`;
  // A float reads as one also where it is whole.
  if (attribute.type === 'float') return Number.isInteger(attribute.value) ? attribute.value.toFixed(1) : String(attribute.value);
  return JSON.stringify(attribute.value);
}
