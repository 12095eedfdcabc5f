/**
 * The system as a graph that lives: bars are how busy, numbers what waits, lines as wide as records
 * a second.
 */
import { useMemo } from 'preact/hooks';
import type { SystemGraph, SystemNode } from '../../analysis/systemGraph.js';
import { systemGraph } from '../../analysis/systemGraph.js';
import { counted, percent } from '../../report/format.js';
import { fitted } from '../../report/page/drawing.js';
import { isDirect } from '../../model/clusters.js';
import type { Model } from '../../model/model.js';
import { cellsOf, edgeRate, nodeNow, type NodeNow } from '../nodesNow.js';
import type { Now } from '../readings.js';
import { BOX, placedIn, type Placed } from './graphLayout.js';
import { chosen, isPlaying, lastReadA, lastReadB, type Side, worldA, worldB } from './state.js';
import { useWidth } from './useWidth.js';

/** As busy as that is as good as full. */
const HOT = 0.9;

export function GraphView({ side }: { readonly side: Side }) {
  const read = side === 'A' ? lastReadA.value : lastReadB.value;
  const world = side === 'A' ? worldA.value : worldB.value;
  const [ref, width] = useWidth();
  const model = read?.model ?? null;
  const graph = useMemo(() => (model === null ? null : systemGraph(model)), [model]);
  const where = useMemo(
    () => (graph === null || width === 0 ? null : placedIn(graph, width)),
    [graph, width],
  );
  const two = lastReadB.value !== null;
  return (
    <section class="graph" aria-label={two ? `system ${side}` : 'system'} ref={ref}>
      {two ? <h2>{side}</h2> : null}
      {graph === null || where === null || model === null ? null : (
        <Picture graph={graph} where={where} model={model} now={world.now} side={side} />
      )}
    </section>
  );
}

function Picture({
  graph,
  where,
  model,
  now,
  side,
}: {
  readonly graph: SystemGraph;
  readonly where: Placed;
  readonly model: Model;
  readonly now: Now | null;
  readonly side: Side;
}) {
  const { width, height, scale } = where;
  const most = graph.edges.reduce((widest, each) => Math.max(widest, each.recordsPerSecond), 0);
  return (
    <svg
      class={isPlaying.value ? 'picture moving' : 'picture'}
      data-picture={`graph-${side}`}
      viewBox={`0 0 ${width} ${height}`}
      style={{ width: `${width * scale}px` }}
      role="group"
      aria-label="nodes of the system; choose one to look inside"
    >
      {graph.edges.map((edge, index) => {
        const { path, middle, before, end } = where.edges[index];
        // Where nothing moves, as arithmetic has it.
        const still = isDirect(model) ? edge.recordsPerSecond : 0;
        const rate = now === null ? still : edgeRate(edge, graph, model, now);
        const wide =
          most === 0 ? 1.5 : 1.5 + 6 * Math.sqrt(Math.min(2, rate / (most / cellsOf(model))));
        return (
          <g key={index}>
            <path class="flow" d={path} stroke-width={wide} />
            {now !== null && rate > 0 ? (
              <path class="run" d={path} stroke-width={Math.max(1, wide - 1.5)} />
            ) : null}
            <polygon class="arrow" points={arrow(before, end)} />
            <text class="small halo" x={middle.x} y={middle.y - 7} text-anchor="middle">
              {counted(rate)}/s
            </text>
          </g>
        );
      })}
      {graph.nodes.map((node, index) => (
        <Box
          key={node.node}
          node={node}
          x={where.nodes[index].x - BOX.width / 2}
          y={where.nodes[index].y - BOX.height / 2}
          is={now === null ? null : nodeNow(node, model, now)}
        />
      ))}
    </svg>
  );
}

function arrow(before: { x: number; y: number }, end: { x: number; y: number }): string {
  const [dx, dy] = [end.x - before.x, end.y - before.y];
  const long = Math.sqrt(dx * dx + dy * dy) || 1;
  const [ux, uy] = [dx / long, dy / long];
  const corner = (back: number, aside: number): string =>
    `${(end.x - back * ux - aside * uy).toFixed(1)},${(end.y - back * uy + aside * ux).toFixed(1)}`;
  return [corner(0, 0), corner(9, 5), corner(9, -5)].join(' ');
}

function Box({
  node,
  x,
  y,
  is,
}: {
  readonly node: SystemNode;
  readonly x: number;
  readonly y: number;
  readonly is: NodeNow | null;
}) {
  const name = node.node.replace(/^[^.]*\.(?=.)/, '');
  const inner = BOX.width - 16;
  const busiest = is?.busiest ?? null;
  const busy = busiest?.utilization ?? 0;
  const hot = busy >= HOT;
  const waits =
    is === null || is.waiting === null
      ? ''
      : `${counted(Math.round(is.waiting.count))} ${is.waiting.what}`;
  const missing = is?.alive !== null && is?.alive !== undefined && is.alive.now < is.alive.all;
  const parts = missing
    ? `${is.alive.now} of ${is.alive.all} there`
    : `${counted(node.count)} ${node.counted.split(/ on |, /)[0]}`;
  const choose = (): void => {
    chosen.value = chosen.value === node.node ? null : node.node;
  };
  return (
    <g
      class={`node${hot ? ' hot' : ''}${chosen.value === node.node ? ' chosen' : ''}${missing ? ' missing' : ''}`}
      role="button"
      tabindex={0}
      aria-pressed={chosen.value === node.node}
      data-node={node.node}
      onClick={choose}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        choose();
      }}
    >
      <rect class="box" x={x} y={y} width={BOX.width} height={BOX.height} rx={6} />
      <text class="tick" x={x + 8} y={y + 15}>
        {fitted(`${node.kind}, ${node.count === 0 ? '' : parts}`.replace(/, $/, ''), inner, 6.2)}
      </text>
      <text class="name" x={x + 8} y={y + 32}>
        {fitted(name, inner)}
      </text>
      <text class="small" x={x + 8} y={y + 48}>
        {waits}
      </text>
      {busiest === null ? null : (
        <>
          <text class="small" x={x + BOX.width - 8} y={y + 48} text-anchor="end">
            {percent(busy)}
          </text>
          <rect class="frame" x={x + 8} y={y + 56} width={inner} height={9} />
          <rect
            class={hot ? 'bar full' : 'bar'}
            x={x + 8}
            y={y + 56}
            width={inner * busy}
            height={9}
          />
        </>
      )}
    </g>
  );
}
