// Which edge lies under the pointer. Asked only when the pointer rests on no node, so a plain walk over the edges is quick enough.

export interface Segment {
  readonly key: string;
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
  /** How far the curve's middle lies off the straight line, as a share of its length. */
  readonly bend: number;
}

export const NEAR = 6;

function toPiece(px: number, py: number, x1: number, y1: number, x2: number, y2: number): number {
  const dx = x2 - x1;
  const dy = y2 - y1;
  const long = dx * dx + dy * dy;
  const share = long ? Math.max(0, Math.min(1, ((px - x1) * dx + (py - y1) * dy) / long)) : 0;
  return Math.hypot(px - x1 - share * dx, py - y1 - share * dy);
}

/** The middle control point of an edge's quadratic curve. */
export function control(segment: Omit<Segment, "key">): { x: number; y: number } {
  const { x1, y1, x2, y2, bend } = segment;
  return { x: (x1 + x2) / 2 + (y2 - y1) * bend, y: (y1 + y2) / 2 - (x2 - x1) * bend };
}

const PIECES = 10;

/** Distance in pixels from a point to an edge. */
export function distance(segment: Segment, px: number, py: number): number {
  const { x1, y1, x2, y2 } = segment;
  if (!segment.bend) return toPiece(px, py, x1, y1, x2, y2);
  const c = control(segment);
  const at = (t: number) => ({
    x: (1 - t) ** 2 * x1 + 2 * (1 - t) * t * c.x + t ** 2 * x2,
    y: (1 - t) ** 2 * y1 + 2 * (1 - t) * t * c.y + t ** 2 * y2,
  });
  let least = Infinity;
  let from = at(0);
  for (let i = 1; i <= PIECES; i += 1) {
    const to = at(i / PIECES);
    least = Math.min(least, toPiece(px, py, from.x, from.y, to.x, to.y));
    from = to;
  }
  return least;
}

/** The key of the nearest edge within `NEAR` pixels, or "". */
export function nearest(segments: Iterable<Segment>, px: number, py: number, near = NEAR): string {
  let best = "";
  let least = near;
  for (const segment of segments) {
    const away = distance(segment, px, py);
    if (away < least) {
      least = away;
      best = segment.key;
    }
  }
  return best;
}
