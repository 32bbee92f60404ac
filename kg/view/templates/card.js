// The card: all that is known of the node or edge that was chosen, each fact with its sentence.

const selection = { node: null, edge: null };
const visited = [];

function nodeLink(node, text = node.label) {
  const link = button("", () => selectNode(node, { move: true }), { class: "link" });
  link.append(typeIcon(node.type), make("span", { text, dir: "auto" }));
  return link;
}

function paperLink(index) {
  const paper = page.papers[index];
  const node = nodeOfPaper.get(index);
  return node ? nodeLink(node, paper.title) : make("span", { class: "paper", text: paper.title });
}

function outside(url) {
  const address = webAddress(url);
  return address ? make("a", { href: address, target: "_blank", rel: "noopener noreferrer", text: "Open ↗" }) : null;
}

// One piece of evidence: the sentence with the phrase marked, its paper, date and score.
function quotation([sentence, start, end, score]) {
  const [paper, text] = page.sentences[sentence];
  const { date, url } = page.papers[paper];
  return make("figure", { class: "evidence" },
    make("blockquote", { dir: "auto" }, text.slice(0, start), make("mark", { text: text.slice(start, end) }), text.slice(end)),
    make("figcaption", {}, paperLink(paper),
      make("span", { class: "facts", text: [dateText(date), `score ${score.toFixed(2)}`].filter(Boolean).join(" · ") }), outside(url)));
}

// A list of which the first few show, and a button for the rest.
function folded(items, draw, few = 6) {
  const list = make("ul", {}, ...items.slice(0, few).map((item) => make("li", {}, draw(item))));
  if (items.length <= few) return list;
  const more = button(`Show all ${items.length}`, () => {
    list.append(...items.slice(few).map((item) => make("li", {}, draw(item))));
    more.remove();
  }, { class: "plain" });
  return make("div", {}, list, more);
}

function section(title, ...content) {
  return make("section", {}, make("h3", { text: title }), ...content);
}

function neighbourGroups(node) {
  const groups = new Map();
  for (const edge of node.edges) {
    const out = edge.source === node;
    const key = (out ? "1 " : "2 ") + edge.relation;
    if (!groups.has(key)) groups.set(key, { out, relation: edge.relation, edges: [] });
    groups.get(key).edges.push(edge);
  }
  return [...groups.values()].sort((a, b) => b.edges.length - a.edges.length || a.relation.localeCompare(b.relation));
}

function neighbourRow(node, edge) {
  const support = button(plural(edge.support, "paper"), () => selectEdge(edge), { class: "plain", title: "Show the sentences" });
  return make("span", { class: "row" }, nodeLink(otherEnd(edge, node)), support);
}

function claimText(claim) {
  const words = { increase: "more", decrease: "less" }[claim.direction];
  const context = claim.context.map(nameOf).join(", ");
  return [
    nameOf(claim.subject), ": ", claim.metric, " ", make("strong", { text: claim.value }), words ? ` ${words}` : "",
    claim.baseline ? ` than ${nameOf(claim.baseline)}` : "", context ? ` (${context})` : "",
  ];
}

function claimItem(claim) {
  return make("details", {}, make("summary", {}, ...claimText(claim)), quotation(claim.evidence));
}

