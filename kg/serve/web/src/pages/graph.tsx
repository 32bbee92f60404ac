// The graph page: drawing, legend and filters on one side, the card of what is chosen on the other.

import { useEffect, useRef, useState } from "preact/hooks";
import { clearFilters, load, showAll, showCommunity } from "../actions";
import { GraphCanvas } from "../graph/canvas";
import { setInsets } from "../graph/focus";
import { grouped } from "../model/text";
import { busy, failure, greeted, network, paths, shown, view } from "../state";
import { EdgeCard, PathCard } from "../ui/edge-card";
import { ExportMenu } from "../ui/export-menu";
import { Filters } from "../ui/filters";
import { Legend } from "../ui/legend";
import { Icon } from "../ui/marks";
import { NodeCard } from "../ui/node-card";
import { Empty, Failed, Waiting } from "../ui/parts";
import { Start } from "../ui/start";
import { Status } from "../ui/status";

const WIDE = 900;
const [HINTS, NARROW_HINTS] = [56, 104]; // pixels down to which the hints for the first minute reach
const STATUS = 40; // pixels that the line below the drawing takes
const COVERS = ".panel-toggle, .panel-body, .card, .communities, .export, .start p, .start li, .tools, .shown-words, .scope";

export function GraphPage({ bare = false }: { bare?: boolean }) {
  const [filtering, setFiltering] = useState(window.innerWidth >= WIDE && !bare);
  const whole = useRef<HTMLElement>(null);
  const chosen = view.value.node || view.value.edge || (view.value.scope.kind === "path" && paths.value ? "path" : "");
  useInsets(whole, bare);
  return (
    <main id="main" ref={whole} class={`graph-page${chosen ? " with-card" : ""}${bare ? " bare" : ""}`}>
      <h1 class="visually-hidden">Graph</h1>
      <GraphCanvas />
      {!bare && (
        <aside class="panel" aria-label="Filter">
          <button type="button" class="panel-toggle" aria-expanded={filtering} onClick={() => { setFiltering(!filtering); }} /* prettier-ignore */>
            <Icon name="filter" />
            Filter
          </button>
          {filtering && (
            <div class="panel-body">
              <Legend />
              <Filters />
            </div>
          )}
        </aside>
      )}
      <States />
      {!bare && <Start />}
      {!bare && <ExportMenu />}
      <Status />
      <Chosen />
    </main>
  );
}

function Chosen() {
  const { node, edge, scope } = view.value;
  if (node) return <NodeCard key={node} id={node} />;
  if (edge) return <EdgeCard key={edge} edge={edge} />;
  return scope.kind === "path" ? <PathCard /> : null;
}

function States() {
  if (busy.value) return <div class="over"><Waiting words={busy.value} /></div>; // prettier-ignore
  if (failure.value) return <div class="over"><Failed problem={failure.value} again={() => void load()} /></div>; // prettier-ignore
  const { nodes, communities, total } = network.value;
  if (!total) return <div class="over"><Empty title="This graph is empty."><p>Build one from your papers: kg build papers.jsonl -o mine</p></Empty></div>; // prettier-ignore
  if (!nodes.size && communities.length) return <Communities />;
  if (shown.value.nodes.size) return null;
  return (
    <div class="over">
      <Empty title="The filters leave nothing to show.">
        <div class="deeds">
          <button type="button" class="button" onClick={clearFilters}>
            Show all types and relations
          </button>
          <button type="button" class="button" onClick={() => void showAll()}>
            Show the whole graph
          </button>
        </div>
      </Empty>
    </div>
  );
}

/** A graph too large to draw at once begins with its communities, by name too, for the keyboard. */
function Communities() {
  return (
    <nav class="communities" aria-label="Communities">
      <p>Too large to draw at once: choose a community, or search.</p>
      <ul>
        {network.value.communities.slice(0, 30).map((community) => (
          <li key={community.number}>
            <button type="button" class="row" onClick={() => void showCommunity(community.number)}>
              <span class="row-label">{community.label.split(", ").slice(0, 2).join(", ")}</span>
              <span class="count">{grouped(community.nodes)}</span>
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** Tells the camera which parts of the drawing the panels cover. */
function useInsets(page: { readonly current: HTMLElement | null }, bare: boolean): void {
  useEffect(() => {
    setInsets(() => {
      const box = (selector: string) => page.current?.querySelector(selector)?.getBoundingClientRect();
      const whole = page.current?.getBoundingClientRect() ?? new DOMRect();
      const panel = box(".panel-body");
      const card = box(".card") ?? box(".communities");
      const wide = whole.width >= WIDE;
      return {
        left: wide && panel ? panel.right - whole.left : 0,
        right: wide && card ? whole.right - card.left : 0,
        top: greeted.value || bare ? 0 : wide ? HINTS : NARROW_HINTS,
        bottom: !wide && card ? whole.bottom - card.top : STATUS,
      };
    }, () => {
      const origin = page.current?.getBoundingClientRect() ?? new DOMRect();
      return [...(page.current?.querySelectorAll(COVERS) ?? [])].map((one) => {
        const { left, top, right, bottom } = one.getBoundingClientRect();
        return { left: left - origin.left, top: top - origin.top, right: right - origin.left, bottom: bottom - origin.top };
      });
    });
  }, []);
}
