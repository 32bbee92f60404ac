// The selection of the graph page as a table: sortable, searchable, and what a screen reader reads.

import { useMemo, useState } from "preact/hooks";
import { clearFilters, showAll } from "../actions";
import { csv } from "../export/csv";
import { save } from "../export/save";
import { edgeColumns, holds, nodeColumns, shownEdges, shownNodes, sorted, type Column } from "../model/rows";
import { count } from "../model/text";
import { isFiltered, toParams } from "../model/view";
import type { Edge, Node } from "../model/network";
import { busy, failure, network, pageParams, relationTerm, shown, typeTerm, view } from "../state";
import { Icon, RelationMark } from "../ui/marks";
import { Empty, Failed, Link, NodeLink, opens, Waiting } from "../ui/parts";
import { scopeWords, shownWords } from "../ui/status";

const STEP = 200;

function own(name: string, otherwise: string): string {
  return pageParams.value.get(name) ?? otherwise;
}

function setOwn(values: Readonly<Record<string, string>>): void {
  const params = new URLSearchParams(pageParams.value);
  for (const [name, value] of Object.entries(values)) {
    if (value) params.set(name, value);
    else params.delete(name);
  }
  pageParams.value = params;
}

export function TablePage() {
  const edges = own("rows", "nodes") === "edges";
  return (
    <main id="main" class="page wide">
      <header class="page-head">
        <h1>Table</h1>
        <p class="quiet">
          {shownWords()}
          {scopeWords() && ` · ${scopeWords()}`} · <Link to="/" own={Object.fromEntries(toParams(view.value))}>see it as a graph</Link>
        </p>
      </header>
      {busy.value && <Waiting words={busy.value} />}
      {failure.value && <Failed problem={failure.value} />}
      {(isFiltered(view.value) || view.value.scope.kind !== "all") && (
        <p class="deeds">
          <button type="button" class="button" onClick={clearFilters}>Turn the filters off</button>
          {view.value.scope.kind !== "all" && <button type="button" class="button" onClick={() => void showAll()}>Show the whole graph</button>}
        </p>
      )}
      {edges ? <Edges /> : <Nodes />}
    </main>
  );
}

function Nodes() {
  const columns = nodeColumns((type) => typeTerm(type).label);
  return <Rows key="nodes" kind="nodes" columns={columns} items={shownNodes(network.value, shown.value)} sort="edges" id={(node) => node.id} cell={nodeCell} />;
}

function nodeCell(node: Node, column: Column<Node>) {
  return column.name === "name" ? <NodeLink node={node} /> : column.value(node);
}

function Edges() {
  const columns = edgeColumns(network.value, (relation) => relationTerm(relation).label);
  return <Rows key="edges" kind="edges" columns={columns} items={shownEdges(network.value, shown.value)} sort="papers" id={(edge) => edge.key} cell={edgeCell} />;
}

function edgeCell(edge: Edge, column: Column<Edge>) {
  const { nodes } = network.value;
  const end = nodes.get(column.name === "from" ? edge.source : edge.target);
  if ((column.name === "from" || column.name === "to") && end) return <NodeLink node={end} />;
  if (column.name !== "relation") return column.value(edge);
  return (
    <Link to="/" own={opens({ edge: edge.key }, true)} class="name" aria-label={`${relationTerm(edge.relation).label}: open the sentences`}>
      <RelationMark relation={edge.relation} />
      <span>{relationTerm(edge.relation).label}</span>
    </Link>
  );
}

interface RowsProps<T> {
  kind: "nodes" | "edges";
  columns: readonly Column<T>[];
  items: readonly T[];
  sort: string;
  id: (item: T) => string;
  cell: (item: T, column: Column<T>) => preact.ComponentChildren;
}

function Rows<T>({ kind, columns, items, sort, id, cell }: RowsProps<T>) {
  const [upTo, setUpTo] = useState(STEP);
  const words = own("words", "");
  const by = columns.find((column) => column.name === own("sort", sort)) ?? columns[0];
  const down = own("order", by?.number ? "down" : "up") === "down";
  const rows = useMemo(() => {
    const held = words ? items.filter((item) => holds(columns.map((column) => column.value(item)), words)) : items;
    return by ? sorted(held, by, down) : [...held];
  }, [items, words, by?.name, down]);
  const download = () => {
    save(`kg-${kind}.csv`, csv(["id", ...columns.map((column) => column.name)], rows.map((item) => [id(item), ...columns.map((column) => column.value(item))])), "text/csv;charset=utf-8");
  };
  return (
    <>
      <div class="table-tools">
        <div class="switch" role="group" aria-label="Rows">
          {(["nodes", "edges"] as const).map((name) => (
            <button key={name} type="button" aria-pressed={kind === name} onClick={() => { setOwn({ rows: name === "edges" ? name : "", sort: "", order: "" }); }} /* prettier-ignore */>
              {name === "nodes" ? "Nodes" : "Edges"}
            </button>
          ))}
        </div>
        <label class="search">
          <Icon name="search" />
          <input type="text" aria-label="Only rows with these words" placeholder="Only rows with …" value={words} onInput={(event) => { setOwn({ words: event.currentTarget.value }); setUpTo(STEP); }} /* prettier-ignore */ />
        </label>
        <span class="quiet">{count(rows.length, "row")}</span>
        <button type="button" class="button" onClick={download}>
          <Icon name="download" /> CSV
        </button>
      </div>
      {rows.length ? (
        <div class="table-box" tabIndex={0} role="region" aria-label="Rows of the table">
          <table>
            <thead>
              <tr>
                {columns.map((column) => (
                  <Head key={column.name} column={column} on={column.name === by?.name} down={down} />
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.slice(0, upTo).map((item) => (
                <tr key={id(item)}>
                  {columns.map((column, i) => {
                    const content = cell(item, column);
                    return i === 0 ? <th key={column.name} scope="row">{content}</th> : <td key={column.name} class={column.number ? "number" : ""}>{content}</td>;
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : (
        <Empty title="No row fits.">
          <p>Take words out of the box above, or turn filters off.</p>
        </Empty>
      )}
      {rows.length > upTo && (
        <button type="button" class="button" onClick={() => { setUpTo(upTo + STEP * 5); }} /* prettier-ignore */>
          Show more ({count(rows.length - upTo, "row")} left)
        </button>
      )}
    </>
  );
}

function Head<T>({ column, on, down }: { column: Column<T>; on: boolean; down: boolean }) {
  const turn = on ? (down ? "up" : "down") : column.number ? "down" : "up";
  return (
    <th scope="col" class={column.number ? "number" : ""} aria-sort={on ? (down ? "descending" : "ascending") : undefined}>
      <button type="button" onClick={() => { setOwn({ sort: column.name, order: turn }); }} /* prettier-ignore */>
        {column.label}
        <span aria-hidden="true" class="sort">
          {on ? (down ? "↓" : "↑") : ""}
        </span>
      </button>
    </th>
  );
}
