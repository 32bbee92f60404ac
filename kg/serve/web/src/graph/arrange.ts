// Places for small parts of the graph: a neighbourhood as rings around its centre, a path as a row. The whole graph keeps the map
// that was computed when it was built.

import { across, type Network } from "../model/network";
import type { Visible } from "../model/visible";
import type { Scope } from "../model/view";

export interface Place {
  readonly x: number;
  readonly y: number;
}

export type Places = ReadonlyMap<string, Place>;

const RING = 120; // units of the layout between one ring and the next
const ROOM = 34; // least arc for one node on its ring
export const LARGEST = 600;

/** Own places for what is shown, or null where the map's places serve. y points down. */
export function arrange(network: Network, shown: Visible, scope: Scope, rows: readonly (readonly string[])[], room = ROOM): Places | null {
  if (scope.kind === "all" || scope.kind === "communities" || shown.nodes.size > LARGEST) return null;
  if (scope.kind === "path" && rows.length) return inRows(network, shown, rows);
  const roots = scope.kind === "ego" && shown.nodes.has(scope.id) ? [scope.id] : [];
  return packed(components(network, shown, roots).map((root) => rings(network, shown, root, room)));
}

/** One root for each connected part: the given ones first, then the best connected node of each part left. */
function components(network: Network, shown: Visible, first: readonly string[]): string[] {
  const degree = (id: string) => network.nodes.get(id)?.degree ?? 0;
  const order = [...first, ...[...shown.nodes].sort((a, b) => degree(b) - degree(a) || (a < b ? -1 : 1))];
  const seen = new Set<string>();
  const roots: string[] = [];
  for (const id of order) {
    if (seen.has(id)) continue;
    roots.push(id);
    for (const found of tree(network, shown, id).keys()) seen.add(found);
  }
  return roots;
}

/** Children by parent in the breadth-first tree below `root`, neighbours of one type side by side. */
function tree(network: Network, shown: Visible, root: string): Map<string, string[]> {
  const children = new Map<string, string[]>([[root, []]]);
  const queue = [root];
  for (const id of queue) {
    const next = new Set<string>();
    for (const edge of network.at.get(id) ?? []) {
      const other = across(edge, id);
      if (shown.edges.has(edge.key) && shown.nodes.has(other) && !children.has(other)) next.add(other);
    }
    const sorted = [...next].sort((a, b) => (a < b ? -1 : 1));
    children.set(id, sorted);
    for (const other of sorted) {
      children.set(other, []);
      queue.push(other);
    }
  }
  return children;
}

interface Part {
  readonly places: Map<string, Place>;
  readonly radius: number;
}

function rings(network: Network, shown: Visible, root: string, room: number): Part {
  const children = tree(network, shown, root);
  const weight = new Map<string, number>();
  for (const id of [...children.keys()].reverse()) {
    const own = children.get(id) ?? [];
    weight.set(id, Math.max(1, own.reduce((sum, child) => sum + (weight.get(child) ?? 1), 0)));
  }
  const widest = weight.get(root) ?? 1;
  const needed = (widest * room) / (2 * Math.PI); // radius at which all would stand side by side
  const lanes = Math.max(1, Math.round(needed / (4 * RING))); // very many stand in several rings instead
  const step = Math.max(RING, needed / lanes);
  const lane = lanes > 1 ? room * 1.2 : 0;
  const places = new Map<string, Place>([[root, { x: 0, y: 0 }]]);
  let depth = 0;
  const lay = (id: string, from: number, to: number, level: number): void => {
    depth = Math.max(depth, level);
    let at = from;
    (children.get(id) ?? []).forEach((child, i) => {
      const share = ((to - from) * (weight.get(child) ?? 1)) / (weight.get(id) ?? 1);
      const angle = at + share / 2;
      const reach = (level + 1) * step + (i % lanes) * lane;
      places.set(child, { x: Math.cos(angle) * reach, y: Math.sin(angle) * reach });
      lay(child, at, at + share, level + 1);
      at += share;
    });
  };
  lay(root, -Math.PI / 2, (3 * Math.PI) / 2, 0);
  return { places, radius: depth * step + lanes * lane + ROOM };
}

/** Parts side by side in rows, the largest first, in about a square. */
function packed(parts: readonly Part[]): Places {
  const places = new Map<string, Place>();
  const sorted = [...parts].sort((a, b) => b.radius - a.radius);
  const area = sorted.reduce((sum, part) => sum + (2 * part.radius + ROOM) ** 2, 0);
  const wide = Math.max(2 * (sorted[0]?.radius ?? 0), Math.sqrt(area) * 1.3);
  let x = 0;
  let y = 0;
  let tall = 0;
  for (const part of sorted) {
    if (x > 0 && x + 2 * part.radius > wide) {
      y += tall + ROOM;
      x = 0;
      tall = 0;
    }
    for (const [id, place] of part.places) places.set(id, { x: place.x + x + part.radius, y: place.y + y + part.radius });
    x += 2 * part.radius + ROOM;
    tall = Math.max(tall, 2 * part.radius);
  }
  return places;
}

/** Each path a row from left to right; ends that paths share stand at half height, what else is shown below. */
function inRows(network: Network, shown: Visible, rows: readonly (readonly string[])[]): Places {
  const across = 150;
  const down = 110;
  const places = new Map<string, Place>();
  const longest = Math.max(...rows.map((row) => row.length));
  const middle = ((rows.length - 1) * down) / 2;
  rows.forEach((row, line) => {
    row.forEach((id, i) => {
      const end = i === 0 || i === row.length - 1;
      const x = i === row.length - 1 ? (longest - 1) * across : i * across;
      if (!places.has(id)) places.set(id, { x, y: end ? middle : line * down });
    });
  });
  const rest = [...shown.nodes].filter((id) => !places.has(id) && network.nodes.has(id));
  rest.forEach((id, i) => places.set(id, { x: (i % longest) * across, y: (rows.length + Math.floor(i / longest)) * down }));
  return places;
}
