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

interface Cover {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

let boxes: () => readonly Cover[] = () => [];

/** Says how to find the pixels that panels cover: what is fitted stays clear of them, and no name lies below them. */
export function setInsets(measure: () => Insets, covers: () => readonly Cover[]): void {
  covered = measure;
  boxes = covers;
}

export function covers(): readonly Cover[] {
  return boxes();
}

const MOTION = 420;
const CLOSEST = 0.02;
const FEW = 200; // nodes: with so few, the names of those at the rim need room too

/** Moves the camera, at once where motion is not welcome: an animation of no length would pass through no place at all. */
function move(goal: { x?: number; y?: number; ratio?: number }, duration = MOTION): void {
  const camera = stage.value?.sigma.getCamera();
  if (!camera) return;
  if (isCalm()) camera.setState(goal);
  else void camera.animate(goal, { duration });
}

function isCalm(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/** Moves the camera so that the nodes given fill what the panels leave free. */
export function fit(ids: Iterable<string>, at: { once?: boolean; closest?: number | undefined } = {}): void {
  const sigma = stage.value?.sigma;
  if (!sigma) return;
  const found = [...ids].map((id) => sigma.getNodeDisplayData(id)).filter((data) => data !== undefined);
  if (!found.length) return;
  const range = (values: number[]) => [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))] as const;
  const [x1, x2] = range(found.map((box) => box.x));
  const [y1, y2] = range(found.map((box) => box.y));
  frame({ x1, x2, y1, y2 }, { once: at.once ?? false, closest: at.closest ?? CLOSEST, few: found.length <= FEW });
}

/** Puts the camera, at once, so that these points of the map are in view: before the nodes themselves are drawn. */
export function fitPoints(points: readonly { x: number; y: number }[], closest = CLOSEST): void {
  const sigma = stage.value?.sigma;
  if (!sigma || !points.length) return;
  const framed = points.map(({ x, y }) => sigma.viewportToFramedGraph(sigma.graphToViewport({ x, y: -y })));
  const range = (values: number[]) => [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))] as const;
  const [x1, x2] = range(framed.map((at) => at.x));
  const [y1, y2] = range(framed.map((at) => at.y));
  frame({ x1, x2, y1, y2 }, { once: true, closest, few: points.length <= FEW });
}

/** Moves the camera so that all communities are in view: the first look at a graph too large to draw at once. */
export function fitDiscs(discs: readonly { x: number; y: number; radius: number }[], once: boolean): void {
  const sigma = stage.value?.sigma;
  if (!sigma || !discs.length) return;
  const framed = (x: number, y: number) => sigma.viewportToFramedGraph(sigma.graphToViewport({ x, y: -y }));
  const corners = discs.flatMap(({ x, y, radius }) => [framed(x - radius, y - radius), framed(x + radius, y + radius)]);
  const xs = corners.map((corner) => corner.x);
  const ys = corners.map((corner) => corner.y);
  frame({ x1: Math.min(...xs), x2: Math.max(...xs), y1: Math.min(...ys), y2: Math.max(...ys) }, { once, closest: CLOSEST, few: false });
}

interface Frame {
  readonly x1: number;
  readonly x2: number;
  readonly y1: number;
  readonly y2: number;
}

function frame(box: Frame, { once, closest, few }: { once: boolean; closest: number; few: boolean }): void {
  const sigma = stage.value?.sigma;
  if (!sigma) return;
  const camera = sigma.getCamera();
  const insets = covered();
  const { width, height } = sigma.getDimensions();
  const state = { x: 0.5, y: 0.5, angle: 0, ratio: 1 };
  const one = sigma.framedGraphToViewport({ x: 0, y: 0 }, { cameraState: state });
  const two = sigma.framedGraphToViewport({ x: 1, y: 0 }, { cameraState: state });
  const scale = Math.hypot(two.x - one.x, two.y - one.y); // pixels for one unit at ratio 1
  const margin = Math.min(56, width * 0.08);
  const names = few ? Math.min(70, width * 0.07) : 0;
  const wide = Math.max(80, width - insets.left - insets.right - 2 * (margin + names));
  const high = Math.max(80, height - insets.top - insets.bottom - 2 * margin);
  const ratio = Math.max(closest, ((box.x2 - box.x1) * scale) / wide, ((box.y2 - box.y1) * scale) / high);
  const shift = (pixels: number) => (pixels * ratio) / scale;
  const goal = {
    x: (box.x1 + box.x2) / 2 + shift((insets.right - insets.left) / 2),
    y: (box.y1 + box.y2) / 2 - shift((insets.bottom - insets.top) / 2),
    ratio,
  };
  if (once) camera.setState(goal);
  else move(goal);
}

/** Brings a node into the middle, no farther away than one is now. */
export function focusNode(id: string): void {
  const sigma = stage.value?.sigma;
  const data = sigma?.getNodeDisplayData(id);
  if (!sigma || !data) return;
  const ratio = Math.min(sigma.getCamera().ratio, 0.16);
  move({ x: data.x, y: data.y, ratio });
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
  if (camera) move({ ratio: camera.ratio * factor }, 180);
}

export function pan(dx: number, dy: number): void {
  const camera = stage.value?.sigma.getCamera();
  if (camera) move({ x: camera.x + dx * camera.ratio, y: camera.y + dy * camera.ratio }, 120);
}
