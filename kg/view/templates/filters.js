// The legend is the filter: types and relations with their numbers, each on or off.

// What is off; `only`: nodes to which the view is kept; `support`: papers that must state an edge.
const filters = { types: new Set(), relations: new Set(), only: null, support: 1 };
const mostSupport = edges.reduce((most, edge) => Math.max(most, edge.support), 1);

function applyFilters() {
  const allRelations = filters.relations.size === 0 && filters.support === 1;
  for (const node of nodes) node.visible = !filters.types.has(node.type) && (!filters.only || filters.only.has(node));
  for (const edge of edges) {
    edge.visible = !filters.relations.has(edge.relation) && edge.support >= filters.support && edge.source.visible && edge.target.visible;
  }
  if (!allRelations) {
    for (const node of nodes) node.visible = node.visible && node.edges.some((edge) => edge.visible);
  }
  const [shown, drawn] = [nodes, edges].map((items) => items.filter((item) => item.visible).length);
  const filtered = shown < nodes.length || drawn < edges.length;
  setFaintness(drawn);
  repaint();
  drawLegend();
  byId("notice").textContent = filtered ? `Filtered: ${plural(shown, "node")}, ${plural(drawn, "edge")} · ${page.notice}` : page.notice;
  byId("empty").hidden = shown > 0;
  byId("empty").textContent = nodes.length ? "Nothing passes the filters. Press “Show all” in the legend." : "There is nothing to show: the graph, or the part asked for, is empty.";
}

function toggle(off, name) {
  if (!off.delete(name)) off.add(name);
  applyFilters();
}

// On: only this one; when it is the only one already: all of them.
function isolate(off, name, names) {
  const alone = !off.has(name) && off.size === names.length - 1;
  off.clear();
  if (!alone) for (const other of names) if (other !== name) off.add(other);
  applyFilters();
}

function legendRow(item, icon, count, off, names) {
  const on = !off.has(item.name);
  const main = make("button", {
    type: "button", class: "entry", "aria-pressed": String(on), title: item.about, "data-name": item.name,
    on: { click: () => toggle(off, item.name) },
  }, icon, make("span", { class: "name", text: item.label }), make("span", { class: "count", text: count.toLocaleString("en") }));
  const only = button("only", () => isolate(off, item.name, names), { class: "only", "aria-label": `Only ${item.label}` });
  return make("li", { class: on ? "" : "off" }, main, only);
}

function supportRow() {
  const input = make("input", {
    type: "number", min: "1", max: String(mostSupport), value: String(filters.support), "data-name": "support",
    on: { change: () => {
      filters.support = Math.min(mostSupport, Math.max(1, Math.round(input.valueAsNumber) || 1));
      applyFilters();
    } },
  });
  return make("label", { class: "row", title: "An edge counts the papers that state it" }, "stated by at least ", input, " papers");
}

function drawLegend() {
  const active = document.activeElement?.closest?.("#legend [data-name]")?.dataset.name;
  const count = (items, key, name) => items.filter((item) => item[key] === name).length;
  const [typeNames, relationNames] = [page.types.map((type) => type.name), page.relations.map((relation) => relation.name)];
  const all = button("Show all", showAll, { class: "plain", id: "show-all", disabled: !filters.types.size && !filters.relations.size && !filters.only && filters.support === 1 });
  byId("legend").replaceChildren(
    make("div", { class: "row" }, make("h2", { text: "Nodes" }), all),
    make("ul", {}, ...page.types.map((type) => legendRow(type, typeIcon(type.name), count(nodes, "type", type.name), filters.types, typeNames))),
    make("h2", { text: "Edges" }),
    make("ul", {}, ...page.relations.map((relation) =>
      legendRow(relation, relationIcon(relation.name), count(edges, "relation", relation.name), filters.relations, relationNames))),
    ...(mostSupport > 1 ? [supportRow()] : []),
  );
  if (active) byId("legend").querySelector(`[data-name="${CSS.escape(active)}"]`)?.focus();
}

function showAll() {
  filters.types.clear();
  filters.relations.clear();
  filters.support = 1;
  if (filters.only) backInPlace();
  filters.only = null;
  applyFilters();
  if (selection.node) selectNode(selection.node, { again: true });
}
