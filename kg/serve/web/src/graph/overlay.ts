// The two canvases around sigma's: regions of communities below, names and rings above. Drawn anew with each frame.

import type Sigma from "sigma";
import type { CommunityLink, CommunityShape } from "../api/shapes";
import type { Node } from "../model/network";
import { corners } from "../model/glyph";
import { drawLabels, Taken, type Box, type Wanted } from "./labels";
import { drawLines, type Drawn, type Line } from "./lines";
import { discsOf, drawRegions, nameRegions, type Region } from "./regions";
import type { Picture } from "./picture";

const MOST_NAMES = 90;
const FEW = 200; // nodes up to which names keep clear of all of them
const READABLE = 4.2; // pixels of radius from which a node's name is worth its place

/** What the overlay asks of the stage. */
export interface Asks {
  drawn(id: string): Drawn | null;
  scaled(size: number): number;
  /** The boxes that panels cover: no name is put below them. */
  covered(): readonly Box[];
  lines(): Iterable<Line>;
}

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
    private readonly asks: Asks,
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
      requestAnimationFrame(() => setTimeout(() => performance.mark("kg-drawn"), 0)); // on the screen: what the benchmark waits for
    }
  }

  /** Draws both layers on the contexts given, in CSS pixels: also what a PNG is made of. */
  paint(below: CanvasRenderingContext2D, above: CanvasRenderingContext2D, width: number, height: number): void {
    const picture = this.picture;
    if (!picture) return;
    const { palette } = picture;
    const regions = picture.places ? [] : this.regions();
    drawLinks(below, regions, picture);
    drawRegions(below, regions, palette);
    drawLines(above, this.asks.lines());
    const taken = new Taken();
    for (const box of [...this.asks.covered(), ...outside(width, height)]) taken.add(box);
    const clear = this.byWeight.length <= FEW ? this.byWeight.map((node) => node.id) : [...(picture.light?.nodes ?? [])];
    if (clear.length <= FEW) this.keepClear(clear, taken);
    const ink = { text: palette.ink, halo: palette.ground, quiet: palette.quiet };
    this.ring(above, picture);
    this.named = drawLabels(above, this.strong(picture), taken, ink, 40);
    if (picture.light) {
      this.named = [...this.named, ...drawLabels(above, this.lit(picture), taken, ink, MOST_NAMES)];
      return;
    }
    const far = this.asks.scaled(10); // radius in pixels of a middling node: how close one is
    const strength = picture.network.nodes.size === 0 ? 1 : Math.max(0, Math.min(1, (11 - far) / 3));
    const said = new Set([...this.named, ...nameRegions(above, regions, taken, palette, strength)]);
    const papers = strength < 0.6 || this.byWeight.length <= FEW; // from afar, titles of papers would crowd out the names of things
    const rest = [...this.plain(picture, width, height)].filter(({ id }) => !said.has(id) && (papers || !id.startsWith("paper/")));
    this.named = [...said, ...drawLabels(above, rest, taken, ink, MOST_NAMES)];
  }

  /** Names do not lie on these nodes: those of a small graph, or those in the light. */
  private keepClear(ids: readonly string[], taken: Taken): void {
    for (const id of ids) {
      const at = this.asks.drawn(id);
      if (at) taken.add({ left: at.x - at.size, right: at.x + at.size, top: at.y - at.size, bottom: at.y + at.size });
    }
  }

  private regions(): Region[] {
    const scale = this.sigma.getGraphToViewportRatio();
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
    const at = this.asks.drawn(node.id);
    if (!at) return null;
    const more = picture.badges.get(node.id) ?? 0;
    return { id: node.id, text: node.label, x: at.x, y: at.y, radius: at.size, strong, badge: more ? `+${String(more)}` : "" };
  }

  /** A ring in marker yellow around what is chosen or pointed at. */
  private ring(context: CanvasRenderingContext2D, picture: Picture): void {
    for (const id of new Set([picture.hovered, ...(picture.light?.focus ?? [])])) {
      const at = id ? this.asks.drawn(id) : null;
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

const OUT = 240; // pixels: as far out as the names of nodes at the rim reach

/** The strips beside the drawing: no name is cut off by its rim. */
function outside(width: number, height: number): readonly Box[] {
  return [
    { left: -OUT, right: 0, top: -OUT, bottom: height + OUT },
    { left: width, right: width + OUT, top: -OUT, bottom: height + OUT },
    { left: 0, right: width, top: -OUT, bottom: 0 },
    { left: 0, right: width, top: height, bottom: height + OUT },
  ];
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
