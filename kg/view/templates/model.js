// The data of the page as objects that know each other. Everything here comes from the JSON in #data.

const input = JSON.parse(document.getElementById("data").textContent);
const page = input.page;
const typeOf = new Map(page.types.map((type) => [type.name, type]));
const relationOf = new Map(page.relations.map((relation) => [relation.name, relation]));

const nodes = input.nodes.map((item, index) => ({
  index, label: item.label, x: item.x, y: item.y, size: item.size, shape: item.shape, colour: item.color,
  edges: [], claims: [], visible: true, ...item.kg,
}));
const nodeAt = new Map(nodes.map((node) => [node.id, node]));
const nodeOfPaper = new Map(nodes.filter((node) => node.type === page.paperType).map((node) => [node.papers[0], node]));
const byRank = [...nodes].sort((a, b) => b.rank - a.rank || a.index - b.index);

const edges = input.edges.map((item, index) => ({
  index, source: nodes[item.from], target: nodes[item.to], colour: item.color, visible: true, curve: 0, ...item.kg,
}));

for (const edge of edges) {
  edge.source.edges.push(edge);
  if (edge.target !== edge.source) edge.target.edges.push(edge);
  edge.inside = edge.source.community === edge.target.community;
}

for (const claim of page.claims) {
  const named = new Set([claim.subject, claim.baseline, ...claim.context]);
  for (const id of named) nodeAt.get(id)?.claims.push(claim);
}

// Parallel edges get bends that keep them apart: 0 for a single edge, else steps about 0, on fixed sides of the pair.
const pairs = new Map();
for (const edge of edges) {
  const [low, high] = [edge.source.index, edge.target.index].sort((a, b) => a - b);
  const key = low + " " + high;
  if (!pairs.has(key)) pairs.set(key, []);
  pairs.get(key).push(edge);
}
for (const parallel of pairs.values()) {
  if (parallel.length === 1) continue;
  parallel.forEach((edge, place) => {
    const bend = (place - (parallel.length - 1) / 2) * 0.22;
    edge.curve = edge.source.index <= edge.target.index ? bend : -bend;
  });
}

const otherEnd = (edge, node) => (edge.source === node ? edge.target : edge.source);
const nameOf = (id) => nodeAt.get(id)?.label ?? page.names[id] ?? id;

// What may be opened by a click: addresses of the web, nothing that runs.
function webAddress(text) {
  try {
    const address = new URL(text);
    return ["http:", "https:"].includes(address.protocol) ? address.href : "";
  } catch {
    return "";
  }
}
