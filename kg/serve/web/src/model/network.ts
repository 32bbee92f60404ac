// The part of the graph that this page holds: filled from the columns that the server sends, and added to on demand.

import type { CommunityLink, CommunityShape, GraphShape, OntologyShape } from "../api/shapes";

export interface Node {
  readonly id: string;
  readonly label: string;
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly degree: number;
  readonly rank: number;
  readonly papers: number;
  readonly community: number;
  /** Dates (partial ISO, "" unknown) of the first and the last paper that names it. */
  readonly first: string;
  readonly last: string;
}

export interface Edge {
  readonly key: string;
  readonly source: string;
  readonly target: string;
  readonly relation: string;
  readonly support: number;
  readonly score: number;
  readonly first: string;
  readonly last: string;
}

export interface Network {
  readonly nodes: ReadonlyMap<string, Node>;
  readonly edges: ReadonlyMap<string, Edge>;
  /** The edges at each node, both directions. */
  readonly at: ReadonlyMap<string, readonly Edge[]>;
  readonly communities: readonly CommunityShape[];
  readonly links: readonly CommunityLink[];
  readonly total: number;
  readonly totalEdges: number;
}

export const EMPTY: Network = { nodes: new Map(), edges: new Map(), at: new Map(), communities: [], links: [], total: 0, totalEdges: 0 };

/** Whether every node of the graph is here, so that nothing needs to be fetched to walk it. */
export function isWhole(network: Network): boolean {
  return network.nodes.size >= network.total;
}

export function edgeKey(source: string, relation: string, target: string): string {
  return `${source} ${relation} ${target}`;
}

export function edgeEnds(key: string): [source: string, relation: string, target: string] {
  const [source = "", relation = "", target = ""] = key.split(" ");
  return [source, relation, target];
}

/** The other end of an edge at `id`. */
export function across(edge: Edge, id: string): string {
  return edge.source === id ? edge.target : edge.source;
}

/** `network` with what the server sent added; the rooms for communities and totals are taken from the fuller answer. */
export function withShape(network: Network, shape: GraphShape, ontology: OntologyShape): Network {
  const nodes = new Map(network.nodes);
  const edges = new Map(network.edges);
  for (const node of nodesOf(shape, ontology)) nodes.set(node.id, node);
  for (const edge of edgesOf(shape, ontology)) edges.set(edge.key, edge);
  const fuller = shape.communities.length > network.communities.length;
  return {
    nodes,
    edges,
    at: adjacency(edges.values()),
    communities: fuller ? shape.communities : network.communities,
    links: fuller ? shape.links : network.links,
    total: Math.max(network.total, shape.total),
    totalEdges: Math.max(network.totalEdges, shape.total_edges),
  };
}

function nodesOf(shape: GraphShape, ontology: OntologyShape): Node[] {
  const c = shape.nodes as Required<GraphShape["nodes"]>;
  const date = (index: number | undefined) => shape.dates[index ?? -1] ?? "";
  return c.id.map((id, i) => ({
    id,
    label: c.label[i] ?? id,
    type: ontology.types[c.type[i] ?? -1]?.name ?? "",
    x: c.x[i] ?? 0,
    y: c.y[i] ?? 0,
    size: c.size[i] ?? 4,
    degree: c.degree[i] ?? 0,
    rank: c.rank[i] ?? 0,
    papers: c.papers[i] ?? 0,
    community: c.community[i] ?? -1,
    first: date(c.first[i]),
    last: date(c.last[i]),
  }));
}

function edgesOf(shape: GraphShape, ontology: OntologyShape): Edge[] {
  const c = shape.edges as Required<GraphShape["edges"]>;
  const id = (index: number | undefined) => shape.nodes.id?.[index ?? -1] ?? "";
  const date = (index: number | undefined) => shape.dates[index ?? -1] ?? "";
  return c.source.map((start, i) => {
    const source = id(start);
    const target = id(c.target[i]);
    const relation = ontology.relations[c.relation[i] ?? -1]?.name ?? "";
    return {
      key: edgeKey(source, relation, target),
      source,
      target,
      relation,
      support: c.support[i] ?? 1,
      score: c.score[i] ?? 0,
      first: date(c.first[i]),
      last: date(c.last[i]),
    };
  });
}

function adjacency(edges: Iterable<Edge>): Map<string, Edge[]> {
  const at = new Map<string, Edge[]>();
  const add = (id: string, edge: Edge) => {
    const list = at.get(id);
    if (list) list.push(edge);
    else at.set(id, [edge]);
  };
  for (const edge of edges) {
    add(edge.source, edge);
    if (edge.target !== edge.source) add(edge.target, edge);
  }
  return at;
}

/** `start` and what is at most `depth` steps away, nearest first, at most `limit`. */
export function around(network: Network, start: string, depth: number, limit = Infinity): string[] {
  const found = new Set([start]);
  let ring = [start];
  for (let step = 0; step < depth; step += 1) {
    const next: string[] = [];
    for (const id of ring) {
      for (const edge of network.at.get(id) ?? []) {
        const other = across(edge, id);
        if (found.has(other)) continue;
        if (found.size >= limit) return [...found];
        found.add(other);
        next.push(other);
      }
    }
    ring = next;
  }
  return [...found];
}

/** A shortest path between two nodes over the edges here, or null; `usable` says which nodes it may pass through. */
export function shortestPath(network: Network, from: string, to: string, usable: (id: string) => boolean = () => true): string[] | null {
  const before = new Map<string, string>([[from, ""]]);
  const queue = [from];
  for (const id of queue) {
    if (id === to) break;
    for (const edge of network.at.get(id) ?? []) {
      const other = across(edge, id);
      if (before.has(other) || !(other === to || usable(other))) continue;
      before.set(other, id);
      queue.push(other);
    }
  }
  if (!before.has(to)) return null;
  const path: string[] = [];
  for (let id = to; id; id = before.get(id) ?? "") path.unshift(id);
  return path;
}
