// Names on the picture: the more important first, none over another, more of them the closer one looks.

const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif";
const paintedLabels = [];
const measured = new Map();
const leaders = new Set(); // the best connected node of each larger community is named from afar

{
  const seen = new Map();
  for (const node of byRank) {
    if (node.community < 0 || node.type === page.paperType) continue;
    if (!seen.has(node.community)) seen.set(node.community, node);
  }
  const counts = new Map();
  for (const node of nodes) counts.set(node.community, (counts.get(node.community) ?? 0) + 1);
  for (const [community, node] of seen) if (counts.get(community) > 7) leaders.add(node);
  if (nodeAt.has(page.centre)) leaders.add(nodeAt.get(page.centre));
}

function width(context, text, font) {
  const key = font + text;
  if (!measured.has(key)) {
    context.font = font;
    measured.set(key, context.measureText(text).width);
  }
  return measured.get(key);
}

function labelFont(node, scale) {
  const importance = Math.min(1, Math.log2(1 + node.degree) / 7);
  const lead = leaders.has(node) ? 1.5 : 0;
  const pixels = Math.round((9.5 + 4 * importance + lead + 1.5 * Math.min(1, scale)) * 2) / 2;
  const heavy = node === hovered.node || leaders.has(node) || focus.nodes?.has(node);
  return { pixels, font: `${heavy ? 600 : 400} ${pixels}px ${FONT}` };
}

function wantsLabel(node, scale) {
  if (!node.visible) return false;
  if (node === hovered.node) return true;
  if (focus.nodes) return focus.nodes.has(node);
  if (leaders.has(node)) return true;
  return node.size * scale >= (node.type === page.paperType ? 7.5 : 5);
}

function labelOrder() {
  const first = new Set([selection.node, hovered.node, ...(selection.edge ? [selection.edge.source, selection.edge.target] : [])]);
  first.delete(null);
  const rest = focus.nodes ? byRank : [...byRank.filter((node) => leaders.has(node)), ...byRank.filter((node) => !leaders.has(node))];
  return [...first, ...rest.filter((node) => !first.has(node))];
}

function clear(box, placed) {
  return placed.every((other) => box.right < other.left || box.left > other.right || box.bottom < other.top || box.top > other.bottom);
}

const mustShow = (node) => node === hovered.node || node === selection.node;
const airAbout = (node, scale) => (focus.nodes || leaders.has(node) || scale > 0.9 ? 3 : 10);

// Where a name fits: below its node, else above, right or left of it where there is room to look for it. Null: nowhere.
function freeSpot({ at, half, pixels, reach, wide }, placed, air, must) {
  const shift = Math.min(Math.max(at.x, half + 4), Math.max(half + 4, wide - half - 4)) - at.x;
  const x = Math.abs(shift) < half / 2 ? at.x + shift : at.x; // not past the window's side, if a small step prevents it
  const spots = [[x, at.y + reach]];
  if (air < 10) spots.push([x, at.y - reach - pixels], [at.x + reach + half, at.y - pixels / 2], [at.x - reach - half, at.y - pixels / 2]);
  for (const [middle, top] of spots) {
    const box = { left: middle - half - air, right: middle + half + air, top: top - air / 2, bottom: top + pixels + air / 2 };
    if (must || clear(box, placed)) return { x: middle, top, box };
  }
  return null;
}

function paintLabels(context) {
  const scale = network.getScale();
  const [wide, high] = [graphBox.clientWidth, graphBox.clientHeight];
  const ratio = context.canvas.width / wide;
  const placed = [];
  paintedLabels.length = 0;
  context.save();
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.textAlign = "center";
  context.textBaseline = "top";
  context.lineJoin = "round";
  for (const node of labelOrder()) {
    if (!wantsLabel(node, scale)) continue;
    const at = network.canvasToDOM(network.getPosition(node.index));
    if (at.x < -50 || at.y < -20 || at.x > wide + 50 || at.y > high + 20) continue;
    const { pixels, font } = labelFont(node, scale);
    const text = shortened(node.label, mustShow(node) ? 70 : 30);
    const half = width(context, text, font) / 2;
    const spot = freeSpot({ at, half, pixels, reach: node.size * scale + 3, wide }, placed, airAbout(node, scale), mustShow(node));
    if (!spot) continue;
    placed.push(spot.box);
    paintedLabels.push(node.id);
    context.font = font;
    context.lineWidth = 3.5;
    context.strokeStyle = theme.background;
    context.strokeText(text, spot.x, spot.top);
    context.fillStyle = node.type === page.paperType && !focus.nodes ? theme.quiet : theme.text;
    context.fillText(text, spot.x, spot.top);
  }
  context.restore();
}

// A quiet disc behind each community, unless discs would overlap; gone while the view is kept to some nodes.
const discs = [];
{
  const groups = new Map();
  for (const node of nodes) groups.set(node.community, [...(groups.get(node.community) ?? []), node]);
  for (const [community, group] of groups) {
    if (community < 0 || group.length < 4) continue;
    const box = boxOf(group);
    const [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
    discs.push({ x, y, group, radius: 14 + Math.max(...group.map((node) => Math.hypot(node.x - x, node.y - y) + node.size)) });
  }
  const overlapping = (a) => discs.some((b) => a !== b && Math.hypot(a.x - b.x, a.y - b.y) < a.radius + b.radius - 12);
  discs.splice(0, discs.length, ...discs.filter((disc) => !overlapping(disc)));
}

function paintDiscs(context) {
  if (filters.only) return;
  context.fillStyle = theme.band;
  for (const { x, y, group, radius } of discs) {
    if (!group.some((node) => node.visible)) continue;
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.fill();
  }
}

network.on("beforeDrawing", paintDiscs);
network.on("afterDrawing", paintLabels);
