// The drawing surface: sigma for nodes and edges, one canvas below for the map of communities, one above for names.

import Graph from "graphology";
import Sigma from "sigma";
import { animateNodes } from "sigma/utils";
import { channels } from "../model/colour";
import type { Node } from "../model/network";
import { bendsOf } from "./bends";
import type { Places } from "./arrange";
import { nearest, type Segment } from "./hit";
import { PLAIN_EDGES, useArrows } from "./edge-programs";
import { covers } from "./focus";
import type { Drawn, Line } from "./lines";
import { ARROWS_UP_TO, dimmed, edgeColour, edgeLook, nodeColour, nodeShape, sizer } from "./look";
import { extent } from "./extent";
import { calm } from "./palette";
import type { Heard, Picture } from "./picture";
import { setGround, ShapeProgram } from "./shape-program";
import { Overlay } from "./overlay";

const ANCHOR = ""; // never shown: with no node at all sigma does not follow its camera
const MANY = 500; // nodes: so many more are not added one by one

function empty(): Graph {
  const graph = new Graph({ multi: true, type: "directed" });
  graph.addNode(ANCHOR, { x: 0, y: 0 });
  return graph;
}

const NODE_SCALE = 1.25;
const [SMALLEST, LARGEST] = [1.4, 19]; // pixels of radius
const REDRAW_AFTER = 160; // milliseconds after the last zoom, when edges are drawn anew in their width

export class Stage {
  readonly sigma: Sigma;
  private graph = empty();
  private readonly overlay: Overlay;
  private picture: Picture | null = null;
  private bends: ReadonlyMap<string, number> = new Map();
  private sizeOf: (node: Node) => number = (node) => node.size;
  private stopMoving: (() => void) | null = null;
  private redrawing = 0;

  constructor(
    container: HTMLElement,
    private readonly heard: Heard,
  ) {
    this.sigma = new Sigma(this.graph, container, {
      nodeProgramClasses: { shape: ShapeProgram },
      edgeProgramClasses: PLAIN_EDGES,
      defaultNodeType: "shape",
      defaultEdgeType: "line",
      renderLabels: false,
      renderEdgeLabels: false,
      defaultDrawNodeHover: () => undefined,
      itemSizesReference: "positions",
      zoomToSizeRatioFunction: (ratio) => ratio ** 0.86,
      minEdgeThickness: 0.6,
      stagePadding: 24,
      zIndex: true,
      minCameraRatio: 0.004,
      maxCameraRatio: 3,
      allowInvalidContainer: true,
      nodeReducer: (id) => this.nodeNow(id),
      edgeReducer: (key) => this.edgeNow(key),
    });
    this.overlay = new Overlay(this.sigma, { drawn: (id) => this.drawn(id), scaled: (size) => this.sizePx(size), covered: covers, lines: () => this.litLines() });
    this.listen();
  }

  /**
   * Shows `picture`. Nodes move to their places at once or, where motion is welcome, within half a second. `aim` is called
   * between the scale of a new drawing being known and the drawing itself, to place the camera.
   */
  show(picture: Picture, aim: () => void = () => undefined): void {
    const before = this.picture;
    this.picture = picture;
    setGround(channels(picture.palette.ground));
    this.sizeOf = sizer(picture.network, picture.view);
    const made = before?.network !== picture.network ? this.take(picture) : null;
    if (!made && before?.places !== picture.places) this.place(picture.places, before !== null);
    this.overlay.show(picture);
    if (!this.linesAbove && picture.shown.edges.size) useArrows(this.sigma);
    if (made) {
      aim();
      this.graph = made;
      this.sigma.setGraph(made);
    } else this.sigma.refresh();
  }

  /** Takes in what is new; where that is much, into a graph that sigma does not watch yet, which is then given back. */
  private take({ network, places }: Picture): Graph | null {
    if (network.communities.length + network.nodes.size === 0) return null;
    this.sigma.setCustomBBox(extent(network));
    const much = this.graph.order < 2 || network.nodes.size > this.graph.order + MANY;
    if (this.graph.order < 2) this.sigma.refresh(); // sizes go by the scale of the drawing, which sigma finds as it draws
    const graph = much ? empty() : this.graph;
    for (const node of network.nodes.values()) {
      if (graph.hasNode(node.id)) continue;
      const { x, y } = places?.get(node.id) ?? node;
      graph.addNode(node.id, { x, y: -y });
    }
    for (const edge of network.edges.values()) if (!graph.hasEdge(edge.key)) graph.addEdgeWithKey(edge.key, edge.source, edge.target);
    this.bends = bendsOf(network.edges.values());
    return much ? graph : null;
  }

  private place(places: Places | null, moving: boolean): void {
    this.stopMoving?.();
    const network = this.picture?.network;
    if (!network) return;
    const goal: Record<string, { x: number; y: number }> = {};
    for (const node of network.nodes.values()) {
      const place = places?.get(node.id) ?? node;
      goal[node.id] = { x: place.x, y: -place.y };
    }
    if (moving && network.nodes.size < 8000 && !calm.matches) this.stopMoving = animateNodes(this.graph, goal, { duration: 420, easing: "cubicInOut" });
    else this.graph.updateEachNodeAttributes((id, attributes) => ({ ...attributes, ...goal[id] }), { attributes: ["x", "y"] });
  }

