// What the mouse, the keyboard and the buttons do; and a small handle on the page for tests and for the curious.

function showTip(text, pointer) {
  const tip = byId("tip");
  tip.textContent = text;
  tip.hidden = !text;
  if (!text || !pointer) return;
  tip.style.left = Math.min(pointer.x + 14, graphBox.clientWidth - tip.offsetWidth - 8) + "px";
  tip.style.top = Math.min(pointer.y + 14, graphBox.clientHeight - tip.offsetHeight - 8) + "px";
}

function hover(node, edge, pointer) {
  Object.assign(hovered, { node, edge });
  graphBox.style.cursor = node || edge ? "pointer" : "";
  const text = node ? `${node.label} · ${typeOf.get(node.type).label} · ${plural(node.degree, "edge")}`
    : edge ? `${edge.source.label} ${relationOf.get(edge.relation).label} ${edge.target.label} · ${plural(edge.support, "paper")}` : "";
  showTip(text, pointer);
  network.redraw();
}

network.on("hoverNode", (event) => hover(nodes[event.node], null, event.pointer.DOM));
network.on("blurNode", () => hover(null, null));
network.on("hoverEdge", (event) => { if (!hovered.node) hover(null, edges[event.edge], event.pointer.DOM); });
network.on("blurEdge", () => { if (!hovered.node) hover(null, null); });
network.on("click", (event) => {
  showTip("");
  if (event.nodes.length) selectNode(nodes[event.nodes[0]]);
  else if (event.edges.length) selectEdge(edges[event.edges[0]]);
  else clearSelection();
});
network.on("dragStart", () => showTip(""));
network.on("zoom", () => showTip(""));

function setLegend(open) {
  byId("legend").hidden = !open;
  byId("to-legend").setAttribute("aria-pressed", String(open));
}

function changeTheme(name) {
  setTheme(name);
  byId("to-theme").setAttribute("aria-label", `Theme: ${name}`);
  repaint();
  drawLegend();
  if (selection.node) drawCard(nodeCard(selection.node));
  if (selection.edge) drawCard(edgeCard(selection.edge));
}

const TOOLS = {
  "zoom-in": () => zoomBy(1.5),
  "zoom-out": () => zoomBy(1 / 1.5),
  "zoom-fit": () => showEverything(),
  "to-table": openTable,
  "to-legend": () => setLegend(byId("legend").hidden),
  "to-theme": () => {
    keepTheme(theme.name === "dark" ? "light" : "dark");
    changeTheme(theme.name === "dark" ? "light" : "dark");
  },
};
for (const [id, act] of Object.entries(TOOLS)) byId(id).addEventListener("click", act);

const KEYS = {
  "/": () => { queryBox.focus(); queryBox.select(); },
  Escape: () => (selection.node || selection.edge ? clearSelection() : setLegend(!narrow.matches)),
  f: TOOLS["zoom-fit"],
  "+": TOOLS["zoom-in"],
  "-": TOOLS["zoom-out"],
  t: openTable,
};
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, textarea, dialog[open]");
  const act = KEYS[event.key];
  if (!act || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  act();
});

darkWanted.addEventListener("change", () => { if (!keptTheme()) changeTheme(darkWanted.matches ? "dark" : "light"); });
narrow.addEventListener("change", () => setLegend(!narrow.matches));

function addressed() {
  try {
    return nodeAt.get(decodeURIComponent(location.hash.slice(1)));
  } catch {
    return undefined; // a stray % in the address
  }
}

function openAddressed() {
  const node = addressed();
  if (node) selectNode(node, { move: true });
  return Boolean(node);
}
window.addEventListener("hashchange", openAddressed);

setLegend(!narrow.matches);
changeTheme(theme.name);
applyFilters();
// A narrow window begins closer: the middle of the map at a height that fills it; Fit shows the whole.
const whole = boxOf(nodes);
const filling = (0.7 * graphBox.clientHeight) / Math.max(1, whole.bottom - whole.top);
showEverything({ animate: false, farthest: narrow.matches ? Math.min(filling, 0.6) : 0 });
openAddressed();

// window.kgview: ids are node paths; places are pixels of the window.
window.kgview = {
  network,
  select: (id) => selectNode(nodeAt.get(id), { move: true }),
  selected: () => selection.node?.id ?? (selection.edge ? [selection.edge.source.id, selection.edge.relation, selection.edge.target.id] : null),
  find: (text) => findNodes(text).map((hit) => hit.node.id),
  visibleNodes: () => nodes.filter((node) => node.visible).map((node) => node.id),
  visibleEdges: () => edges.filter((edge) => edge.visible).map((edge) => [edge.source.id, edge.relation, edge.target.id]),
  lit: () => (focus.nodes ? [...focus.nodes].map((node) => node.id) : null),
  labels: () => [...paintedLabels],
  theme: () => theme.name,
  place: (id) => {
    const box = graphBox.getBoundingClientRect();
    const at = network.canvasToDOM(network.getPosition(nodeAt.get(id).index));
    return { x: box.left + at.x, y: box.top + at.y };
  },
};
