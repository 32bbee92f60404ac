// The rows of the table page: what the view shows, as text.

import type { Edge, Network, Node } from "./network";
import type { Visible } from "./visible";
import type { Cell } from "../export/csv";

export interface Column<T> {
  readonly name: string;
  readonly label: string;
  readonly number: boolean;
  readonly value: (item: T) => Cell;
}

export function nodeColumns(typeLabel: (type: string) => string): readonly Column<Node>[] {
  return [
    { name: "name", label: "Name", number: false, value: (node) => node.label },
    { name: "type", label: "Type", number: false, value: (node) => typeLabel(node.type) },
    { name: "edges", label: "Edges", number: true, value: (node) => node.degree },
    { name: "papers", label: "Papers", number: true, value: (node) => node.papers },
    { name: "rank", label: "PageRank", number: true, value: (node) => Number((node.rank * 1000).toFixed(3)) },
    { name: "first", label: "First", number: false, value: (node) => node.first },
    { name: "last", label: "Last", number: false, value: (node) => node.last },
  ];
}

export function edgeColumns(network: Network, relationLabel: (relation: string) => string): readonly Column<Edge>[] {
  const label = (id: string) => network.nodes.get(id)?.label ?? id;
  return [
    { name: "from", label: "From", number: false, value: (edge) => label(edge.source) },
    { name: "relation", label: "Relation", number: false, value: (edge) => relationLabel(edge.relation) },
    { name: "to", label: "To", number: false, value: (edge) => label(edge.target) },
    { name: "papers", label: "Papers", number: true, value: (edge) => edge.support },
    { name: "score", label: "Score", number: true, value: (edge) => Number(edge.score.toFixed(3)) },
    { name: "first", label: "First", number: false, value: (edge) => edge.first },
  ];
}

const order = new Intl.Collator("en", { sensitivity: "base", numeric: true });

/** `items` by one column, up or down; unknown (empty) values stand last either way, equal ones keep their order. */
export function sorted<T>(items: readonly T[], column: Column<T>, down: boolean): T[] {
  const sign = down ? -1 : 1;
  return [...items].sort((a, b) => {
    const one = column.value(a);
    const two = column.value(b);
    if (one === "" || two === "") return one === two ? 0 : one === "" ? 1 : -1;
    if (typeof one === "number" && typeof two === "number") return sign * (one - two);
    return sign * order.compare(String(one), String(two));
  });
}

export function shownNodes(network: Network, shown: Visible): Node[] {
  return [...shown.nodes].flatMap((id) => network.nodes.get(id) ?? []);
}

export function shownEdges(network: Network, shown: Visible): Edge[] {
  return [...shown.edges].flatMap((key) => network.edges.get(key) ?? []);
}

/** Whether every word of `words` is in a text of the row. */
export function holds(texts: readonly Cell[], words: string): boolean {
  const all = texts.join(" ").toLocaleLowerCase("en");
  return words.toLocaleLowerCase("en").split(/\s+/).every((word) => all.includes(word)); // prettier-ignore
}

