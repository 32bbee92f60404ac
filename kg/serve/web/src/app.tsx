// The frame around every page: name, pages, search, theme; and which page stands in it.

import { lazy } from "./ui/lazy";
import { useEffect, useState } from "preact/hooks";
import { go } from "./address";
import { selectNode, load } from "./actions";
import { setTheme, theme, type Theme } from "./graph/palette";
import { focusNode } from "./graph/focus";
import { GraphPage } from "./pages/graph";
import { toParams } from "./model/view";
import { network, page, source, told, view } from "./state";
import { Icon, type IconName } from "./ui/marks";
import { Empty, Link } from "./ui/parts";
import { Search } from "./ui/search";
import { Keys } from "./ui/keys-help";

const TablePage = lazy(async () => (await import("./pages/table")).TablePage);
const ComparePage = lazy(async () => (await import("./pages/compare")).ComparePage);
const EntityPage = lazy(async () => (await import("./pages/entity")).EntityPage);
const PaperPage = lazy(async () => (await import("./pages/paper")).PaperPage);
const OverviewPage = lazy(async () => (await import("./pages/overview")).OverviewPage);
const SparqlPage = __OFFLINE__ ? Nowhere : lazy(async () => (await import("./pages/sparql")).SparqlPage);

const PAGES: readonly (readonly [string, string, IconName, boolean])[] = [
  ["/", "Graph", "graph", true],
  ["/table", "Table", "table", true],
  ["/compare", "Compare", "compare", true],
  ["/overview", "Overview", "overview", true],
  ["/sparql", "SPARQL", "code", false],
];

const NEXT: Readonly<Record<Theme, Theme>> = { system: "light", light: "dark", dark: "system" };
const THEME_ICONS: Readonly<Record<Theme, IconName>> = { system: "auto", light: "sun", dark: "moon" };

export function App() {
  if (page.value === "/embed") return <GraphPage bare />;
  return (
    <>
      <a class="skip" href="#main">
        To the content
      </a>
      <Bar />
      <Page />
      <Told />
    </>
  );
}

const TOLD_FOR = 3500;

/** What has just happened, for eyes and ears; it goes away by itself. */
function Told() {
  const words = told.value;
  useEffect(() => {
    const timer = setTimeout(() => (told.value = ""), TOLD_FOR);
    return () => {
      clearTimeout(timer);
    };
  }, [words]);
  return (
    <p class={words ? "told" : "visually-hidden"} role="status" aria-live="polite">
      {words}
    </p>
  );
}

function Page() {
  useTitle();
  if (/^\/(page|entity)(\/|$)/.test(page.value)) return <EntityPage />;
  switch (page.value) {
    case "/":
      return <GraphPage />;
    case "/table":
      return <TablePage />;
    case "/compare":
      return <ComparePage />;
    case "/paper":
      return <PaperPage />;
    case "/overview":
      return <OverviewPage />;
    case "/sparql":
      return <SparqlPage />;
    default:
      return <Nowhere />;
  }
}

function Nowhere() {
  return (
    <main id="main" class="page">
      <Empty title={source.value.live ? "There is no such page." : "This page needs a server."}>
        {!source.value.live && <p>A file on disk cannot answer queries: open the graph with kg serve -g FOLDER.</p>}
        <Link to="/">Open the graph</Link>
      </Empty>
    </main>
  );
}

function useTitle(): void {
  const name = PAGES.find(([path]) => path === page.value)?.[1] ?? "";
  useEffect(() => {
    document.title = name ? `${name} · kg explorer` : "kg explorer"; // pages of one thing put its name there themselves
  }, [name]);
}

async function open(id: string): Promise<void> {
  if (page.value !== "/") go("/", { node: id });
  selectNode(id);
  if (!network.value.nodes.has(id)) await load();
  setTimeout(() => { focusNode(id); }, 50); // prettier-ignore
}

function Bar() {
  const [help, setHelp] = useState(false);
  const live = source.value.live;
  return (
    <header class="bar">
      <Link to="/" class="brand" aria-label="kg explorer">
        <svg width="26" height="26" viewBox="0 0 32 32" aria-hidden="true">
          <rect width="32" height="32" rx="7" class="brand-tile" />
          <path d="M9 23 16 9l8 9" fill="none" class="brand-line" stroke-width="2" />
          <circle cx="16" cy="9" r="4" fill="#ffd84d" />
          <path d="m9 19 4 4-4 4-4-4z" fill="#5cc8a1" />
          <path d="m24 14 4.200 7h-8.400z" fill="#f08f5a" />
        </svg>
        <span>kg</span>
      </Link>
      <nav class="pages" aria-label="Pages">
        {PAGES.filter(([, , , offline]) => live || offline).map(([path, name, icon]) => (
          <Link key={path} to={path} own={path === "/" || path === "/table" ? Object.fromEntries(toParams(view.value)) : {}} aria-current={page.value === path ? "page" : undefined}>
            <Icon name={icon} />
            {name}
          </Link>
        ))}
      </nav>
      <Search slash label="Search" placeholder="Search methods, chips, datasets, papers …" onPick={(hit) => void open(hit.id)} />
      <button type="button" class="tool" aria-label={`Theme: ${theme.value}`} title={`Theme: ${theme.value}`} onClick={() => { setTheme(NEXT[theme.value]); }} /* prettier-ignore */>
        <Icon name={THEME_ICONS[theme.value]} />
      </button>
      <button type="button" class="tool help" aria-label="Keys" title="Keys (?)" onClick={() => { setHelp(true); }} /* prettier-ignore */>
        <Icon name="help" />
      </button>
      <Keys open={help} setOpen={setHelp} />
    </header>
  );
}