  private nodeNow(id: string): Record<string, unknown> {
    const picture = this.picture;
    const node = picture?.network.nodes.get(id);
    const { x, y } = this.graph.getNodeAttributes(id);
    if (!picture || !node || !picture.shown.nodes.has(id)) return { x, y, hidden: true };
    const lit = !picture.light || picture.light.nodes.has(id);
    const own = nodeColour(node, picture.view, picture.palette);
    return {
      x,
      y,
      size: Math.min(LARGEST / this.sizePx(1), Math.max(this.sizeOf(node) * NODE_SCALE, SMALLEST / this.sizePx(1))),
      shape: nodeShape(node),
      color: lit ? own : dimmed(own, picture.palette, picture.palette.dark ? 0.8 : 0.84),
      zIndex: (picture.light?.focus.has(id) ? 3 : lit ? 2 : 1),
    };
  }

  private edgeNow(key: string): Record<string, unknown> {
    const picture = this.picture;
    const edge = picture?.network.edges.get(key);
    if (!picture || !edge || !picture.shown.edges.has(key) || (this.linesAbove && picture.light?.edges.has(key))) return { hidden: true };
    const { width, ...look } = edgeLook(edge, picture, { bend: this.bend(key), ratio: this.sigma.getCamera().ratio });
    return { ...look, size: width / this.sizePx(1) };
  }

  /** Where and how a node stands on the screen now, in CSS pixels; null when it is not shown. */
  drawn(id: string): Drawn | null {
    const data = this.sigma.getNodeDisplayData(id) as (Drawn & { hidden?: boolean }) | undefined;
    if (!data || data.hidden) return null;
    const { x, y } = this.sigma.framedGraphToViewport(data);
    return { x, y, size: this.sigma.scaleSize(data.size), color: data.color, shape: data.shape };
  }

  /** The nodes whose names are on the picture now. */
  named(): readonly string[] {
    return this.overlay.named;
  }

  private sizePx(size: number): number {
    return this.sigma.scaleSize(size);
  }

  /** The edges on the screen as lines in CSS pixels. */
  *segments(): Iterable<Segment> {
    const picture = this.picture;
    if (!picture) return;
    for (const key of picture.light?.edges ?? picture.shown.edges) {
      const edge = picture.network.edges.get(key);
      const from = edge && this.drawn(edge.source);
      const to = edge && this.drawn(edge.target);
      if (from && to) yield { key, x1: from.x, y1: from.y, x2: to.x, y2: to.y, bend: this.bend(key) ?? 0 };
    }
  }

  /** On a full map only lit edges are bent: a curve costs as much to draw as the box around it. */
  private bend(key: string): number | undefined {
    return this.linesAbove && !this.picture?.light?.edges.has(key) ? undefined : this.bends.get(key);
  }

  /** Whether lit edges are drawn above the nodes. */
  private get linesAbove(): boolean {
    return (this.picture?.shown.edges.size ?? 0) > ARROWS_UP_TO;
  }

  /** The lit edges, where they would be lost below the many nodes that are not. */
  private *litLines(): Iterable<Line> {
    const picture = this.picture;
    if (!picture?.light || !this.linesAbove) return;
    for (const segment of this.segments()) {
      const edge = picture.network.edges.get(segment.key);
      const [from, to] = [edge && this.drawn(edge.source), edge && this.drawn(edge.target)];
      if (edge && from && to) yield { ...segment, colour: edgeColour(edge, picture.palette), from: from.size, to: to.size };
    }
  }

  private listen(): void {
    const { sigma, heard } = this;
    sigma.on("enterNode", ({ node }) => { heard.over(node); }); // prettier-ignore
    sigma.on("leaveNode", () => { heard.over(""); }); // prettier-ignore
    sigma.on("clickNode", ({ node }) => { heard.node(node, false); }); // prettier-ignore
    sigma.on("doubleClickNode", ({ node, preventSigmaDefault }) => {
      preventSigmaDefault();
      heard.node(node, true);
    });
    sigma.on("clickStage", ({ event }) => { this.clicked(event.x, event.y); }); // prettier-ignore
    let ratio = sigma.getCamera().ratio;
    sigma.getCamera().on("updated", (state) => {
      heard.moved(state);
      if (Math.abs(Math.log(state.ratio / ratio)) < 0.2) return;
      ratio = state.ratio;
      clearTimeout(this.redrawing);
      this.redrawing = window.setTimeout(() => { sigma.refresh(); }, REDRAW_AFTER); // prettier-ignore
    });
    sigma.on("resize", () => { sigma.scheduleRefresh(); }); // prettier-ignore
  }

  private clicked(x: number, y: number): void {
    const key = nearest(this.segments(), x, y);
    if (key) {
      this.heard.edge(key);
      return;
    }
    const region = this.overlay.regionAt(x, y);
    if (region && this.picture?.network.nodes.size === 0) this.heard.community(region.number);
    else this.heard.ground();
  }

  kill(): void {
    clearTimeout(this.redrawing);
    this.stopMoving?.();
    this.sigma.kill();
  }
}
