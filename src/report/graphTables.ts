/** nodes.csv and edges.csv: the system as a graph, by arithmetic. */
import { systemGraph, type SystemEdge, type SystemNode } from '../analysis/systemGraph.js';
import { column, text } from './column.js';
import { tableOf } from './studyTable.js';

export const NODES = tableOf<SystemNode>(
  'nodes',
  'a node of the system: producers, a topic, a mirror, a group, a store, or callers where there is no broker',
  ({ model }) => systemGraph(model).nodes,
  [
    text('node', 'its path in the model', ({ part }) => part.node),
    text('kind', 'what it is', ({ part }) => part.kind),
    text('role', 'where it stands in a cell: home, or another role', ({ part }) => part.role),
    column(
      'count',
      'parts',
      'how many parts it has, of the whole system',
      ({ part }) => part.count,
    ),
    text('counted', 'what the parts are', ({ part }) => part.counted),
    text(
      'resources',
      "with what the names of its resources begin; a topic's are those of its cluster",
      ({ part }) => part.resources,
    ),
  ],
);

export const EDGES = tableOf<SystemEdge>(
  'edges',
  'what one node has to do with another',
  ({ model }) => systemGraph(model).edges,
  [
    text('from', 'the node that it begins at', ({ part }) => part.from),
    text('to', 'the node that it goes to', ({ part }) => part.to),
    text('kind', 'sends, reads, copies, calls or writes', ({ part }) => part.kind),
    column(
      'records_per_second',
      'records/s',
      'offered, of the whole system, by arithmetic',
      ({ part }) => part.recordsPerSecond,
    ),
  ],
);
