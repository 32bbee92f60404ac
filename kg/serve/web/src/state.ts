// What the pages share. Everything shown is drawn from these signals; actions.ts is what changes them.

import { computed, signal } from "@preact/signals";
import type { OntologyShape, PathsShape, Problem, RelationTerm, TypeTerm } from "./api/shapes";
import type { Source } from "./api/source";
import { server } from "./api/server";
import { EMPTY, isWhole, type Network } from "./model/network";
import { dictionary } from "./model/short";
import { started } from "./model/history";
import { DEFAULT_VIEW, type View } from "./model/view";
import { visible } from "./model/visible";

export interface Camera {
  readonly x: number;
  readonly y: number;
  readonly ratio: number;
}

export const source = signal<Source>(server);
export const ontology = signal<OntologyShape | null>(null);
export const network = signal<Network>(EMPTY);
export const views = signal(started<View>(DEFAULT_VIEW));
export const view = computed(() => views.value.present);
export const camera = signal<Camera | null>(null);
export const paths = signal<PathsShape | null>(null);

/** The page ("/", "/table", ...) and the parameters that only that page reads. */
export const page = signal("/");
export const pageParams = signal(new URLSearchParams());

/** What is being fetched ("" nothing), and what went wrong last. */
export const busy = signal("");
export const failure = signal<Problem | null>(null);
/** A line for people (and screen readers) about what has just happened. */
export const told = signal("");
/** Whether the hints for the first minute are done with. */
export const greeted = signal(false);

export const hovered = signal("");
export const marked = signal<readonly string[]>([]);

/** Short forms of the ids, where all of them are here to lead back from them. */
export const dictionaryHere = computed(() => (isWhole(network.value) && network.value.total > 0 ? dictionary(network.value.nodes.keys()) : null));

export const shown = computed(() => visible(network.value, view.value, pathIds.value));

/** The nodes of all the paths found, when a path is what is shown. */
export const pathIds = computed<readonly string[]>(() => {
  const scope = view.value.scope;
  const found = paths.value;
  if (scope.kind !== "path" || found?.start.id !== scope.from || found.end.id !== scope.to) return [];
  return [...new Set(found.paths.flatMap((path) => path.nodes.map((node) => node.id)))];
});

const typesByName = computed(() => new Map(ontology.value?.types.map((term) => [term.name, term])));
const relationsByName = computed(() => new Map(ontology.value?.relations.map((term) => [term.name, term])));

export function typeTerm(name: string): TypeTerm {
  return typesByName.value.get(name) ?? { name, iri: "", label: name.toLowerCase(), definition: "", colour: "#6b7280", shape: "dot", count: 0 };
}

export function relationTerm(name: string): RelationTerm {
  const unknown = { name, iri: "", label: name, inverse: name, definition: "", colour: "#6b7280", heads: [], tails: [], count: 0 };
  return relationsByName.value.get(name) ?? unknown;
}

export function labelOf(id: string): string {
  return network.value.nodes.get(id)?.label ?? id;
}
