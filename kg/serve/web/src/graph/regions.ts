// The map under the drawing: communities as tinted discs, named like regions on a map by their most typical nodes.

import type { CommunityShape } from "../api/shapes";
import { isWhole, type Network } from "../model/network";
import { communityColour, mixed } from "../model/colour";
import type { Palette } from "./palette";
import type { Box, Taken } from "./labels";

const SERIF = '"Serif 4", "Iowan Old Style", Charter, Georgia, serif';
const SMALLEST = 17; // pixels of radius below which a region has no name

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

export function drawRegions(context: CanvasRenderingContext2D, regions: readonly Region[], palette: Palette): void {
  for (const region of regions) {
    context.beginPath();
    context.arc(region.x, region.y, region.radius, 0, 2 * Math.PI);
    context.fillStyle = mixed(palette.ground, communityColour(region.community.number), palette.dark ? 0.14 : 0.11);
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

/**
 * Names of regions along their upper rim, the largest first; `strength` (0 to 1) fades them as one comes closer.
 * Answers the ids of the nodes whose names these are, so that they are not written twice.
 */
export function nameRegions(context: CanvasRenderingContext2D, regions: readonly Region[], taken: Taken, palette: Palette, strength: number): string[] {
  if (strength <= 0) return [];
  const said: string[] = [];
  context.globalAlpha = strength;
  context.textBaseline = "middle";
  context.textAlign = "center";
  for (const region of [...regions].sort((a, b) => b.radius - a.radius)) {
    if (region.radius < SMALLEST) continue;
    if (nameRegion(context, region, taken, palette)) said.push(...region.community.typical.slice(0, linesOf(region)));
  }
  context.textAlign = "start";
  context.globalAlpha = 1;
  return strength > 0.6 ? said : [];
}

/** One name for a small region, two for a large one. */
function linesOf(region: Region): number {
  return region.radius < 52 ? 1 : 2;
}

function nameRegion(context: CanvasRenderingContext2D, region: Region, taken: Taken, palette: Palette): boolean {
  const size = Math.max(11.5, Math.min(18, 9 + region.radius / 14));
  context.font = `600 ${String(size)}px ${SERIF}`;
  const lines = regionLines(region.community.label, region.radius < 40 ? 20 : 26).slice(0, linesOf(region));
  const height = lines.length * size * 1.1;
  const width = Math.max(...lines.map((line) => context.measureText(line).width));
  const top = region.y - region.radius - height + size * 0.75;
  const box: Box = { left: region.x - width / 2 - 4, right: region.x + width / 2 + 4, top, bottom: top + height };
  if (!taken.free(box)) return false;
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
  return true;
}
