/**
 * Two drawings of a graph: layer by layer from left to right, and, where there is no room for that,
 * as a list with arcs.
 */
import { curveBasis, line as curve } from 'd3-shape';
import { percent } from '../format.js';
import { Layout, layout, type LayoutGraph, type Point } from './dagre.js';
import { bar, fitted, line, text } from './drawing.js';
import type { Drawing } from './figure.js';
import { coordinate, element, type Child, type Markup } from './markup.js';
import { perSecond } from './words.js';

export interface GraphNode {
  readonly node: string;
  readonly kind: string;
  readonly role: string;
  /** `24 partitions on 3 brokers`. */
  readonly parts: string;
  /** The resource of it that is busiest, and how busy: 0..1; null where it has none. */
  readonly busiest: { readonly resource: string; readonly utilization: number } | null;
  /** The load as a share of what it can carry, by arithmetic; null where that has no bound. */
  readonly load: number | null;
  /** Whether it has the busiest resource of all. */
  readonly first: boolean;
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: string;
  readonly perSecond: number;
}

export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

const HEIGHT = 66;
const WIDEST = 190;
const NARROWEST = 118;
/** Between layers: room for a rate. */
const BETWEEN = 62;

/** From left to right where that has room, else from top to bottom. */
export function layered(graph: Graph, width: number): Drawing {
  const across = placed(graph, 'LR');
  const { layout: chosen, size } =
    across.layout.graph().width <= width * MOST_SHRINK ? across : placed(graph, 'TB');
  const whole = chosen.graph();
  const scale = Math.min(1, width / whole.width);
  const most = graph.edges.reduce((widest, edge) => Math.max(widest, edge.perSecond), 0);
  const flows = graph.edges.flatMap((edge, index) =>
    flow(edge, most, chosen.edge(edge.from, edge.to, String(index)).points),
  );
  const boxes = graph.nodes.map((node) => {
    const { x, y } = chosen.node(node.node);
    return box(node, x - size / 2, y - HEIGHT / 2, size);
  });
  const left = Math.max(0, (width - whole.width * scale) / 2);
  const transform = `translate(${coordinate(left)} 0) scale(${scale.toFixed(4)})`;
  return { height: whole.height * scale, body: [element('g', { transform }, flows, boxes)] };
}

/** A drawing that is wider is not made so much smaller that its texts cannot be read. */
const MOST_SHRINK = 1.15;

/** `size`: how wide each node is. */
function placed(
  { nodes, edges }: Graph,
  rankdir: 'LR' | 'TB',
): { readonly layout: LayoutGraph; readonly size: number } {
  const size = rankdir === 'LR' && nodes.length > 6 ? NARROWEST : WIDEST;
  const graph = new Layout({ multigraph: true });
  const [nodesep, ranksep] = rankdir === 'LR' ? [18, BETWEEN] : [40, 40];
  graph.setGraph({ rankdir, nodesep, ranksep, marginx: 2, marginy: 12 });
  for (const { node } of nodes) graph.setNode(node, { width: size, height: HEIGHT });
  edges.forEach(({ from, to }, index) => {
    graph.setEdge(from, to, {}, String(index));
  });
  layout(graph);
  return { layout: graph, size };
}

function flow(edge: GraphEdge, most: number, points: readonly Point[]): Child[] {
  const path = curve<Point>()
    .x(({ x }) => x)
    .y(({ y }) => y)
    .curve(curveBasis)
    .digits(1);
  const middle = points[Math.floor(points.length / 2)];
  return [
    element(
      'path',
      { d: path([...points]) ?? '', class: 'flow', 'stroke-width': thickness(edge, most) },
      element('title', {}, hintOf(edge)),
    ),
    arrow(points[points.length - 2], points[points.length - 1]),
    text(middle.x, middle.y - 6, perSecond(edge.perSecond), {
      class: 'small halo',
      'text-anchor': 'middle',
    }),
  ];
}

function hintOf({ from, to, kind, perSecond: rate }: GraphEdge): string {
  return `${from} ${kind} ${to}: ${perSecond(rate)}`;
}

function thickness({ perSecond: rate }: GraphEdge, most: number): number {
  return most === 0 ? 1.5 : 1.5 + 6.5 * Math.sqrt(rate / most);
}

