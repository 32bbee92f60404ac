// What the pages ask of the drawing without knowing it: zoom to a node, to everything, by a step.

import { signal } from "@preact/signals";
import type { Stage } from "./stage";

export const stage = signal<Stage | null>(null);

export interface Insets {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const NONE: Insets = { left: 0, right: 0, top: 0, bottom: 0 };
let covered: () => Insets = () => NONE;

/** Says how to find the pixels that panels cover: what is fitted stays clear of them. */
export function setInsets(measure: () => Insets): void {
  covered = measure;
}

const MOTION = 420;
const CLOSEST = 0.02;

function duration(calm: boolean): { duration: number } {
  return { duration: calm ? 0 : MOTION };
}

function isCalm(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/** Moves the camera so that the nodes given fill what the panels leave free. */
export function fit(ids: Iterable<string>, at: { once?: boolean; closest?: number | undefined } = {}): void {
  const sigma = stage.value?.sigma;
  if (!sigma) return;
  const boxes = [...ids].map((id) => sigma.getNodeDisplayData(id)).filter((data) => data !== undefined);
  if (!boxes.length) return;
  const range = (values: number[]) => [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))] as const;
  const [x1, x2] = range(boxes.map((box) => box.x));
  const [y1, y2] = range(boxes.map((box) => box.y));
  frame({ x1, x2, y1, y2 }, { once: at.once ?? false, closest: at.closest ?? CLOSEST });
}

/** Moves the camera so that all communities are in view: the first look at a graph too large to draw at once. */
export function fitDiscs(discs: readonly { x: number; y: number; radius: number }[], once: boolean): void {
  const sigma = stage.value?.sigma;
  if (!sigma || !discs.length) return;
  const framed = (x: number, y: number) => sigma.viewportToFramedGraph(sigma.graphToViewport({ x, y: -y }));
  const corners = discs.flatMap(({ x, y, radius }) => [framed(x - radius, y - radius), framed(x + radius, y + radius)]);
  const xs = corners.map((corner) => corner.x);
  const ys = corners.map((corner) => corner.y);
  frame({ x1: Math.min(...xs), x2: Math.max(...xs), y1: Math.min(...ys), y2: Math.max(...ys) }, { once, closest: CLOSEST });
}

interface Frame {
  readonly x1: number;
  readonly x2: number;
  readonly y1: number;
  readonly y2: number;
}

function frame(box: Frame, { once, closest }: { once: boolean; closest: number }): void {
  const sigma = stage.value?.sigma;
  if (!sigma) return;
  const camera = sigma.getCamera();
  const insets = covered();
  const { width, height } = sigma.getDimensions();
  const state = { x: 0.5, y: 0.5, angle: 0, ratio: 1 };
  const one = sigma.framedGraphToViewport({ x: 0, y: 0 }, { cameraState: state });
  const two = sigma.framedGraphToViewport({ x: 1, y: 0 }, { cameraState: state });
  const scale = Math.hypot(two.x - one.x, two.y - one.y); // pixels for one unit at ratio 1
  const margin = Math.min(60, width * 0.08);
  const wide = Math.max(80, width - insets.left - insets.right - 2 * margin);
  const high = Math.max(80, height - insets.top - insets.bottom - 2 * margin);
  const ratio = Math.max(closest, ((box.x2 - box.x1) * scale) / wide, ((box.y2 - box.y1) * scale) / high);
  const shift = (pixels: number) => (pixels * ratio) / scale;
  const goal = {
    x: (box.x1 + box.x2) / 2 + shift((insets.right - insets.left) / 2),
    y: (box.y1 + box.y2) / 2 - shift((insets.bottom - insets.top) / 2),
    ratio,
  };
  if (once) camera.setState(goal);
  else void camera.animate(goal, duration(isCalm()));
}

/** Brings a node into the middle, no farther away than one is now. */
export function focusNode(id: string): void {
  const sigma = stage.value?.sigma;
  const data = sigma?.getNodeDisplayData(id);
  if (!sigma || !data) return;
  const ratio = Math.min(sigma.getCamera().ratio, 0.16);
  frameAt(data.x, data.y, ratio);
}

function frameAt(x: number, y: number, ratio: number): void {
  const sigma = stage.value?.sigma;
  if (!sigma) return;
  void sigma.getCamera().animate({ x, y, ratio }, duration(isCalm()));
}

/** Whether a node is on the free part of the screen. */
export function inSight(id: string): boolean {
  const sigma = stage.value?.sigma;
  const at = stage.value?.drawn(id);
  if (!sigma || !at) return false;
  const insets = covered();
  const { width, height } = sigma.getDimensions();
  return at.x > insets.left + 20 && at.x < width - insets.right - 20 && at.y > insets.top + 20 && at.y < height - insets.bottom - 20;
}

export function zoom(factor: number): void {
  const camera = stage.value?.sigma.getCamera();
  if (camera) void camera.animate({ ratio: camera.ratio * factor }, { duration: isCalm() ? 0 : 180 });
}

export function pan(dx: number, dy: number): void {
  const camera = stage.value?.sigma.getCamera();
  if (camera) void camera.animate({ x: camera.x + dx * camera.ratio, y: camera.y + dy * camera.ratio }, { duration: isCalm() ? 0 : 120 });
}