function nodeCard(node) {
  const hidden = node.degree - node.edges.length;
  const facts = [dateText(node.date), node.type === page.paperType ? "" : `named in ${plural(node.papers.length, "paper")}`,
    plural(node.degree, "edge") + (hidden ? `, ${hidden} of them not in this view` : "")].filter(Boolean).join(" · ");
  const near = new Set([node, ...node.edges.map((edge) => otherEnd(edge, node))]);
  const kept = filters.only && filters.only.size === near.size && filters.only.has(node);
  const groups = neighbourGroups(node).map((group) => section(
    `${group.out ? "→" : "←"} ${relationOf.get(group.relation).label} (${group.edges.length})`,
    folded([...group.edges].sort((a, b) => b.support - a.support || otherEnd(b, node).degree - otherEnd(a, node).degree), (edge) => neighbourRow(node, edge))));
  return [
    make("p", { class: "kind" }, typeIcon(node.type), typeOf.get(node.type).label),
    make("h2", { text: node.label, dir: "auto" }),
    node.aliases.length ? make("p", { class: "facts", text: `also: ${node.aliases.join(", ")}`, dir: "auto" }) : null,
    make("p", { class: "facts" }, facts, " ", outside(node.url)),
    make("p", { class: "row wrap" },
      button(kept ? "Show all again" : "Show only its neighbours", () => keepOnly(kept ? null : near, node), { class: "action" }),
      button("Zoom to it", () => showNodes([...near]), { class: "action" })),
    node.introduced.length ? section("Introduced by", folded(node.introduced, paperLink)) : null,
    ...groups,
    node.claims.length ? section(`Numbers (${node.claims.length})`, folded(node.claims, claimItem)) : null,
    node.type === page.paperType || !node.papers.length ? null : section(`Papers that name it (${node.papers.length})`, folded(node.papers, paperLink, 4)),
  ];
}

function edgeCard(edge) {
  const others = edge.source.edges.filter((other) => other !== edge && otherEnd(other, edge.source) === otherEnd(edge, edge.source));
  return [
    make("p", { class: "kind" }, relationIcon(edge.relation), relationOf.get(edge.relation).label),
    make("h2", { class: "triple" }, nodeLink(edge.source), make("span", { class: "verb", text: relationOf.get(edge.relation).label }), nodeLink(edge.target)),
    make("p", { class: "facts", text: `${plural(edge.support, "paper")} · best score ${edge.score.toFixed(2)}` }),
    ...edge.evidence.map(quotation),
    others.length ? section("Also between the two", folded(others, (other) => button(
      `${other.source.label} ${relationOf.get(other.relation).label} ${other.target.label}`, () => selectEdge(other), { class: "link" }))) : null,
  ];
}

function keepOnly(kept, node) {
  filters.only = kept;
  if (kept) ringAbout(node, kept);
  else backInPlace();
  applyFilters();
  selectNode(node, { again: true });
  showEverything();
}

function drawCard(content) {
  const back = visited.length > 1 ? button("←", goBack, { class: "round", title: "Back", "aria-label": "Back" }) : null;
  const shut = button("×", clearSelection, { class: "round", title: "Close (Esc)", "aria-label": "Close" });
  const card = byId("card");
  card.replaceChildren(make("div", { class: "row corner" }, back, shut), ...content.filter(Boolean));
  card.hidden = false;
  card.scrollTop = 0;
}

function remember(step) {
  if (visited.at(-1) !== step) visited.push(step);
  history.replaceState(null, "", step.edges ? "#" + encodeURIComponent(step.id) : location.pathname + location.search);
}

function goBack() {
  visited.pop();
  const last = visited.at(-1);
  if (last.edges) selectNode(last, { move: true });
  else selectEdge(last);
}

function selectNode(node, { move = false, again = false } = {}) {
  Object.assign(selection, { node, edge: null });
  if (!again) remember(node);
  const lit = node.edges.filter((edge) => edge.visible);
  const near = [node, ...lit.map((edge) => otherEnd(edge, node))];
  drawCard(nodeCard(node));
  light(new Set(near), new Set(lit));
  if (move) showNodes(near, { farthest: 0.35 });
}

function selectEdge(edge) {
  Object.assign(selection, { node: null, edge });
  remember(edge);
  drawCard(edgeCard(edge));
  light(new Set([edge.source, edge.target]), new Set([edge]));
}

function clearSelection() {
  Object.assign(selection, { node: null, edge: null });
  visited.length = 0;
  byId("card").hidden = true;
  history.replaceState(null, "", location.pathname + location.search);
  light();
}
