// The picture: vis-network with still positions; what is dimmed, hidden or lit; the camera.

const reduced = matchMedia("(prefers-reduced-motion: reduce)");
const narrow = matchMedia("(max-width: 760px)");
const graphBox = byId("graph");
const focus = { nodes: null, edges: null }; // sets of what is lit; null: nothing is dimmed
const hovered = { node: null, edge: null };

// The more edges are drawn, the fainter each; those within a community stand out.
const faintness = { inside: 0.5, between: 0.3 };

function setFaintness(count) {
  const room = Math.min(1, 260 / Math.max(1, count));
  Object.assign(faintness, { inside: 0.3 + 0.25 * room, between: 0.08 + 0.3 * room });
}
setFaintness(edges.length);

function nodeLook(node) {
  const lit = !focus.nodes || focus.nodes.has(node);
  const colour = legible(node.colour, SHAPE_CONTRAST);
  return { id: node.index, hidden: !node.visible, opacity: lit ? 1 : 0.13, color: { background: colour, border: theme.background } };
}

function edgeLook(edge) {
  const lit = focus.edges?.has(edge);
  const opacity = lit ? 0.95 : focus.edges ? 0.03 : edge.inside ? faintness.inside : faintness.between;
  const width = Math.min(6, 0.8 + Math.sqrt(edge.support)) + (lit ? 1 : 0);
  return { id: edge.index, hidden: !edge.visible, width, color: { color: legible(edge.colour, LINE_CONTRAST), opacity } };
}

function edgeCourse(edge) {
  if (!edge.curve) return { smooth: false };
  return { smooth: { enabled: true, type: edge.curve > 0 ? "curvedCW" : "curvedCCW", roundness: Math.abs(edge.curve) } };
}

const looks = { nodes: new Map(), edges: new Map() };

function changed(items, look, known) {
  const updates = [];
  for (const item of items) {
    const now = look(item);
    const key = JSON.stringify(now);
    if (known.get(item.index) !== key) {
      known.set(item.index, key);
      updates.push(now);
    }
  }
  return updates;
}

const nodeSet = new vis.DataSet(
  changed(nodes, nodeLook, looks.nodes).map((look, i) => ({ ...look, x: nodes[i].x, y: nodes[i].y, size: nodes[i].size, shape: nodes[i].shape })),
);
const edgeSet = new vis.DataSet(
  changed(edges, edgeLook, looks.edges).map((look, i) => ({ ...look, from: edges[i].source.index, to: edges[i].target.index, ...edgeCourse(edges[i]) })),
);

const network = new vis.Network(graphBox, { nodes: nodeSet, edges: edgeSet }, {
  autoResize: true,
  physics: false,
  layout: { improvedLayout: false },
  nodes: { borderWidth: 1.2, chosen: false, labelHighlightBold: false },
  edges: { chosen: false, arrowStrikethrough: false, arrows: { to: { enabled: true, scaleFactor: 0.32 } }, selectionWidth: 0, hoverWidth: 0 },
  interaction: {
    hover: true, hoverConnectedEdges: false, selectConnectedEdges: false, hideEdgesOnDrag: edges.length > 5000,
    hideEdgesOnZoom: edges.length > 5000, keyboard: { enabled: false }, multiselect: false, zoomSpeed: 0.7,
  },
});

function repaint() {
  nodeSet.update(changed(nodes, nodeLook, looks.nodes));
  edgeSet.update(changed(edges, edgeLook, looks.edges));
  network.redraw();
}

// Light these nodes and edges and dim the rest; without arguments, dim nothing.
function light(litNodes = null, litEdges = null) {
  focus.nodes = litNodes;
  focus.edges = litEdges;
  repaint();
}

// The part of the window that no panel covers, in pixels of the graph's box.
function freeArea() {
  const box = graphBox.getBoundingClientRect();
  const area = { left: 0, top: 0, right: box.width, bottom: box.height };
  for (const [panel, side] of [[byId("legend"), "left"], [byId("card"), "right"]]) {
    const covered = panel.getBoundingClientRect();
    if (panel.hidden || !covered.width) continue;
    if (narrow.matches) area.bottom = Math.min(area.bottom, covered.top - box.top);
    else if (side === "left") area.left = covered.right - box.left;
    else area.right = covered.left - box.left;
  }
  return area;
}

function boxOf(shown) {
  const box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  for (const node of shown) {
    const { x, y } = network.getPosition(node.index);
    box.left = Math.min(box.left, x - node.size);
    box.right = Math.max(box.right, x + node.size);
    box.top = Math.min(box.top, y - node.size);
    box.bottom = Math.max(box.bottom, y + node.size);
  }
  return box;
}

// Move the camera so that these nodes fill the free part of the window, no closer than `closest`.
function showNodes(shown, { closest = 1.3, farthest = 0, animate = true } = {}) {
  if (!shown.length) return;
  const box = boxOf(shown);
  const area = freeArea();
  const room = { width: Math.max(80, area.right - area.left - 48), height: Math.max(80, area.bottom - area.top - 64) };
  const wanted = Math.min(room.width / (box.right - box.left), room.height / (box.bottom - box.top));
  const scale = Math.max(farthest, Math.min(closest, wanted));
  const whole = graphBox.getBoundingClientRect();
  network.moveTo({
    position: { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 },
    scale,
    offset: { x: (area.left + area.right - whole.width) / 2, y: (area.top + area.bottom - whole.height) / 2 },
    animation: animate && !reduced.matches ? { duration: 450, easingFunction: "easeInOutQuad" } : false,
  });
}

const showEverything = (options) => showNodes(nodes.filter((node) => node.visible), options);

// Where everything stands when the view is kept to a node and its neighbours: rings about it, by relation and type.
function ringAbout(node, near) {
  const order = [...near].filter((other) => other !== node).sort((a, b) => {
    const [one, two] = [a, b].map((other) => other.edges.find((edge) => otherEnd(edge, other) === node)?.relation ?? "");
    return one.localeCompare(two) || a.type.localeCompare(b.type) || a.index - b.index;
  });
  const middle = network.getPosition(node.index);
  const rings = Math.ceil(order.length / 28);
  nodeSet.update(order.map((other, place) => {
    const angle = (2 * Math.PI * place) / order.length - Math.PI / 2;
    const distance = node.size + 110 + 6 * Math.min(order.length, 28) + 75 * (place % rings);
    return { id: other.index, x: middle.x + 1.35 * distance * Math.cos(angle), y: middle.y + distance * Math.sin(angle) };
  }));
}

function backInPlace() {
  nodeSet.update(nodes.map((node) => ({ id: node.index, x: node.x, y: node.y })));
}

function zoomBy(factor) {
  network.moveTo({ scale: network.getScale() * factor, animation: reduced.matches ? false : { duration: 180, easingFunction: "easeInOutQuad" } });
}