/** At the end, in the direction from the point before. */
function arrow(before: Point, end: Point): Markup {
  const [dx, dy] = [end.x - before.x, end.y - before.y];
  const long = Math.sqrt(dx * dx + dy * dy) || 1;
  const [ux, uy] = [dx / long, dy / long];
  const corner = (back: number, aside: number): string =>
    `${coordinate(end.x - back * ux - aside * uy)},${coordinate(end.y - back * uy + aside * ux)}`;
  return element('polygon', {
    points: [corner(0, 0), corner(9, 5), corner(9, -5)].join(' '),
    class: 'arrow',
  });
}

/** A node: what it is, its name, its parts, and the bar that is as full as it is busy. */
function box(node: GraphNode, x: number, y: number, width: number): Markup {
  const { busiest, load, first } = node;
  const name = node.node.replace(/^[^.]*\.(?=.)/, '');
  const where = node.role === '' || node.role === 'home' ? '' : `, ${node.role}`;
  const busy = busiest === null ? '' : percent(busiest.utilization);
  const hint = [
    node.node,
    node.parts,
    busiest === null ? '' : `${busiest.resource} ${busy} busy`,
    load === null ? '' : `${percent(load)} of what it can carry`,
  ].filter((part) => part !== '');
  const inner = width - 16;
  return element(
    'g',
    {},
    element('title', {}, hint.join('; ')),
    element('rect', {
      x,
      y,
      width,
      height: HEIGHT,
      rx: 5,
      class: first ? 'node busiest' : 'node',
    }),
    text(
      x + 8,
      y + 15,
      fitted(first ? `busiest ${node.kind}${where}` : `${node.kind}${where}`, inner, 6.2),
      {
        class: first ? 'small strong' : 'tick',
      },
    ),
    text(x + 8, y + 31, fitted(name, inner), { class: 'name strong' }),
    text(x + 8, y + 46, partsIn(node.parts, inner - 36), { class: 'tick' }),
    busiest === null
      ? null
      : [
          text(x + width - 8, y + 46, busy, { class: 'small', 'text-anchor': 'end' }),
          bar(x + 8, y + 52, inner, 8, 'frame'),
          bar(x + 8, y + 52, inner * Math.min(1, busiest.utilization), 8, first ? 'first' : 'blue'),
          load === null ? null : tick(x + 8 + inner * Math.min(1, load), y + 49),
        ],
  );
}

/** Without what they stand on, where there is no room for that. */
function partsIn(parts: string, room: number): string {
  const [short] = parts.split(/ on |, /);
  return fitted(parts.length * 6 <= room ? parts : short, room, 6);
}

function tick(x: number, y: number): Markup {
  return line(x, y, x, y + 14, 'loadmark');
}

const STEP = HEIGHT + 12;

/**
 * One node below the other, as records come to them; what goes from one to the next runs as an arc
 * at the right.
 */
export function arcs(graph: Graph, width: number): Drawing {
  const { edges } = graph;
  const { layout: across } = placed(graph, 'LR');
  const nodes = [...graph.nodes].sort((a, b) => {
    const [one, other] = [across.node(a.node), across.node(b.node)];
    return one.x - other.x || one.y - other.y;
  });
  const each = Math.min(WIDEST, width - 140);
  const top = new Map(nodes.map(({ node }, index) => [node, 4 + index * STEP]));
  const most = edges.reduce((widest, edge) => Math.max(widest, edge.perSecond), 0);
  const flows = edges.flatMap((edge, index): Child[] => {
    // Ends of several lines at one node keep apart.
    const aside = 6 * ((index % 3) - 1);
    const from = (top.get(edge.from) ?? 0) + HEIGHT / 2 + 10 + aside;
    const to = (top.get(edge.to) ?? 0) + HEIGHT / 2 - 10 + aside;
    const far = Math.abs(to - from) / STEP;
    const right = Math.min(width - 50, each + 26 + 22 * far);
    const d = `M${coordinate(each)},${coordinate(from)}C${coordinate(right)},${coordinate(from)} ${coordinate(right)},${coordinate(to)} ${coordinate(each + 8)},${coordinate(to)}`;
    // Of such a curve the middle lies at three quarters; labels of lines side by side at other
    // heights.
    const middle = each + 0.75 * (right - each);
    return [
      element(
        'path',
        { d, class: 'flow', 'stroke-width': thickness(edge, most) },
        element('title', {}, hintOf(edge)),
      ),
      arrow({ x: each + 10, y: to }, { x: each, y: to }),
      text(middle + 6, (from + to) / 2 + 4 + 2 * aside, perSecond(edge.perSecond), {
        class: 'small halo',
      }),
    ];
  });
  const boxes = nodes.map((node) => box(node, 1, top.get(node.node) ?? 0, each));
  return { height: nodes.length * STEP + 4, body: [flows, boxes] };
}
