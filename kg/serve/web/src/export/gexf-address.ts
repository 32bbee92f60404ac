// The address under which the server hands out the view as GEXF.

import type { View } from "../model/view";

/** Whether filters of the server can say what is shown. */
function sayable(now: View): boolean {
  return (now.scope.kind === "all" || now.scope.kind === "ego") && now.hidden.length + now.expanded.length + now.collapsed.length === 0;
}

/** The names that are not switched off, where some are. */
const left = (all: readonly string[], off: readonly string[]) => (off.length ? all.filter((name) => !off.includes(name)) : []);

/** The address of the view's GEXF; "" where filters cannot say what is shown. Gephi Lite wants it to end in the format. */
export function gexfAddress(now: View, types: readonly string[], relations: readonly string[]): string {
  if (!sayable(now)) return "";
  const params = new URLSearchParams();
  for (const name of left(types, now.typesOff)) params.append("type", name);
  for (const name of left(relations, now.relationsOff)) params.append("relation", name);
  if (now.support > 1) params.set("min_support", String(now.support));
  if (now.score > 0) params.set("min_score", String(now.score));
  if (now.since) params.set("since", now.since);
  if (now.until) params.set("until", now.until);
  if (now.scope.kind === "ego") {
    params.set("around", now.scope.id);
    params.set("depth", String(now.scope.depth));
  }
  const address = "/api/export/graph.gexf";
  if (!params.size) return address;
  params.set("as", "graph.gexf");
  return `${address}?${params.toString()}`;
}
