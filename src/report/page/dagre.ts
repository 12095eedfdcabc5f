/**
 * Dagre, with the types of what is used: its own name files without endings, which Node's way of
 * finding modules refuses.
 */
import * as dagre from '@dagrejs/dagre';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A graph with several edges between the same nodes, by their names. */
export interface LayoutGraph {
  setGraph(label: {
    readonly rankdir: 'LR' | 'TB';
    readonly nodesep: number;
    readonly ranksep: number;
    readonly marginx: number;
    readonly marginy: number;
  }): void;
  setNode(name: string, size: { readonly width: number; readonly height: number }): void;
  setEdge(from: string, to: string, label: object, name: string): void;
  /** After the layout. */
  graph(): { readonly width: number; readonly height: number };
  node(name: string): Point;
  edge(from: string, to: string, name: string): { readonly points: readonly Point[] };
}

interface Dagre {
  readonly Graph: new (options: { readonly multigraph: true }) => LayoutGraph;
  readonly layout: (graph: LayoutGraph) => void;
}

export const { Graph: Layout, layout } = dagre as unknown as Dagre;
