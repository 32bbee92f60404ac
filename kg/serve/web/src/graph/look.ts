// How each node and edge looks now: colour, shape, size, whether it is lit or in the background.

import { across, type Edge, type Network, type Node } from "../model/network";
import { communityColour, legible, mixed, translucent } from "../model/colour";
import { shapeNamed, type Shape } from "../model/glyph";
import type { View } from "../model/view";
import { relationTerm, typeTerm } from "../state";
import type { Palette } from "./palette";

const EDGE_CONTRAST = 2.6;

/** The contrast of marks to their ground: WCAG asks 3 of graphical objects; small marks on dark ground need more. */
export function markContrast(palette: Palette): number {
  return palette.dark ? 5 : 3;
}

/** What stands in the light: with nothing chosen, everything does. */
export interface Light {
  readonly focus: ReadonlySet<string>;
  readonly nodes: ReadonlySet<string>;
  readonly edges: ReadonlySet<string>;
}

export const DAYLIGHT: Light | null = null;

/** The light around nodes (with their shown neighbours) or around one edge. */
export function lightAround(network: Network, shownEdges: ReadonlySet<string>, ids: readonly string[], edge: string): Light | null {
  const chosen = network.edges.get(edge);
  if (chosen) {
    const ends = new Set([chosen.source, chosen.target]);
    return { focus: ends, nodes: ends, edges: new Set([edge]) };
  }
  if (!ids.length) return DAYLIGHT;
  const nodes = new Set(ids);
  const edges = new Set<string>();
  for (const id of ids) {
    for (const item of network.at.get(id) ?? []) {
      if (!shownEdges.has(item.key)) continue;
      edges.add(item.key);
      nodes.add(across(item, id));
    }
  }
  return { focus: new Set(ids), nodes, edges };
}

export function nodeColour(node: Node, view: View, palette: Palette): string {
  const own = view.colour === "community" ? communityColour(node.community) : typeTerm(node.type).colour;
  return legible(own, palette.ground, markContrast(palette));
}

export function nodeShape(node: Node): Shape {
  return shapeNamed(typeTerm(node.type).shape);
}

export function edgeColour(edge: Edge, palette: Palette): string {
  return legible(relationTerm(edge.relation).colour, palette.ground, palette.dark ? markContrast(palette) : EDGE_CONTRAST);
}

export const dimmed = (colour: string, palette: Palette, share: number) => mixed(colour, palette.ground, share);

/** Radius in the units of the layout. The server's size goes with the degree; the others are brought to its range. */
export function sizer(network: Network, view: View): (node: Node) => number {
  if (view.size === "degree") return (node) => node.size;
  const value = (node: Node) => (view.size === "rank" ? node.rank : node.papers);
  let most = 0;
  let largest = 4;
  for (const node of network.nodes.values()) {
    most = Math.max(most, value(node));
    largest = Math.max(largest, node.size);
  }
  return (node) => 4 + (largest - 4) * Math.sqrt(value(node) / (most || 1));
}

const MANY_EDGES = 20_000;
export const ARROWS_UP_TO = 900;
const VEIL = 2600; // as many edges in full strength as a drawing bears; more of them are translucent
const CLOSE = 0.35; // of the whole map's width and less: edges are drawn a little stronger

interface Lit {
  readonly shown: { readonly edges: ReadonlySet<string> };
  readonly light: Light | null;
  readonly palette: Palette;
}

export interface EdgeLook {
  readonly width: number;
  readonly color: string;
  readonly type: string;
  readonly curvature: number | undefined;
  readonly zIndex: number;
}

/** An edge as it is drawn now; `width` in pixels of the screen. */
export function edgeLook(edge: Edge, picture: Lit, at: { bend: number | undefined; ratio: number }): EdgeLook {
  const { light, palette } = picture;
  const many = picture.shown.edges.size;
  const few = many <= ARROWS_UP_TO;
  const lit = light?.edges.has(edge.key) ?? false;
  const unlit = few && !light ? dimmed(edgeColour(edge, palette), palette, 0.25) : greyOf(many, palette, light !== null);
  return {
    width: lit ? 2.2 : few ? 1.8 : at.ratio < CLOSE ? 1 : 0.7,
    color: lit ? edgeColour(edge, palette) : unlit,
    type: edgeType(lit || (few && !light), at.bend !== undefined, many > MANY_EDGES),
    curvature: at.bend,
    zIndex: lit ? 2 : 1,
  };
}

/** The grey of edges that do not matter now: translucent where there are very many, fainter beside something lit. */
function greyOf(many: number, palette: Palette, beside: boolean): string {
  if (many > MANY_EDGES) return translucent(palette.quiet, Math.max(0.03, VEIL / many) / (beside ? 2 : 1));
  return beside ? dimmed(palette.edge, palette, 0.62) : palette.edge;
}

function edgeType(arrow: boolean, bent: boolean, many: boolean): string {
  if (bent) return arrow ? "curvedArrow" : "curve";
  return arrow ? "arrow" : many ? "thin" : "line";
}
