// Which nodes and edges a view shows.

import { across, around, isWhole, type Edge, type Network, type Node, shortestPath } from "./network";
import type { Scope, View } from "./view";

export interface Visible {
  readonly nodes: ReadonlySet<string>;
  readonly edges: ReadonlySet<string>;
  /** Everything in the scope, before filters: what counts in the legend are out of. */
  readonly scope: ReadonlySet<string>;
}

export function visible(network: Network, view: View, path: readonly string[] = []): Visible {
  const scope = inScope(network, view, path);
  const edges = new Map<string, Edge>();
  const filtersEdges = view.relationsOff.length > 0 || view.support > 1 || view.score > 0;
  const pinned = new Set(view.pinned);
  const kept = new Set([...scope].filter((id) => pinned.has(id) || passes(network.nodes.get(id), view)));
  for (const edge of network.edges.values()) {
    if (kept.has(edge.source) && kept.has(edge.target) && edgePasses(edge, view)) edges.set(edge.key, edge);
  }
  const nodes = filtersEdges ? withoutLoose(kept, edges, pinned) : kept;
  return { nodes, edges: new Set(edges.keys()), scope };
}

function inScope(network: Network, view: View, path: readonly string[]): Set<string> {
  const ids = new Set([...scopeIds(network, view.scope, path)].filter((id) => network.nodes.has(id)));
  for (const id of view.expanded) {
    if (!network.nodes.has(id)) continue;
    ids.add(id);
    for (const edge of network.at.get(id) ?? []) ids.add(across(edge, id));
  }
  for (const id of view.pinned) if (network.nodes.has(id)) ids.add(id);
  for (const id of view.collapsed) for (const leaf of leaves(network, id, ids)) ids.delete(leaf);
  for (const id of view.hidden) ids.delete(id);
  return ids;
}

function scopeIds(network: Network, scope: Scope, path: readonly string[]): Iterable<string> {
  switch (scope.kind) {
    case "all":
      return network.nodes.keys();
    case "ego":
      return around(network, scope.id, scope.depth);
    case "path":
      return path.length ? path : (shortestPath(network, scope.from, scope.to) ?? [scope.from, scope.to]);
    case "ids":
      return scope.ids;
    case "communities": {
      const wanted = new Set(scope.numbers);
      return [...network.nodes.values()].filter((node) => wanted.has(node.community)).map((node) => node.id);
    }
  }
}

/** The neighbours of `id` that have no other neighbour among `ids`: what collapsing it puts away. */
export function leaves(network: Network, id: string, ids: ReadonlySet<string>): string[] {
  const own = new Set((network.at.get(id) ?? []).map((edge) => across(edge, id)));
  own.delete(id);
  return [...own].filter((other) => {
    const others = (network.at.get(other) ?? []).map((edge) => across(edge, other));
    return ids.has(other) && others.every((end) => end === id || end === other || !ids.has(end));
  });
}

function passes(node: Node | undefined, view: View): boolean {
  if (!node || view.typesOff.includes(node.type)) return false;
  return overlapsDates(node, view);
}

function edgePasses(edge: Edge, view: View): boolean {
  if (view.relationsOff.includes(edge.relation)) return false;
  return edge.support >= view.support && edge.score >= view.score && overlapsDates(edge, view);
}

/** Partial dates compare as text: "2024" lies before "2024-03", and the whole of `until` counts. */
export function overlapsDates(thing: { first: string; last: string }, range: { since: string; until: string }): boolean {
  if (!range.since && !range.until) return true;
  if (!thing.first) return false;
  const last = thing.last || thing.first;
  const startsInTime = !range.until || thing.first.slice(0, range.until.length) <= range.until;
  return startsInTime && (!range.since || last >= range.since.slice(0, last.length));
}

/** As the server does it: a filter of edges leaves only nodes that still have one. */
function withoutLoose(kept: Set<string>, edges: Map<string, Edge>, pinned: Set<string>): Set<string> {
  const joined = new Set<string>();
  for (const edge of edges.values()) joined.add(edge.source).add(edge.target);
  return new Set([...kept].filter((id) => joined.has(id) || pinned.has(id)));
}

/** How many statements of a node are not drawn now: what its badge says. */
export function hiddenNeighbours(network: Network, id: string, shown: Visible): number {
  const node = network.nodes.get(id);
  if (!node) return 0;
  const own = network.at.get(id) ?? [];
  const drawn = own.filter((edge) => shown.edges.has(edge.key)).length;
  return Math.max(0, (isWhole(network) ? own.length : node.degree) - drawn);
}

export function countBy<T>(items: Iterable<T>, key: (item: T) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(key(item), (counts.get(key(item)) ?? 0) + 1);
  return counts;
}
