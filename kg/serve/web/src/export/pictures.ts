// The drawing as a picture: PNG from its layers, SVG with every shape, edge and name in its own element.

import { outline } from "../model/glyph";
import type { Stage } from "../graph/stage";
import { control } from "../graph/hit";
import type { Palette } from "../graph/palette";
import { edgeColour } from "../graph/look";
import type { Network } from "../model/network";
import type { Visible } from "../model/visible";

const LAYERS = ["regions", "edges", "nodes", "names"];

/** The layers of the drawing, one over the other, as PNG at the resolution of the screen. */
export async function png(stage: Stage, ground: string): Promise<Blob> {
  stage.sigma.refresh(); // the drawing buffers of WebGL are only whole right after they were drawn
  const canvases = stage.sigma.getContainer().querySelectorAll("canvas");
  const layers = LAYERS.flatMap((name) => [...canvases].filter((canvas) => canvas.classList.contains(`sigma-${name}`)));
  const first = layers[0];
  const canvas = document.createElement("canvas");
  canvas.width = first?.width ?? 1;
  canvas.height = first?.height ?? 1;
  const context = canvas.getContext("2d");
  if (!context) throw new Error("This browser cannot draw pictures");
  context.fillStyle = ground;
  context.fillRect(0, 0, canvas.width, canvas.height);
  for (const layer of layers) context.drawImage(layer, 0, 0, canvas.width, canvas.height);
  return new Promise((done, failed) => {
    canvas.toBlob((blob) => {
      if (blob) done(blob);
      else failed(new Error("The picture is too large for this browser"));
    });
  });
}

const SVG = "http://www.w3.org/2000/svg";

function element(parent: Element, name: string, attributes: Readonly<Record<string, string | number>>, text = ""): Element {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, typeof value === "number" ? value.toFixed(1).replace(/\.0$/, "") : value);
  if (text) made.textContent = text;
  parent.append(made);
  return made;
}

export interface Sketch {
  readonly network: Network;
  readonly shown: Visible;
  readonly palette: Palette;
}

/** What is on the screen as SVG; texts are text, so that they can be searched and set anew. */
export function svg(stage: Stage, { network, shown, palette }: Sketch): string {
  const { width, height } = stage.sigma.getDimensions();
  const root = document.createElementNS(SVG, "svg");
  root.setAttribute("viewBox", `0 0 ${String(width)} ${String(height)}`);
  element(root, "rect", { width, height, fill: palette.ground });
  const edges = element(root, "g", { fill: "none", "stroke-width": 1, "stroke-opacity": "0.6" });
  for (const segment of stage.segments()) {
    const edge = network.edges.get(segment.key);
    const c = control(segment);
    const at = (value: number) => value.toFixed(1);
    if (edge) element(edges, "path", { d: `M${at(segment.x1)} ${at(segment.y1)}Q${at(c.x)} ${at(c.y)} ${at(segment.x2)} ${at(segment.y2)}`, stroke: edgeColour(edge, palette) });
  }
  const nodes = element(root, "g", { stroke: palette.ground, "stroke-width": "0.7" });
  const named = new Set(stage.named());
  const names = element(root, "g", { "font-family": "IBM Plex Sans, Helvetica, Arial, sans-serif", "font-size": 11, "text-anchor": "middle", fill: palette.ink, stroke: palette.ground, "stroke-width": 3, "paint-order": "stroke" });
  for (const id of shown.nodes) {
    const node = network.nodes.get(id);
    const at = stage.drawn(id);
    if (!node || !at || at.x < 0 || at.y < 0 || at.x > width || at.y > height) continue;
    element(nodes, "path", { d: outline(at.shape, at.x, at.y, at.size), fill: at.color });
    if (named.has(id)) element(names, "text", { x: at.x, y: at.y + at.size + 11 }, node.label);
  }
  return new XMLSerializer().serializeToString(root);
}
