import { raise } from '../fault';
import type { Tensor } from '../tensor/tensor';
import { inlineWeight } from './constants';
import { type Graph, type GraphFunction, type InlineWeight, type Node, OPSET, type Weight } from './graph';
import { KNOWN, LATER } from './lifts/later';
import type { LiftContext } from './lifts/rule';
import { LIFTS } from './lifts/table';
import { boundNames, freshNames, withSubgraphs } from './names';
import { ranksOf } from './ranks';

/** Version of the operators of each domain; '' is the standard one. */
export type Versions = ReadonlyMap<string, number>;

/** The oldest opset whose operators the rules know: the first with today's broadcasting. */
const OLDEST = 7;

interface Lifting {
  readonly version: number;
  readonly path: string;
  readonly fresh: (hint: string) => string;
  /** Operators that the model itself defines, so that no rule takes them for the standard ones. */
  readonly own: ReadonlySet<string>;
}

interface Scope {
  readonly weights: Map<string, Weight>;
  readonly outer?: Scope;
  readonly ranks: (value: string) => number | undefined;
}

/**
 * The graph at the internal opset, graphs inside its nodes alike. Functions are lifted on their own (`liftFunction`), since each names its versions.
 * Throws `unsupported-model` with the operator's name where no rule leads from the version to OPSET.
 */
export function lift(graph: Graph, versions: Versions, path: string): Graph {
  const own = new Set(graph.functions.filter(({ domain }) => domain === '').map(({ name }) => name));
  return liftGraph({ version: checked(versions, path), path, own, fresh: freshNames(boundNames(graph)) }, graph);
}

export function liftFunction(made: GraphFunction, versions: Versions, path: string): GraphFunction {
  const body = { name: made.name, inputs: made.inputs.map(name => ({ name })), outputs: [], nodes: made.nodes, weights: made.weights ?? new Map(), values: new Map() };
  const { nodes, weights } = lift({ ...body, functions: [], domains: new Map() }, versions, path);
  return { ...made, nodes, weights };
}

function checked(versions: Versions, path: string): number {
  const version = versions.get('') ?? OPSET;
  if (version < OLDEST) raise({ code: 'unsupported-model', path, why: `it uses opset ${version}; the oldest that can be read is ${OLDEST}` });
  if (version > KNOWN) raise({ code: 'unsupported-model', path, why: `it uses opset ${version}; the newest that can be read is ${KNOWN}` });
  return version;
}

function liftGraph(lifting: Lifting, graph: Graph, outer?: Scope): Graph {
  const scope: Scope = { weights: new Map(graph.weights), ranks: ranksOf(graph, outer?.ranks), ...(outer && { outer }) };
  const nodes = graph.nodes.flatMap(node =>
    liftNode(
      lifting,
      scope,
      withSubgraphs(node, inner => liftGraph(lifting, inner, scope)),
      lifting.version,
    ),
  );
  return { ...graph, nodes, weights: scope.weights };
}

/** Applies the first rule that the node is older than, then the later ones to what that rule made. */
function liftNode(lifting: Lifting, scope: Scope, node: Node, version: number): readonly Node[] {
  if (node.domain !== '' || lifting.own.has(node.op)) return [node];
  const context = contextOf(lifting, scope, node);
  const later = LATER.get(node.op);
  if (later && version >= later.since) return later.lower(node, context);
  const rule = LIFTS.get(node.op)?.find(({ until }) => version < until);
  return rule ? rule.lift(node, context).flatMap(made => liftNode(lifting, scope, made, Math.max(rule.until, Math.min(version, OPSET)))) : [node];
}

function contextOf({ path, fresh, version }: Lifting, scope: Scope, node: Node): LiftContext {
  const label = (hint: string) => fresh(`${node.outputs[0] ?? node.name}/${hint}`);
  return {
    fresh: label,
    constant: (hint: string, value: Tensor) => {
      const name = label(hint);
      scope.weights.set(name, inlineWeight(value));
      return name;
    },
    known: value => knownIn(scope, value),
    rank: scope.ranks,
    refuse: why => raise({ code: 'unsupported-model', path, why: `${node.op} "${node.name}" of opset ${version} ${why}` }),
  };
}

function knownIn(scope: Scope, value: string): InlineWeight | undefined {
  const found = scope.weights.get(value);
  if (found) return found.kind === 'inline' ? found : undefined;
  return scope.outer ? knownIn(scope.outer, value) : undefined;
}
