/**
 * The system as a graph, and how full each of its nodes is: what nodes.csv, edges.csv and the
 * resources' files say.
 */
import { percent, several } from '../format.js';
import { WIDE, type DataTable, type Figure } from './figure.js';
import { arcs, layered, type Graph, type GraphEdge, type GraphNode } from './graphLayouts.js';
import { numberIn, textIn, type ModelResults, type Row } from './results.js';
import { perSecond, shortNumber } from './words.js';

export function graphFigure(results: ModelResults): Figure {
  const graph = graphOf(results);
  return {
    name: 'system',
    question: 'What is there, and how loaded is it?',
    answer: answerOf(graph),
    reading:
      'Boxes are the nodes, lines what goes from one to the next: as wide as records a second (offered, of the whole system). The bar in a box is how busy its busiest instance is; the tick on it is today’s load as a share of what it can carry, by arithmetic. The busiest is hatched, with a thick outline.',
    draw:
      graph.nodes.length === 0
        ? null
        : (width) => (width === WIDE ? layered(graph, width) : arcs(graph, width)),
    data: [nodeTable(graph), edgeTable(graph)],
  };
}

function graphOf({ rows, summary }: ModelResults): Graph {
  const offered = numberIn(summary, 'offered_records_per_second') ?? 0;
  const resources = rows('bottlenecks');
  const nodes = rows('nodes').map((row) => nodeOf(row, resources, offered));
  const most = nodes.reduce((highest, each) => Math.max(highest, utilization(each)), 0);
  return {
    nodes: nodes.map((each) => ({ ...each, first: most > 0 && utilization(each) === most })),
    edges: rows('edges').map((row) => ({
      from: textIn(row, 'from'),
      to: textIn(row, 'to'),
      kind: textIn(row, 'kind'),
      perSecond: numberIn(row, 'records_per_second') ?? 0,
    })),
  };
}

const utilization = ({ busiest }: Pick<GraphNode, 'busiest'>): number => busiest?.utilization ?? 0;

function nodeOf(row: Row, resources: readonly Row[], offered: number): GraphNode {
  const prefix = textIn(row, 'resources');
  const own = resources.filter((each) => {
    const name = textIn(each, 'resource');
    return name === prefix || name.startsWith(`${prefix}.`);
  });
  let busiest: GraphNode['busiest'] = null;
  let ceiling = Infinity;
  for (const each of own) {
    const busy = numberIn(each, 'utilization_max');
    if (busy !== null && busy > (busiest?.utilization ?? -1)) {
      busiest = { resource: textIn(each, 'resource'), utilization: busy };
    }
    ceiling = Math.min(ceiling, numberIn(each, 'ceiling_records_per_second') ?? Infinity);
  }
  const count = numberIn(row, 'count') ?? 0;
  return {
    node: textIn(row, 'node'),
    kind: textIn(row, 'kind'),
    role: textIn(row, 'role'),
    parts: count === 0 ? '' : several(count, textIn(row, 'counted').replace(/s$/, '')),
    busiest,
    load: ceiling === Infinity ? null : offered / ceiling,
    first: false,
  };
}

function answerOf({ nodes, edges }: Graph): string {
  if (nodes.length === 0)
    return 'The files of this result do not say: they are of an earlier version.';
  const kinds = [...new Set(nodes.map(({ kind }) => kind))].map((kind) => {
    const count = nodes.filter((each) => each.kind === kind).length;
    return several(count, kind.replace(/s$/, ''));
  });
  const first = nodes.find((each) => each.first);
  const widest = edges.reduce<GraphEdge | null>(
    (most, each) => (each.perSecond > (most?.perSecond ?? 0) ? each : most),
    null,
  );
  const busy =
    first === undefined || first.busiest === null
      ? 'Nothing is busy.'
      : `The busiest is ${first.busiest.resource}: its busiest instance ${percent(first.busiest.utilization)} of the time.`;
  const flow =
    widest === null
      ? ''
      : ` Most records go from ${widest.from} to ${widest.to}, ${perSecond(widest.perSecond)}.`;
  return `${kinds.join(', ')}. ${busy}${flow}`;
}

function nodeTable({ nodes }: Graph): DataTable {
  return {
    columns: [
      'node',
      'kind',
      'where',
      'parts',
      'busiest resource',
      'busy',
      'load of what it carries',
    ],
    rows: nodes.map(({ node, kind, role, parts, busiest, load }) => [
      node,
      kind,
      role,
      parts,
      busiest?.resource ?? '',
      busiest === null ? '' : percent(busiest.utilization),
      load === null ? '' : percent(load),
    ]),
  };
}

function edgeTable({ edges }: Graph): DataTable {
  return {
    columns: ['from', 'to', 'what', 'records_per_second'],
    rows: edges.map(({ from, to, kind, perSecond: rate }) => [
      from,
      to,
      kind,
      shortNumber(String(rate)),
    ]),
  };
}
