// The square of the map that cameras speak of.

import type { CommunityShape } from "../api/shapes";
import type { Network } from "../model/network";

/** The square that holds the whole map, whatever part of it is here: cameras of links stay true. */
export function extent(network: Network): { x: [number, number]; y: [number, number] } {
  const xs: number[] = [];
  const ys: number[] = [];
  const discs: readonly Pick<CommunityShape, "x" | "y" | "radius">[] = network.communities;
  for (const { x, y, radius } of discs) {
    xs.push(x - radius, x + radius);
    ys.push(-y - radius, -y + radius);
  }
  if (!discs.length || network.nodes.size >= network.total) {
    for (const { x, y } of network.nodes.values()) {
      xs.push(x);
      ys.push(-y);
    }
  }
  const least = (values: number[]) => values.reduce((a, b) => Math.min(a, b), Infinity);
  const most = (values: number[]) => values.reduce((a, b) => Math.max(a, b), -Infinity);
  return { x: [least(xs), most(xs)], y: [least(ys), most(ys)] };
}
