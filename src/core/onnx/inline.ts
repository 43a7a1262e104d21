import { raise } from '../fault';
import { plainConstant } from './constants';
import type { Attribute, Graph, GraphFunction, Node, ValueInfo, Weight } from './graph';
import { boundNames, freshNames, withSubgraphs } from './names';

/** Functions that call each other twice at every level grow without bound. */
const MOST_NODES = 250_000;

interface Inlining {
  readonly path: string;
  readonly functions: ReadonlyMap<string, GraphFunction>;
  readonly fresh: (hint: string) => string;
  /** Functions that are being expanded, outermost first: none may call itself. */
  readonly within: readonly string[];
  readonly count: { nodes: number };
}

type Rename = (name: string) => string;

const keyOf = (domain: string, name: string): string => `${domain}::${name}`;

/**
 * The graph with every call of a local function replaced by its body, inside other functions and graphs inside nodes too. Values of a body get
 * names of their own, after the call's first output; attributes that the call gives, or the function's defaults, fill in references.
 * Throws `unsupported-model` (of the file `path`) for functions that call themselves or that expand to more than a quarter of a million nodes.
 */
export function inlineFunctions(graph: Graph, path = graph.name): Graph {
  if (graph.functions.length === 0) return graph;
  const functions = new Map(graph.functions.map(made => [keyOf(made.domain, made.name), made]));
  const inlining = { path, functions, fresh: freshNames(boundNames(graph)), within: [], count: { nodes: 0 } };
  return { ...inGraph(inlining, graph), functions: [] };
}

function inGraph(inlining: Inlining, graph: Graph): Graph {
  const weights = new Map(graph.weights);
  return { ...graph, nodes: expanded(inlining, graph.nodes, weights), weights };
}

/** Constants of the bodies are added to `weights`. */
function expanded(inlining: Inlining, nodes: readonly Node[], weights: Map<string, Weight>): Node[] {
  return nodes.flatMap(node => {
    if (++inlining.count.nodes > MOST_NODES) return unsupported(inlining, `its functions expand to more than ${MOST_NODES} nodes`);
    const called = inlining.functions.get(keyOf(node.domain, node.op));
    return called ? body(inlining, node, called, weights) : [withSubgraphs(node, inner => inGraph(inlining, inner))];
  });
}

function body(inlining: Inlining, call: Node, called: GraphFunction, weights: Map<string, Weight>): Node[] {
  const key = keyOf(called.domain, called.name);
  if (inlining.within.includes(key)) return unsupported(inlining, `its function ${called.name} calls itself`);
  const scope = call.outputs.find(Boolean) ?? call.name;
  const names = new Map(called.inputs.map((input, i) => [input, call.inputs[i] ?? '']));
  const copies = bindOutputs(call, called, names);
  const rename = renaming(names, name => inlining.fresh(`${scope}/${name}`));
  for (const [name, weight] of called.weights ?? []) weights.set(rename(name), weight);
  const given = { ...called.defaults, ...call.attributes };
  const nodes = called.nodes.map(node => renamed(filled(node, given), rename)).filter(node => !madeWeight(node, weights));
  const identities = copies.map(([from, to]): Node => ({ op: 'Identity', domain: '', name: to, inputs: [rename(from)], outputs: [to], attributes: {} }));
  return [...expanded({ ...inlining, within: [...inlining.within, key] }, nodes, weights), ...identities];
}

/** Names results by the call's outputs. What is no node's own result (an input passed on, a constant, a result given twice) must be copied: [from, to]. */
function bindOutputs(call: Node, called: GraphFunction, names: Map<string, string>): [string, string][] {
  const makes = new Set(called.nodes.filter(node => node.op !== 'Constant').flatMap(node => node.outputs));
  return called.outputs.flatMap((output, i): [string, string][] => {
    const wanted = call.outputs[i];
    if (!wanted) return [];
    if (!makes.has(output) || names.has(output)) return [[output, wanted]];
    names.set(output, wanted);
    return [];
  });
}

const renaming =
  (names: Map<string, string>, make: (name: string) => string): Rename =>
  name => {
    if (!name) return '';
    const known = names.get(name);
    if (known !== undefined) return known;
    const given = make(name);
    names.set(name, given);
    return given;
  };

function renamed(node: Node, rename: Rename): Node {
  const outputs = node.outputs.map(rename);
  return withSubgraphs({ ...node, name: outputs[0] ?? node.name, inputs: node.inputs.map(rename), outputs }, inner => renamedGraph(inner, rename));
}

function renamedGraph(graph: Graph, rename: Rename): Graph {
  const info = (value: ValueInfo): ValueInfo => ({ ...value, name: rename(value.name) });
  return {
    ...graph,
    inputs: graph.inputs.map(info),
    outputs: graph.outputs.map(info),
    nodes: graph.nodes.map(node => renamed(node, rename)),
    weights: new Map([...graph.weights].map(([name, weight]) => [rename(name), weight])),
    values: new Map(),
  };
}

/** The node with references to the call's attributes filled in; those that the call leaves out are left out. */
function filled(node: Node, given: Readonly<Record<string, Attribute>>): Node {
  const attributes = Object.entries(node.attributes).flatMap(([name, held]): [string, Attribute][] => {
    if (held.type !== 'reference') return [[name, held]];
    const value = Object.hasOwn(given, held.value) ? given[held.value] : undefined;
    return value ? [[name, value]] : [];
  });
  const whole = { ...node, attributes: Object.fromEntries(attributes) };
  return withSubgraphs(whole, inner => ({ ...inner, nodes: inner.nodes.map(each => filled(each, given)) }));
}

/** A Constant that a call has just given its number becomes a weight like any other. */
function madeWeight(node: Node, weights: Map<string, Weight>): boolean {
  const weight = node.op === 'Constant' && node.domain === '' ? plainConstant(node) : undefined;
  if (weight) weights.set(node.outputs[0] ?? '', weight);
  return weight !== undefined;
}

const unsupported = ({ path }: Inlining, why: string): never => raise({ code: 'unsupported-model', path, why });
