/**
 * Where the graph's nodes stand and its lines run: from left to right, or from top to bottom where
 * there is no room for that.
 */
import { curveBasis, line as curve } from 'd3-shape';
import type { SystemGraph } from '../../analysis/systemGraph.js';
import { Layout, layout, type Point } from '../../report/page/dagre.js';

export const BOX = { width: 156, height: 74 };
/** A layout may be made so much smaller to fit, and no more: its texts are to be read. */
const LEAST_SCALE = 0.72;

export interface Placed {
  readonly width: number;
  readonly height: number;
  /** What is drawn larger or smaller than it is laid out. */
  readonly scale: number;
  /** [node]: its middle. */
  readonly nodes: readonly Point[];
  readonly edges: readonly {
    readonly path: string;
    readonly middle: Point;
    readonly before: Point;
    readonly end: Point;
  }[];
}

export function placedIn(graph: SystemGraph, width: number): Placed {
  const across = placed(graph, 'LR');
  const chosen = across.width * LEAST_SCALE <= width ? across : placed(graph, 'TB');
  return { ...chosen, scale: Math.min(1, width / chosen.width) };
}

function placed({ nodes, edges }: SystemGraph, rankdir: 'LR' | 'TB'): Placed {
  const graph = new Layout({ multigraph: true });
  const [nodesep, ranksep] = rankdir === 'LR' ? [22, 66] : [26, 44];
  graph.setGraph({ rankdir, nodesep, ranksep, marginx: 4, marginy: 14 });
  // What is laid out is written into these.
  for (const { node } of nodes) graph.setNode(node, { ...BOX });
  edges.forEach(({ from, to }, index) => {
    graph.setEdge(from, to, {}, String(index));
  });
  layout(graph);
  const path = curve<Point>()
    .x(({ x }) => x)
    .y(({ y }) => y)
    .curve(curveBasis)
    .digits(1);
  const { width, height } = graph.graph();
  return {
    width,
    height,
    scale: 1,
    nodes: nodes.map(({ node }) => graph.node(node)),
    edges: edges.map(({ from, to }, index) => {
      const { points } = graph.edge(from, to, String(index));
      return {
        path: path([...points]) ?? '',
        middle: points[Math.floor(points.length / 2)],
        before: points[points.length - 2],
        end: points[points.length - 1],
      };
    }),
  };
}
