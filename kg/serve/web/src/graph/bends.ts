// Edges that join the same two nodes fan out, so that each can be seen and met.

import type { Edge } from "../model/network";

const BEND = 0.16;

/** Key of an edge -> how far its middle lies off the straight line, as a share of its length; none for those that run straight. */
export function bendsOf(edges: Iterable<Edge>): ReadonlyMap<string, number> {
  const pairs = new Map<string, Edge[]>();
  for (const edge of edges) {
    const pair = edge.source < edge.target ? `${edge.source} ${edge.target}` : `${edge.target} ${edge.source}`;
    const list = pairs.get(pair);
    if (list) list.push(edge);
    else pairs.set(pair, [edge]);
  }
  const bends = new Map<string, number>();
  for (const list of pairs.values()) {
    if (list.length < 2) continue;
    list.forEach((edge, i) => {
      const bend = (i - (list.length - 1) / 2) * BEND * 2 * (edge.source < edge.target ? 1 : -1);
      if (bend) bends.set(edge.key, bend);
    });
  }
  return bends;
}
