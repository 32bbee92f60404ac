// What of the graph is shown, and how: the part of the state that undo, links and exports speak of.

import { isShort, packed, resolved, unpacked, type Dictionary } from "./short";

export type Scope =
  | { readonly kind: "all" }
  | { readonly kind: "ego"; readonly id: string; readonly depth: number }
  | { readonly kind: "path"; readonly from: string; readonly to: string }
  | { readonly kind: "ids"; readonly ids: readonly string[] }
  | { readonly kind: "communities"; readonly numbers: readonly number[] };

export type SizeBy = "degree" | "rank" | "papers";
export type ColourBy = "type" | "community";

export interface View {
  readonly scope: Scope;
  readonly typesOff: readonly string[];
  readonly relationsOff: readonly string[];
  readonly support: number;
  readonly score: number;
  readonly since: string;
  readonly until: string;
  readonly size: SizeBy;
  readonly colour: ColourBy;
  readonly expanded: readonly string[];
  readonly collapsed: readonly string[];
  readonly hidden: readonly string[];
  readonly pinned: readonly string[];
  readonly node: string;
  readonly edge: string;
}

export const DEFAULT_VIEW: View = {
  scope: { kind: "all" },
  typesOff: [],
  relationsOff: [],
  support: 1,
  score: 0,
  since: "",
  until: "",
  size: "degree",
  colour: "type",
  expanded: [],
  collapsed: [],
  hidden: [],
  pinned: [],
  node: "",
  edge: "",
};

type ListField = "typesOff" | "relationsOff" | "expanded" | "collapsed" | "hidden" | "pinned";

const LISTS: readonly (readonly [ListField, string])[] = [
  ["typesOff", "without"],
  ["relationsOff", "without-relation"],
  ["expanded", "expand"],
  ["collapsed", "collapse"],
  ["hidden", "hide"],
  ["pinned", "pin"],
];

/**
 * The view as parameters of an address: only what differs from the default. Names and ids hold no spaces, so a space joins
 * them; long lists of ids are written in short forms where `known` leads back from them.
 */
export function toParams(view: View, known: Dictionary | null = null): URLSearchParams {
  const params = new URLSearchParams();
  scopeToParams(view.scope, params, known);
  for (const [field, name] of LISTS) if (view[field].length) params.set(name, packed(view[field], known));
  if (view.support > 1) params.set("support", String(view.support));
  if (view.score > 0) params.set("score", String(view.score));
  if (view.since) params.set("since", view.since);
  if (view.until) params.set("until", view.until);
  if (view.size !== DEFAULT_VIEW.size) params.set("size", view.size);
  if (view.colour !== DEFAULT_VIEW.colour) params.set("colour", view.colour);
  if (view.node) params.set("node", view.node);
  if (view.edge) params.set("edge", view.edge);
  return params;
}

function scopeToParams(scope: Scope, params: URLSearchParams, known: Dictionary | null): void {
  if (scope.kind === "ego") {
    params.set("around", scope.id);
    if (scope.depth > 1) params.set("depth", String(scope.depth));
  } else if (scope.kind === "path") {
    params.set("from", scope.from);
    params.set("to", scope.to);
  } else if (scope.kind === "ids") params.set("ids", packed(scope.ids, known));
  else if (scope.kind === "communities") params.set("communities", scope.numbers.join(" "));
}

/** The view that an address asks for; what it does not say, or says wrongly, is as by default. */
export function fromParams(params: URLSearchParams): View {
  const list = (name: string) => unpacked(params.get(name) ?? "");
  const lists = Object.fromEntries(LISTS.map(([field, name]) => [field, list(name)])) as unknown as Pick<View, ListField>;
  return {
    ...DEFAULT_VIEW,
    ...lists,
    scope: scopeFromParams(params, list),
    support: numberIn(params.get("support"), 1, 1000, 1),
    score: numberIn(params.get("score"), 0, 1, 0),
    since: dateIn(params.get("since")),
    until: dateIn(params.get("until")),
    size: oneOf(params.get("size"), ["degree", "rank", "papers"], "degree"),
    colour: oneOf(params.get("colour"), ["type", "community"], "type"),
    node: params.get("node") ?? "",
    edge: params.get("edge") ?? "",
  };
}

function scopeFromParams(params: URLSearchParams, list: (name: string) => string[]): Scope {
  const around = params.get("around");
  if (around) return { kind: "ego", id: around, depth: numberIn(params.get("depth"), 1, 4, 1) };
  const from = params.get("from");
  const to = params.get("to");
  if (from && to) return { kind: "path", from, to };
  if (params.has("ids")) return { kind: "ids", ids: list("ids") };
  const numbers = list("communities").map(Number).filter(Number.isInteger);
  return numbers.length ? { kind: "communities", numbers } : { kind: "all" };
}

function numberIn(text: string | null, least: number, most: number, otherwise: number): number {
  const value = text === null || text === "" ? NaN : Number(text);
  return Number.isFinite(value) ? Math.min(most, Math.max(least, value)) : otherwise;
}

function dateIn(text: string | null): string {
  return text && /^\d{4}(-\d{2}(-\d{2})?)?$/.test(text) ? text : "";
}

function oneOf<T extends string>(text: string | null, allowed: readonly T[], otherwise: T): T {
  return allowed.find((item) => item === text) ?? otherwise;
}

/** The view with its short forms replaced by the ids they stand for; the same view where it has none. */
export function inFull(view: View, known: () => Dictionary): View {
  const ids = view.scope.kind === "ids" ? view.scope.ids : [];
  const lists = LISTS.map(([field]) => field).filter((field) => view[field].some(isShort));
  if (!lists.length && !ids.some(isShort)) return view;
  const full = Object.fromEntries(lists.map((field) => [field, resolved(view[field], known())])) as Partial<View>;
  return { ...view, ...full, scope: view.scope.kind === "ids" ? { kind: "ids", ids: resolved(ids, known()) } : view.scope };
}

/** Whether anything but scope and selection narrows what is shown. */
export function isFiltered(view: View): boolean {
  return (
    view.typesOff.length + view.relationsOff.length + view.hidden.length + view.collapsed.length > 0 ||
    view.support > 1 ||
    view.score > 0 ||
    view.since !== "" ||
    view.until !== ""
  );
}

/** `list` with `item` put in, or taken out when it is there. */
export function toggled(list: readonly string[], item: string): readonly string[] {
  return list.includes(item) ? list.filter((other) => other !== item) : [...list, item];
}
