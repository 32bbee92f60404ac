// Ways out of the graph page: a link, pictures, files for other programs, a frame for other pages.

import { useEffect, useRef, useState } from "preact/hooks";
import { exported } from "../api/server";
import { problemOf } from "../api/source";
import { permalink } from "../address";
import { csv } from "../export/csv";
import { gexf, turtle } from "../export/graph-files";
import { save } from "../export/save";
import { stage } from "../graph/focus";
import { palette } from "../graph/palette";
import { edgeColumns, nodeColumns, shownEdges, shownNodes, type Column } from "../model/rows";
import { gexfAddress } from "../export/gexf-address";
import { network, ontology, relationTerm, shown, source, told, typeTerm, view } from "../state";
import { Icon } from "./marks";

const part = () => ({ nodes: shownNodes(network.value, shown.value), edges: shownEdges(network.value, shown.value) });
const typeLabel = (type: string) => typeTerm(type).label;
const relationLabel = (relation: string) => relationTerm(relation).label;

function table<T>(columns: readonly Column<T>[], items: readonly T[], id: (item: T) => string): string {
  return csv(["id", ...columns.map((column) => column.name)], items.map((item) => [id(item), ...columns.map((column) => column.value(item))])); // prettier-ignore
}

async function savePng(): Promise<void> {
  const { png } = await import("../export/pictures");
  if (stage.value) save("graph.png", await png(stage.value, palette.value.ground));
}

async function saveSvg(): Promise<void> {
  const { svg } = await import("../export/pictures");
  if (stage.value) save("graph.svg", svg(stage.value, { network: network.value, shown: shown.value, palette: palette.value }), "image/svg+xml");
}

async function saveGexf(): Promise<void> {
  const text = source.value.live ? await exported("gexf", [...shown.value.nodes]) : gexf(part(), typeLabel, relationLabel);
  save("graph.gexf", text, "application/gexf+xml");
}

async function saveTurtle(): Promise<void> {
  const terms = ontology.value;
  if (!terms) return;
  const few = source.value.live && shown.value.nodes.size <= 5000;
  save("graph.ttl", few ? await exported("ttl", [...shown.value.nodes]) : turtle(part(), terms), "text/turtle");
}

function saveNodes(): void {
  save("nodes.csv", table(nodeColumns(typeLabel), part().nodes, (node) => node.id), "text/csv;charset=utf-8");
}

function saveEdges(): void {
  save("edges.csv", table(edgeColumns(network.value, relationLabel), part().edges, (edge) => edge.key), "text/csv;charset=utf-8");
}

async function copy(text: string, words: string): Promise<void> {
  await navigator.clipboard.writeText(text);
  told.value = words;
}

const here = (path = "/") => new URL(permalink(path), location.href).href;

function frame(): string {
  const address = here("/embed").replaceAll("&", "&amp;").replaceAll('"', "&quot;");
  return `<iframe src="${address}" title="Knowledge graph" width="100%" height="480" style="border:0"></iframe>`;
}

const GEPHI_LITE = "https://lite.gephi.org/?file=";

export function ExportMenu() {
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!open) return undefined;
    const close = (event: Event) => {
      if (event instanceof KeyboardEvent ? event.key === "Escape" : !box.current?.contains(event.target as HTMLElement)) setOpen(false);
    };
    document.addEventListener("keydown", close);
    document.addEventListener("pointerdown", close);
    return () => {
      document.removeEventListener("keydown", close);
      document.removeEventListener("pointerdown", close);
    };
  }, [open]);
  return (
    <div class="export" ref={box}>
      <button type="button" class="panel-toggle" aria-expanded={open} aria-haspopup="true" onClick={() => { setOpen(!open); }} /* prettier-ignore */>
        <Icon name="share" />
        Share
      </button>
      {open && <Ways done={() => { setOpen(false); }} /* prettier-ignore */ />}
    </div>
  );
}

function Ways({ done }: { done: () => void }) {
  const live = source.value.live;
  const file = gexfAddress(view.value, ontology.value?.types.map((term) => term.name) ?? [], ontology.value?.relations.map((term) => term.name) ?? []);
  const does = (deed: () => Promise<void> | void) => () => {
    done();
    Promise.resolve(deed()).catch((error: unknown) => (told.value = problemOf(error).what));
  };
  const ways: readonly (readonly [string, () => Promise<void> | void])[] = [
    ["Copy a link to this view", () => copy(here(), "The link is on the clipboard")],
    ["Picture, PNG", savePng],
    ["Drawing, SVG", saveSvg],
    ["Graph for Gephi, GEXF", saveGexf],
    ["Nodes, CSV", saveNodes],
    ["Edges, CSV", saveEdges],
    ["Triples, Turtle", saveTurtle],
  ];
  return (
    <ul class="ways">
      {ways.map(([words, deed]) => (
        <li key={words}>
          <button type="button" class="row" onClick={does(deed)}>
            {words}
          </button>
        </li>
      ))}
      {live && (
        <li>
          <button type="button" class="row" onClick={does(() => copy(frame(), "The frame is on the clipboard"))}>
            Copy a frame for a web page
          </button>
        </li>
      )}
      {live && file && (
        <li>
          <a class="row" href={GEPHI_LITE + encodeURIComponent(new URL(file, location.href).href)} target="_blank" rel="noopener noreferrer">
            Open in Gephi Lite
          </a>
        </li>
      )}
      {live && !file && <li class="note quiet">Gephi Lite: save the GEXF and open it there; no address says what is shown here.</li>}
    </ul>
  );
}
