import type { Graph } from '../onnx/graph';
import type { Shapes } from './atoms';
import { traceDependence } from './dependence';
import { joinChunks, type Single } from './join';
import { type Found, judge, positionTest } from './judge';
import { endsOf, placed } from './kinds';
import { traceAxes } from './lineage';
import { fusedOperators, strayMappings, unentered } from './nearMisses';
import { outputProjection } from './outputProjection';
import { productsOf } from './products';
import { batchRoots, countOf, siteValue, valueRoles, weightRoles } from './roles';
import type { AttentionSite, NearMiss } from './site';
import { type Scene, sceneOf, walkBack } from './walk';

/** What was found in a graph, and what was not taken and why. */
export interface Findings {
  readonly sites: readonly AttentionSite[];
  readonly misses: readonly NearMiss[];
}

/** A site, and why the mapping that it looked like was not taken. */
interface Drafted extends Single {
  readonly why?: string;
}

type Position = ReturnType<typeof positionTest>;

function siteOf(graph: Graph, found: Found, scene: Scene, batch: ReadonlySet<string>, position: Position): Drafted {
  const weights = weightRoles(found, scene, batch, position);
  const values = valueRoles(found, scene, batch);
  const walked = walkBack(found.weights.value, weights, scene);
  const heads = countOf(weights, 'head', 'group');
  const valueWidth = countOf(values, 'feature');
  const projection = outputProjection(graph, found, heads, valueWidth, scene);
  const at = (value: string | undefined) => (value && walked.parts ? [siteValue(value, walked.parts, scene)] : undefined);
  const [scores, mapped] = [at(walked.scores), at(walked.mapped)];
  const site: AttentionSite = {
    index: 0,
    layer: 0,
    kind: endsOf(found, scene).kind,
    stack: 'only',
    weights: [siteValue(found.weights.value, weights, scene)],
    values: [siteValue(found.values.value, values, scene)],
    ...(scores && { scores }),
    ...(mapped && { mapped }),
    mapping: walked.mapping,
    at: found.product.result,
    heads,
    keyHeads: Math.min(heads, countOf(values, 'head')),
    valueWidth,
    ...(projection && { outputProjection: projection }),
  };
  return { found, site, ...(walked.mapping === 'unknown' && walked.why && { why: walked.why }) };
}

/** Softmax results that a site's weights come from, so that they are no stray ones. */
const accounted = (sites: readonly AttentionSite[]) => new Set(sites.flatMap(site => [...site.weights, ...(site.mapped ?? [])].map(({ value }) => value)));

/**
 * Finds attention by what it does: products that contract over positions, with weights that depend on learned values on one side and
 * values on the other. `runs` holds the measured dims of every value at different input lengths, see `shapeProbe`; one run where
 * nothing can vary. The graph's functions must have been inlined.
 */
export function findSites(graph: Graph, runs: readonly Shapes[]): Findings {
  const lineage = traceAxes(graph, runs);
  const scene = sceneOf(graph, lineage, traceDependence(graph, lineage));
  const position = positionTest(
    graph.inputs.map(input => input.name),
    scene,
  );
  const verdicts = productsOf(graph, lineage, scene.dependence).map(product => ({ product, verdict: judge(product, scene, position) }));
  const found = verdicts.flatMap(({ verdict }) => (verdict && 'found' in verdict ? [verdict.found] : []));
  const batch = batchRoots(graph, scene, found);
  const drafted = found.map(each => siteOf(graph, each, scene, batch, position));
  const singles = joinChunks(graph, drafted, scene);
  const sites = placed(
    singles.map(({ site }) => site),
    singles.map(single => endsOf(single.found, scene)),
  );
  const missed = verdicts.flatMap(({ product, verdict }) => (verdict && 'why' in verdict ? [{ at: product.node.name || product.result, why: verdict.why }] : []));
  const unknown = drafted.flatMap(({ site, why }) => (why ? [{ at: site.at ?? '', why: `its mapping is not known: ${why}` }] : []));
  const misses = [...missed, ...unknown, ...strayMappings(graph, scene, accounted(sites), position), ...fusedOperators(graph), ...unentered(graph)];
  return { sites, misses };
}
