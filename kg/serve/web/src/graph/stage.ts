// The drawing surface: sigma for nodes and edges, one canvas below for the map of communities, one above for names.

import Graph from "graphology";
import Sigma from "sigma";
import { createEdgeCurveProgram } from "@sigma/edge-curve";
import { createEdgeArrowProgram, EdgeLineProgram, EdgeRectangleProgram } from "sigma/rendering";
import { animateNodes } from "sigma/utils";
import type { CameraState } from "sigma/types";
import { channels } from "../model/colour";
import type { Edge, Network, Node } from "../model/network";
import type { Shape } from "../model/glyph";
import type { View } from "../model/view";
import type { Visible } from "../model/visible";
import type { Places } from "./arrange";
import { nearest, type Segment } from "./hit";
import { dimmed, edgeLook, nodeColour, nodeShape, sizer, type Light } from "./look";
import { extent } from "./extent";
import { calm, type Palette } from "./palette";
import { setGround, ShapeProgram } from "./shape-program";
import { Overlay } from "./overlay";

export interface Picture {
  readonly network: Network;
  readonly shown: Visible;
  readonly view: View;
  readonly light: Light | null;
  readonly palette: Palette;
  readonly places: Places | null;
  readonly hovered: string;
  readonly badges: ReadonlyMap<string, number>;
}

export interface Drawn {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly color: string;
  readonly shape: Shape;
}

export interface Heard {
  node(id: string, twice: boolean): void;
  edge(key: string): void;
  community(number: number): void;
  ground(): void;
  over(id: string): void;
  moved(camera: CameraState): void;
}

const ANCHOR = ""; // never shown: with no node at all sigma does not follow its camera
const BEND = 0.16;
const NODE_SCALE = 1.25;
const [SMALLEST, LARGEST] = [1.4, 24]; // pixels of radius
const REDRAW_AFTER = 160; // milliseconds after the last zoom, when edges are drawn anew in their width

const HEAD = { extremity: "target", lengthToThicknessRatio: 4.5, widenessToThicknessRatio: 3.4 } as const;
const EDGE_PROGRAMS = {
  thin: EdgeLineProgram,
  line: EdgeRectangleProgram,
  arrow: createEdgeArrowProgram(HEAD),
  curve: createEdgeCurveProgram(),
  curvedArrow: createEdgeCurveProgram({ arrowHead: HEAD }),
};

type Attributes = Record<string, unknown>;

export class Stage {
  readonly sigma: Sigma;
  private readonly graph = new Graph({ multi: true, type: "directed" });
  private readonly overlay: Overlay;
  private picture: Picture | null = null;
  private readonly bends = new Map<string, number>();
  private sizeOf: (node: Node) => number = (node) => node.size;
  private stopMoving: (() => void) | null = null;
  private redrawing = 0;

  constructor(
    container: HTMLElement,
    private readonly heard: Heard,
  ) {
    this.sigma = new Sigma(this.graph, container, {
      nodeProgramClasses: { shape: ShapeProgram },
      nodeHoverProgramClasses: { shape: ShapeProgram },
      edgeProgramClasses: EDGE_PROGRAMS,
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
    this.overlay = new Overlay(this.sigma, (id) => this.drawn(id), (id) => this.sizePx(id));
    this.listen();
  }

  /** Shows `picture`. Nodes move to their places at once or, where motion is welcome, within half a second. */
  show(picture: Picture): void {
    const before = this.picture;
    this.picture = picture;
    setGround(channels(picture.palette.ground));
    this.sizeOf = sizer(picture.network, picture.view);
    if (before?.network !== picture.network) this.take(picture.network);
    if (before?.places !== picture.places) this.place(picture.places, before !== null);
    this.overlay.show(picture);
    this.sigma.refresh();
  }

  private take(network: Network): void {
    if (network.communities.length + network.nodes.size === 0) return;
    if (!this.graph.order) this.graph.addNode(ANCHOR, { x: 0, y: 0 });
    for (const node of network.nodes.values()) if (!this.graph.hasNode(node.id)) this.graph.addNode(node.id, { x: node.x, y: -node.y });
    const pairs = new Map<string, Edge[]>();
    for (const edge of network.edges.values()) {
      if (!this.graph.hasEdge(edge.key)) this.graph.addEdgeWithKey(edge.key, edge.source, edge.target);
      const pair = edge.source < edge.target ? `${edge.source} ${edge.target}` : `${edge.target} ${edge.source}`;
      const list = pairs.get(pair);
      if (list) list.push(edge);
      else pairs.set(pair, [edge]);
    }
    this.bend(pairs);
    this.sigma.setCustomBBox(extent(network));
  }

  /** Edges that join the same two nodes fan out, so that each can be seen and met. */
  private bend(pairs: ReadonlyMap<string, readonly Edge[]>): void {
    this.bends.clear();
    for (const edges of pairs.values()) {
      if (edges.length < 2) continue;
      edges.forEach((edge, i) => {
        const side = edge.source < edge.target ? 1 : -1;
        const bend = (i - (edges.length - 1) / 2) * BEND * 2 * side;
        if (bend) this.bends.set(edge.key, bend);
      });
    }
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

  private nodeNow(id: string): Attributes {
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

  private edgeNow(key: string): Attributes {
    const picture = this.picture;
    const edge = picture?.network.edges.get(key);
    if (!picture || !edge || !picture.shown.edges.has(key)) return { hidden: true };
    const { width, ...look } = edgeLook(edge, picture, { bend: this.bends.get(key), ratio: this.sigma.getCamera().ratio });
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
      if (from && to) yield { key, x1: from.x, y1: from.y, x2: to.x, y2: to.y, bend: this.bends.get(key) ?? 0 };
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
