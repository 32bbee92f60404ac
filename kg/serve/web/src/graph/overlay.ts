// The two canvases around sigma's: regions of communities below, names and rings above. Drawn anew with each frame.

import type Sigma from "sigma";
import type { CommunityLink, CommunityShape } from "../api/shapes";
import type { Node } from "../model/network";
import { corners } from "../model/glyph";
import { drawLabels, Taken, type Wanted } from "./labels";
import { discsOf, drawRegions, nameRegions, type Region } from "./regions";
import type { Drawn, Picture } from "./stage";

const MOST_NAMES = 90;
const FEW = 200; // nodes up to which names keep clear of all of them
const READABLE = 4.2; // pixels of radius from which a node's name is worth its place

export class Overlay {
  private picture: Picture | null = null;
  private byWeight: readonly Node[] = [];
  private marked = false;
  private discs: readonly CommunityShape[] = [];
  private readonly below: CanvasRenderingContext2D | null;
  private readonly above: CanvasRenderingContext2D | null;
  /** The ids whose names were drawn in the last frame. */
  named: readonly string[] = [];

  constructor(
    private readonly sigma: Sigma,
    private readonly drawn: (id: string) => Drawn | null,
    private readonly scaled: (size: number) => number,
  ) {
    this.below = sigma.createCanvas("regions", { beforeLayer: "edges" }).getContext("2d");
    this.above = sigma.createCanvas("names", { beforeLayer: "mouse" }).getContext("2d");
    sigma.on("afterRender", () => {
      this.draw();
    });
  }

  show(picture: Picture): void {
    const before = this.picture;
    this.picture = picture;
    if (before?.network !== picture.network) this.discs = discsOf(picture.network);
    if (before?.network === picture.network && before.shown === picture.shown && before.view.size === picture.view.size) return;
    const weight = (node: Node) => (picture.view.size === "rank" ? node.rank : picture.view.size === "papers" ? node.papers : node.degree);
    this.byWeight = [...picture.network.nodes.values()].filter((node) => picture.shown.nodes.has(node.id)).sort((a, b) => weight(b) - weight(a));
  }

  private draw(): void {
    if (!this.picture || !this.below || !this.above) return;
    const { width, height } = this.sigma.getDimensions();
    for (const context of [this.below, this.above]) prepare(context, width, height);
    this.paint(this.below, this.above, width, height);
    if (!this.marked && this.picture.network.total > 0) {
      this.marked = true;
      performance.mark("kg-drawn"); // what the benchmark waits for
    }
  }

  /** Draws both layers on the contexts given, in CSS pixels: also what a PNG is made of. */
  paint(below: CanvasRenderingContext2D, above: CanvasRenderingContext2D, width: number, height: number): void {
    const picture = this.picture;
    if (!picture) return;
    const { palette } = picture;
    const regions = picture.places ? [] : this.regions();
    drawLinks(below, regions, picture);
    drawRegions(below, regions, palette, picture.view.colour === "community" || picture.network.nodes.size === 0);
    const taken = new Taken();
    if (this.byWeight.length <= FEW) this.keepClear(taken);
    const ink = { text: palette.ink, halo: palette.ground, quiet: palette.quiet };
    this.ring(above, picture);
    this.named = drawLabels(above, this.strong(picture), taken, ink, 40);
    if (picture.light) {
      this.named = [...this.named, ...drawLabels(above, this.lit(picture), taken, ink, MOST_NAMES)];
      return;
    }
    const far = this.scaled(10); // radius in pixels of a middling node: how close one is
    const strength = picture.network.nodes.size === 0 ? 1 : Math.max(0, Math.min(1, (9 - far) / 4));
    nameRegions(above, regions, taken, palette, strength);
    this.named = [...this.named, ...drawLabels(above, this.plain(picture, width, height), taken, ink, MOST_NAMES)];
  }

  /** Names of a small graph do not lie on its nodes. */
  private keepClear(taken: Taken): void {
    for (const node of this.byWeight) {
      const at = this.drawn(node.id);
      if (at) taken.add({ left: at.x - at.size, right: at.x + at.size, top: at.y - at.size, bottom: at.y + at.size });
    }
  }

  private regions(): Region[] {
    const scale = this.sigma.getGraphToViewportRatio() / this.sigma.getCamera().ratio;
    return this.discs.map((community) => {
      const { x, y } = this.sigma.graphToViewport({ x: community.x, y: -community.y });
      return { community, x, y, radius: community.radius * scale };
    });
  }

