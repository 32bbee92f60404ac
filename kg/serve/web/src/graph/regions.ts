// The map under the drawing: communities as tinted discs, named like regions on a map by their most typical nodes.

import type { CommunityShape } from "../api/shapes";
import { isWhole, type Network } from "../model/network";
import { communityColour, mixed } from "../model/colour";
import type { Palette } from "./palette";
import type { Box, Taken } from "./labels";

const SERIF = '"Serif 4", "Iowan Old Style", Charter, Georgia, serif';
const SMALLEST = 26; // pixels of radius below which a region has no name

export interface Region {
  readonly community: CommunityShape;
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

const HELD = 0.96; // of a community's nodes lie in its disc: a few far out do not blow it up
const MARGIN = 16;

/** The discs of the communities; where all nodes are here, drawn around them. */
export function discsOf(network: Network): readonly CommunityShape[] {
  if (!isWhole(network)) return network.communities;
  const members = new Map<number, { x: number; y: number }[]>();
  for (const node of network.nodes.values()) {
    const list = members.get(node.community);
    if (list) list.push(node);
    else members.set(node.community, [node]);
  }
  return network.communities.map((community) => {
    const own = members.get(community.number);
    if (!own || own.length < 3) return community;
    const x = own.reduce((sum, node) => sum + node.x, 0) / own.length;
    const y = own.reduce((sum, node) => sum + node.y, 0) / own.length;
    const away = own.map((node) => Math.hypot(node.x - x, node.y - y)).sort((a, b) => a - b);
    return { ...community, x, y, radius: (away[Math.floor((own.length - 1) * HELD)] ?? community.radius) + MARGIN };
  });
}

export function drawRegions(context: CanvasRenderingContext2D, regions: readonly Region[], palette: Palette, coloured: boolean): void {
  for (const region of regions) {
    context.beginPath();
    context.arc(region.x, region.y, region.radius, 0, 2 * Math.PI);
    context.fillStyle = coloured ? mixed(palette.ground, communityColour(region.community.number), 0.1) : palette.region;
    context.fill();
  }
}

/** The first words of a region's name that fit its width: "LoRA, QLoRA" of "LoRA, QLoRA, GLUE". */
export function regionLines(label: string, longest: number): string[] {
  const names = label.split(", ");
  const lines: string[] = [];
  for (const name of names.slice(0, 2)) lines.push(name.length > longest ? `${name.slice(0, longest - 1).trimEnd()}…` : name);
  return lines;
}

/** Names of regions along their upper rim, the largest first; `strength` (0 to 1) fades them as one comes closer. */
export function nameRegions(context: CanvasRenderingContext2D, regions: readonly Region[], taken: Taken, palette: Palette, strength: number): void {
  if (strength <= 0) return;
  context.globalAlpha = strength;
  context.textBaseline = "middle";
  context.textAlign = "center";
  for (const region of [...regions].sort((a, b) => b.radius - a.radius)) {
    if (region.radius < SMALLEST) continue;
    nameRegion(context, region, taken, palette);
  }
  context.textAlign = "start";
  context.globalAlpha = 1;
}

function nameRegion(context: CanvasRenderingContext2D, region: Region, taken: Taken, palette: Palette): void {
  const size = Math.max(12, Math.min(19, 9 + region.radius / 14));
  context.font = `600 ${String(size)}px ${SERIF}`;
  const lines = regionLines(region.community.label, 24);
  const height = lines.length * size * 1.1;
  const width = Math.max(...lines.map((line) => context.measureText(line).width));
  const top = region.y - height / 2;
  const box: Box = { left: region.x - width / 2 - 4, right: region.x + width / 2 + 4, top, bottom: top + height };
  if (!taken.free(box)) return;
  taken.add(box);
  lines.forEach((line, i) => {
    const y = top + size * (0.55 + i * 1.1);
    context.lineWidth = 4;
    context.lineJoin = "round";
    context.strokeStyle = palette.ground;
    context.strokeText(line, region.x, y);
    context.fillStyle = palette.regionInk;
    context.fillText(line, region.x, y);
  });
}
