// Lit edges on the canvas above the nodes: on a full map they would be lost below the nodes that are not lit.

import type { Shape } from "../model/glyph";
import { control, type Segment } from "./hit";

/** A node as it stands on the screen, in CSS pixels. */
export interface Drawn {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly color: string;
  readonly shape: Shape;
}

export interface Line extends Segment {
  readonly colour: string;
  /** Radii of the two nodes, in pixels: a line ends at their rims. */
  readonly from: number;
  readonly to: number;
}

const WIDTH = 1.8;
const HEAD = 7;

export function drawLines(context: CanvasRenderingContext2D, lines: Iterable<Line>): void {
  context.lineWidth = WIDTH;
  context.lineCap = "round";
  for (const line of lines) drawLine(context, line);
}

function drawLine(context: CanvasRenderingContext2D, line: Line): void {
  const middle = control(line);
  const start = towards(line.x1, line.y1, middle, line.from + 1);
  const end = towards(line.x2, line.y2, middle, line.to + 2);
  if (Math.hypot(line.x2 - line.x1, line.y2 - line.y1) <= line.from + line.to + HEAD) return;
  context.strokeStyle = line.colour;
  context.fillStyle = line.colour;
  context.beginPath();
  context.moveTo(start.x, start.y);
  context.quadraticCurveTo(middle.x, middle.y, end.x, end.y);
  context.stroke();
  const angle = Math.atan2(end.y - middle.y, end.x - middle.x);
  const wing = (turn: number) => [end.x - HEAD * Math.cos(angle + turn), end.y - HEAD * Math.sin(angle + turn)] as const;
  context.beginPath();
  context.moveTo(end.x, end.y);
  context.lineTo(...wing(0.42));
  context.lineTo(...wing(-0.42));
  context.closePath();
  context.fill();
}

/** The point `away` pixels from (x, y) on the way to `goal`. */
function towards(x: number, y: number, goal: { x: number; y: number }, away: number): { x: number; y: number } {
  const long = Math.hypot(goal.x - x, goal.y - y) || 1;
  const share = Math.min(1, away / long);
  return { x: x + (goal.x - x) * share, y: y + (goal.y - y) * share };
}
