// Search over names and aliases, with suggestions: `/` goes there, arrows choose, Enter opens, Esc leaves.

const queryBox = byId("query");
const foundList = byId("found");
const suggestions = { items: [], at: -1 };

const plainly = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const index = byRank.map((node) => ({ node, names: [node.label, ...node.aliases].map(plainly) }));

// How well a name answers: 0 is the whole name, 1 its beginning, 2 the beginning of a word in it, 3 some part of it.
function grade(name, wanted) {
  if (name === wanted) return 0;
  const place = name.indexOf(wanted);
  if (place < 0) return 9;
  if (place === 0) return 1;
  return /[\p{L}\p{N}]/u.test(name[place - 1]) ? 3 : 2;
}

function findNodes(text, limit = 9) {
  const wanted = plainly(text.trim());
  if (!wanted) return [];
  const hits = [];
  index.forEach(({ node, names }, rank) => {
    const grades = names.map((name) => grade(name, wanted));
    const best = Math.min(...grades);
    if (best < 9) hits.push({ node, best, rank, name: grades[0] === best ? "" : node.aliases[grades.indexOf(best) - 1] });
  });
  return hits.sort((a, b) => a.best - b.best || a.rank - b.rank).slice(0, limit);
}

function suggestion(hit, place) {
  const chosen = place === suggestions.at;
  return make("li", {
    role: "option", id: `found-${place}`, "aria-selected": String(chosen), class: chosen ? "chosen" : "",
    on: { mousedown: (event) => { event.preventDefault(); take(place); } },
  }, typeIcon(hit.node.type), make("span", { class: "name" }, hit.node.label, hit.name ? make("small", { text: ` ${hit.name}` }) : null),
  make("span", { class: "count", text: typeOf.get(hit.node.type).label }));
}

function drawSuggestions() {
  const none = queryBox.value.trim() && !suggestions.items.length;
  foundList.replaceChildren(...suggestions.items.map(suggestion));
  if (none) foundList.append(make("li", { class: "none", text: "Nothing here has a name like that" }));
  const open = Boolean(suggestions.items.length || none) && document.activeElement === queryBox;
  foundList.hidden = !open;
  queryBox.setAttribute("aria-expanded", String(open));
  if (suggestions.at >= 0) queryBox.setAttribute("aria-activedescendant", `found-${suggestions.at}`);
  else queryBox.removeAttribute("aria-activedescendant");
}

function suggest() {
  suggestions.items = findNodes(queryBox.value);
  suggestions.at = suggestions.items.length ? 0 : -1;
  drawSuggestions();
}

function take(place) {
  const hit = suggestions.items[place];
  if (!hit) return;
  queryBox.value = hit.node.label;
  suggestions.items = [];
  queryBox.blur();
  drawSuggestions();
  if (!hit.node.visible) showAll();
  selectNode(hit.node, { move: true });
}

const SEARCH_KEYS = {
  ArrowDown: () => step(1),
  ArrowUp: () => step(-1),
  Enter: () => take(suggestions.at),
  Escape: () => { queryBox.value = ""; suggest(); queryBox.blur(); drawSuggestions(); },
};

function step(by) {
  const count = suggestions.items.length;
  if (count) suggestions.at = (suggestions.at + by + count) % count;
  drawSuggestions();
}

queryBox.addEventListener("input", suggest);
queryBox.addEventListener("focus", suggest);
queryBox.addEventListener("blur", drawSuggestions);
queryBox.addEventListener("keydown", (event) => {
  const act = SEARCH_KEYS[event.key];
  if (!act) return;
  event.preventDefault();
  event.stopPropagation();
  act();
});