  /** The community whose disc is under a point of the screen, the smallest where several are. */
  regionAt(x: number, y: number): CommunityShape | null {
    const under = this.regions().filter((region) => Math.hypot(region.x - x, region.y - y) <= region.radius);
    return under.sort((a, b) => a.radius - b.radius)[0]?.community ?? null;
  }

  private *strong(picture: Picture): Iterable<Wanted> {
    const ids = new Set([picture.hovered, ...(picture.light?.focus ?? []), ...picture.view.pinned]);
    for (const id of ids) {
      const node = picture.network.nodes.get(id);
      const label = node && this.wanted(node, picture, true);
      if (label) yield label;
    }
  }

  private *lit(picture: Picture): Iterable<Wanted> {
    for (const node of this.byWeight) {
      if (!picture.light?.nodes.has(node.id) || picture.light.focus.has(node.id)) continue;
      const label = this.wanted(node, picture, false);
      if (label) yield label;
    }
  }

  private *plain(picture: Picture, width: number, height: number): Iterable<Wanted> {
    const few = this.byWeight.length <= 60;
    for (const node of this.byWeight) {
      const label = this.wanted(node, picture, false);
      if (!label || (label.radius < READABLE && !few)) continue;
      if (label.x > -20 && label.x < width + 20 && label.y > -20 && label.y < height + 20) yield label;
    }
  }

  private wanted(node: Node, picture: Picture, strong: boolean): Wanted | null {
    const at = this.drawn(node.id);
    if (!at) return null;
    const more = picture.badges.get(node.id) ?? 0;
    return { id: node.id, text: node.label, x: at.x, y: at.y, radius: at.size, strong, badge: more ? `+${String(more)}` : "" };
  }

  /** A ring in marker yellow around what is chosen or pointed at. */
  private ring(context: CanvasRenderingContext2D, picture: Picture): void {
    for (const id of new Set([picture.hovered, ...(picture.light?.focus ?? [])])) {
      const at = id ? this.drawn(id) : null;
      if (!at) continue;
      context.beginPath();
      const points = corners(at.shape);
      if (points.length) {
        points.forEach(([dx, dy]) => { context.lineTo(at.x + dx * (at.size + 3), at.y + dy * (at.size + 3)); }); // prettier-ignore
        context.closePath();
      } else context.arc(at.x, at.y, at.size + 3, 0, 2 * Math.PI);
      context.lineWidth = 5;
      context.strokeStyle = picture.palette.mark;
      context.stroke();
      context.lineWidth = 1.5;
      context.strokeStyle = picture.palette.ink;
      context.stroke();
    }
  }
}

function drawLinks(context: CanvasRenderingContext2D, regions: readonly Region[], picture: Picture): void {
  if (picture.network.nodes.size) return;
  const by = new Map(regions.map((region) => [region.community.number, region]));
  context.strokeStyle = picture.palette.edge;
  context.globalAlpha = 0.5;
  for (const link of strongest(picture.network.links)) {
    const from = by.get(link.source);
    const to = by.get(link.target);
    if (!from || !to) continue;
    context.lineWidth = Math.min(6, 0.5 + Math.sqrt(link.weight) / 4);
    context.beginPath();
    context.moveTo(from.x, from.y);
    context.lineTo(to.x, to.y);
    context.stroke();
  }
  context.globalAlpha = 1;
}

const MOST_LINKS = 260;

/** The links that many statements make; all of them would be a grey sheet. */
function strongest(links: readonly CommunityLink[]): readonly CommunityLink[] {
  return [...links].sort((a, b) => b.weight - a.weight).slice(0, MOST_LINKS);
}

function prepare(context: CanvasRenderingContext2D, width: number, height: number): void {
  const { canvas } = context;
  const dense = window.devicePixelRatio || 1;
  if (canvas.width !== Math.round(width * dense) || canvas.height !== Math.round(height * dense)) {
    canvas.width = Math.round(width * dense);
    canvas.height = Math.round(height * dense);
    canvas.style.width = `${String(width)}px`;
    canvas.style.height = `${String(height)}px`;
  }
  context.setTransform(dense, 0, 0, dense, 0, 0);
  context.clearRect(0, 0, width, height);
}
