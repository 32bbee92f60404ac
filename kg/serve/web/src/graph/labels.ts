// Names on the drawing. They are placed from the most important down, and one that would cover another is left out.

import { shortened } from "../model/text";

export interface Wanted {
  readonly id: string;
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly strong: boolean;
  readonly badge: string;
}

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface Ink {
  readonly text: string;
  readonly halo: string;
  readonly quiet: string;
}

const SANS = '"Plex", "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';
const LONGEST = 34;
const LENGTHS = [LONGEST, 18]; // letters: a name that finds no place is tried once more, cut shorter
const LINE = 15;

function touch(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

/** Boxes in a grid, so that "does it touch any" looks only nearby. */
export class Taken {
  private readonly cells = new Map<string, Box[]>();
  private static readonly SIDE = 80;

  free(box: Box): boolean {
    return this.keys(box).every((key) => !this.cells.get(key)?.some((other) => touch(box, other)));
  }

  add(box: Box): void {
    for (const key of this.keys(box)) {
      const list = this.cells.get(key);
      if (list) list.push(box);
      else this.cells.set(key, [box]);
    }
  }

  private keys(box: Box): string[] {
    const keys: string[] = [];
    const at = (value: number) => Math.floor(value / Taken.SIDE);
    for (let x = at(box.left); x <= at(box.right); x += 1) for (let y = at(box.top); y <= at(box.bottom); y += 1) keys.push(`${String(x)},${String(y)}`);
    return keys;
  }
}

const widths = new Map<string, number>();

function widthOf(context: CanvasRenderingContext2D, text: string): number {
  const key = `${context.font}|${text}`;
  let width = widths.get(key);
  if (width === undefined) {
    width = context.measureText(text).width;
    if (widths.size > 20_000) widths.clear();
    widths.set(key, width);
  }
  return width;
}

function fontOf(label: Wanted): string {
  const size = label.strong ? 13 : Math.min(14, 10.5 + label.radius * 0.16);
  return `${label.strong ? 600 : 500} ${String(size)}px ${SANS}`;
}

/** Draws what fits and answers the ids of the names drawn. `most` bounds how many, so that the picture stays a picture. */
export function drawLabels(context: CanvasRenderingContext2D, wanted: Iterable<Wanted>, taken: Taken, ink: Ink, most: number): string[] {
  const drawn: string[] = [];
  context.textBaseline = "middle";
  context.lineJoin = "round";
  for (const label of wanted) {
    if (drawn.length >= most) break;
    if (drawLabel(context, label, taken, ink)) drawn.push(label.id);
  }
  return drawn;
}

function drawLabel(context: CanvasRenderingContext2D, label: Wanted, taken: Taken, ink: Ink): boolean {
  if (label.strong) return drawText(context, label, { text: shortened(label.text, LONGEST * 1.6), taken, ink });
  return LENGTHS.some((length) => drawText(context, label, { text: shortened(label.text, length), taken, ink }));
}

function drawText(context: CanvasRenderingContext2D, label: Wanted, { text, taken, ink }: { text: string; taken: Taken; ink: Ink }): boolean {
  context.font = fontOf(label);
  const full = label.badge ? `${text} ${label.badge}` : text;
  const width = widthOf(context, full);
  const place = placed(label, width, taken);
  if (!place) return false;
  taken.add(place);
  const y = (place.top + place.bottom) / 2;
  context.lineWidth = 3.5;
  context.strokeStyle = ink.halo;
  context.strokeText(full, place.left + 2, y);
  context.fillStyle = ink.text;
  context.fillText(text, place.left + 2, y);
  if (label.badge) {
    context.fillStyle = ink.quiet;
    context.fillText(label.badge, place.left + 2 + widthOf(context, `${text} `), y);
  }
  return true;
}

/** Below the node, else right, above or left of it; a strong name is placed below whatever it covers. */
function placed(label: Wanted, width: number, taken: Taken): Box | null {
  const gap = label.radius + 3;
  const box = (left: number, top: number): Box => ({ left, top, right: left + width + 4, bottom: top + LINE });
  const middle = label.x - width / 2 - 2;
  const choices = [
    box(middle, label.y + gap - 1),
    box(label.x + gap, label.y - LINE / 2),
    box(middle, label.y - gap - LINE + 1),
    box(label.x - gap - width - 4, label.y - LINE / 2),
  ];
  return choices.find((choice) => taken.free(choice)) ?? (label.strong ? (choices[0] ?? null) : null);
}
