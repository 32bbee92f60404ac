// Places for the small drawing of one thing: the others stand left and right of it in two wings, so that every name has room.

import type { Place } from "./arrange";

const ROW = 27; // pixels from one name to the next

export interface Wings {
  readonly places: ReadonlyMap<string, Place>;
  readonly width: number;
  readonly height: number;
}

/** `order`: the ids around the centre, as they follow each other in a ring; `width` in pixels; names take `names` of it on each side. */
export function wings(centre: string, order: readonly string[], { width, names }: { width: number; names: number }): Wings {
  const right = order.slice(0, Math.ceil(order.length / 2));
  const left = order.slice(right.length).reverse();
  const height = Math.max(120, right.length * ROW + 30);
  const middle = { x: width / 2, y: height / 2 };
  const reach = width / 2 - names;
  const places = new Map<string, Place>([[centre, middle]]);
  const lay = (ids: readonly string[], side: 1 | -1) => {
    ids.forEach((id, i) => {
      const share = ids.length > 1 ? (2 * i) / (ids.length - 1) - 1 : 0;
      const bow = Math.sqrt(1 - (0.88 * share) ** 2);
      places.set(id, { x: middle.x + side * reach * (0.45 + 0.55 * bow), y: middle.y + (share * (ids.length - 1) * ROW) / 2 });
    });
  };
  lay(right, 1);
  lay(left, -1);
  return { places, width, height };
}
