// Which node an arrow key leads to.

export type Way = readonly [number, number];

export interface Spot {
  readonly id: string;
  readonly x: number;
  readonly y: number;
}

/** The spot that one reaches from `from` in this direction: near, and not far off the way. */
export function towards(from: Spot, spots: Iterable<Spot>, [dx, dy]: Way): string {
  let best = "";
  let least = Infinity;
  for (const spot of spots) {
    const along = (spot.x - from.x) * dx + (spot.y - from.y) * dy;
    const off = Math.abs((spot.x - from.x) * dy) + Math.abs((spot.y - from.y) * dx);
    if (spot.id === from.id || along <= 0 || off > along * 2) continue;
    const cost = along + off * 2;
    if (cost < least) {
      least = cost;
      best = spot.id;
    }
  }
  return best;
}
