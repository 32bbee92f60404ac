// The same nodes as a table: for reading, for screen readers, for sorting.

const TABLE_COLUMNS = [
  { name: "Name", value: (node) => node.label, up: true },
  { name: "Type", value: (node) => typeOf.get(node.type).label, up: true },
  { name: "Edges", value: (node) => node.degree, up: false },
  { name: "Papers", value: (node) => node.papers.length, up: false },
];
const sorting = { column: TABLE_COLUMNS[2], up: false };

function sortedNodes() {
  const { column, up } = sorting;
  const order = (a, b) => (typeof a === "number" ? a - b : a.localeCompare(b));
  return nodes.filter((node) => node.visible).sort((a, b) => order(column.value(a), column.value(b)) * (up ? 1 : -1) || a.index - b.index);
}

function heading(column) {
  const own = sorting.column === column;
  const press = () => {
    Object.assign(sorting, { column, up: own ? !sorting.up : column.up });
    drawTable();
  };
  return make("th", { scope: "col", "aria-sort": own ? (sorting.up ? "ascending" : "descending") : "none" },
    button(column.name + (own ? (sorting.up ? " ↑" : " ↓") : ""), press, { class: "plain" }));
}

function tableRow(node) {
  const open = () => {
    byId("table").close();
    selectNode(node, { move: true });
  };
  const [, ...rest] = TABLE_COLUMNS;
  return make("tr", {}, make("th", { scope: "row" }, button(node.label, open, { class: "link" })),
    ...rest.map((column) => make("td", { text: String(column.value(node)) })));
}

function drawTable() {
  const shown = sortedNodes();
  byId("table").replaceChildren(
    make("div", { class: "row" }, make("h2", { text: plural(shown.length, "node") }),
      button("×", () => byId("table").close(), { class: "round", "aria-label": "Close" })),
    make("div", { class: "scroll" }, make("table", {}, make("thead", {}, make("tr", {}, ...TABLE_COLUMNS.map(heading))),
      make("tbody", {}, ...shown.map(tableRow)))),
  );
}

function openTable() {
  drawTable();
  byId("table").showModal();
}
