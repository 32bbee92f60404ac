// What a person can do to the view. Each action is one step of undo; selecting is none.

import { batch } from "@preact/signals";
import type { GraphShape } from "./api/shapes";
import { problemOf, SourceError } from "./api/source";
import { amended, redone, stepped, undone } from "./model/history";
import { edgeEnds, isWhole, withShape } from "./model/network";
import { DEFAULT_VIEW, inFull, toggled, type Scope, type View } from "./model/view";
import { busy, dictionaryHere, failure, greeted, labelOf, network, ontology, paths, source, told, view, views } from "./state";

function change(part: Partial<View>, words = ""): void {
  greeted.value = true;
  views.value = stepped(views.value, { ...view.value, ...part });
  if (words) told.value = words;
}

export function undo(): void {
  views.value = undone(views.value);
  told.value = "Undone";
  void load();
}

export function redo(): void {
  views.value = redone(views.value);
  told.value = "Done again";
  void load();
}

export function selectNode(id: string): void {
  greeted.value = true;
  views.value = amended(views.value, { ...view.value, node: id, edge: "" });
}

export function selectEdge(key: string): void {
  views.value = amended(views.value, { ...view.value, edge: key, node: "" });
}

export function selectNothing(): void {
  views.value = amended(views.value, { ...view.value, edge: "", node: "" });
}

export const toggleType = (name: string) => {
  change({ typesOff: toggled(view.value.typesOff, name) });
};
export const toggleRelation = (name: string) => {
  change({ relationsOff: toggled(view.value.relationsOff, name) });
};

/** Leaves only one type or relation on; again, and all are on. */
export function onlyType(name: string): void {
  const others = (ontology.value?.types ?? []).map((term) => term.name).filter((other) => other !== name);
  const already = view.value.typesOff.length === others.length && !view.value.typesOff.includes(name);
  change({ typesOff: already ? [] : others });
}

export function onlyRelation(name: string): void {
  const others = (ontology.value?.relations ?? []).map((term) => term.name).filter((other) => other !== name);
  const already = view.value.relationsOff.length === others.length && !view.value.relationsOff.includes(name);
  change({ relationsOff: already ? [] : others });
}

export const set = (part: Partial<Pick<View, "support" | "score" | "since" | "until" | "size" | "colour">>) => {
  change(part);
};

export function clearFilters(): void {
  const { typesOff, relationsOff, support, score, since, until, hidden, collapsed } = DEFAULT_VIEW;
  change({ typesOff, relationsOff, support, score, since, until, hidden, collapsed }, "All filters are off");
}

export function showScope(scope: Scope, more: Partial<View> = {}): Promise<void> {
  change({ scope, expanded: [], collapsed: [], hidden: [], ...more });
  return load();
}

export const showAll = () => showScope({ kind: "all" });
export const showAround = (id: string, depth = 1) => showScope({ kind: "ego", id, depth }, { node: id, edge: "" });
export const showPath = (from: string, to: string) => showScope({ kind: "path", from, to }, { node: "", edge: "" });

export async function showCommunity(number: number): Promise<void> {
  const scope = view.value.scope;
  const before = scope.kind === "communities" ? scope.numbers : [];
  await showScope({ kind: "communities", numbers: [...before.filter((other) => other !== number), number] });
}

export async function expand(id: string): Promise<void> {
  const { expanded, collapsed } = view.value;
  change(
    { expanded: expanded.includes(id) ? expanded : [...expanded, id], collapsed: collapsed.filter((other) => other !== id) },
    `The neighbours of ${labelOf(id)} are shown`,
  );
  await load();
}

export function collapse(id: string): void {
  const { expanded, collapsed } = view.value;
  change(
    { expanded: expanded.filter((other) => other !== id), collapsed: collapsed.includes(id) ? collapsed : [...collapsed, id] },
    `The neighbours that only ${labelOf(id)} has are put away`,
  );
}

export function hide(id: string): void {
  change({ hidden: toggled(view.value.hidden, id), node: "", edge: "" }, `${labelOf(id)} is hidden`);
}

export function pin(id: string): void {
  const on = !view.value.pinned.includes(id);
  change({ pinned: toggled(view.value.pinned, id) }, `${labelOf(id)} ${on ? "stays in view whatever the filters" : "is no longer kept"}`);
}

function add(shape: GraphShape): void {
  const terms = ontology.value;
  if (terms) network.value = withShape(network.value, shape, terms);
}

/** Fetches what the view needs and the page does not hold yet. */
export async function load(): Promise<void> {
  const full = inFull(view.value, () => dictionaryHere.value ?? new Map());
  if (full !== view.value) views.value = amended(views.value, full);
  const jobs = wanted(view.value);
  if (!jobs.length) return;
  busy.value = "Fetching";
  try {
    await Promise.all(jobs.map((job) => job()));
    batch(() => {
      failure.value = null;
      busy.value = "";
    });
  } catch (error) {
    batch(() => {
      failure.value = problemOf(error);
      busy.value = "";
    });
  }
}

type Job = () => Promise<void>;

function wanted(now: View): Job[] {
  const whole = isWhole(network.value);
  const from = source.value;
  const jobs: Job[] = [];
  const scope = now.scope;
  if (scope.kind === "path") jobs.push(() => loadPath(scope.from, scope.to));
  if (whole && network.value.total > 0) return jobs;
  if (scope.kind === "ego") jobs.push(async () => { add(await from.ego(scope.id, scope.depth)); }); // prettier-ignore
  if (scope.kind === "ids") jobs.push(async () => { add(await from.nodes(scope.ids)); }); // prettier-ignore
  if (scope.kind === "communities") {
    for (const number of scope.numbers) jobs.push(async () => { add(await from.community(number)); }); // prettier-ignore
  }
  for (const id of now.expanded) jobs.push(async () => { add(await from.neighbours(id)); }); // prettier-ignore
  const missing = [now.node, ...now.pinned, ...edgeEnds(now.edge).filter((_, i) => i !== 1)].filter((id) => id && !network.value.nodes.has(id));
  if (missing.length) jobs.push(async () => { add(await from.nodes(missing)); }); // prettier-ignore
  return jobs;
}

async function loadPath(from: string, to: string): Promise<void> {
  const known = paths.value;
  if (known?.start.id === from && known.end.id === to) return;
  const found = await source.value.path(from, to);
  if (found.length < 0) {
    const what = `No path joins ${found.start.label} and ${found.end.label}`;
    paths.value = found;
    throw new SourceError({ status: 0, what, cause: "", remedy: "Choose another pair, or lower the filters.", line: 0, column: 0, suggestions: [] });
  }
  const ids = [...new Set(found.paths.flatMap((path) => path.nodes.map((node) => node.id)))];
  if (ids.some((id) => !network.value.nodes.has(id))) add(await source.value.nodes(ids));
  paths.value = found;
}

/** The first picture: terms and graph, side by side, then what the address asks for beyond them. */
export async function begin(): Promise<void> {
  busy.value = "Opening the graph";
  try {
    const [terms, shape] = await Promise.all([source.value.ontology(), source.value.graph()]);
    batch(() => {
      ontology.value = terms;
      add(shape);
      busy.value = "";
    });
    await load();
  } catch (error) {
    batch(() => {
      failure.value = problemOf(error);
      busy.value = "";
    });
  }
}
