// The page of one thing, at the address that its IRI leads to: names, neighbourhood, statements with their sentences, numbers, papers, data.

import { useState } from "preact/hooks";
import type { FactGroup, GraphShape, NodeRef, NodeShape } from "../api/shapes";
import { go, thingPath } from "../address";
import { capital, count, dateWords, differing, grouped, safeUrl } from "../model/text";
import { edgeKey, edgeEnds } from "../model/network";
import { ontology, page, source, typeTerm } from "../state";
import { useAsked } from "../ui/ask";
import { Icon, RelationMark, TypeMark } from "../ui/marks";
import { MiniGraph } from "../ui/mini-graph";
import { Empty, Failed, Link, PaperLink, useTitle, Waiting } from "../ui/parts";
import { Search } from "../ui/search";
import { Claim, Quote } from "../ui/sentence";
import { Which } from "./entity-which";
import { PaperArticle } from "./paper";

const DRAWN = 24; // neighbours in the small drawing: as many as their names have room for

/** The id that the address names, "" for none. */
export function namedThing(path: string): string {
  const rest = path.replace(/^\/(page|entity)\/?/, "");
  try {
    return decodeURIComponent(rest);
  } catch {
    return rest;
  }
}

export function EntityPage() {
  const id = namedThing(page.value);
  if (id.startsWith("paper/")) return <main id="main" class="page"><PaperArticle name={id.slice("paper/".length)} /></main>; // prettier-ignore
  return (
    <main id="main" class="page wide">
      {id ? <Thing key={id} id={id} /> : <Which />}
    </main>
  );
}

function Thing({ id }: { id: string }) {
  const asked = useAsked(id, () => source.value.node(id));
  const near = useAsked(id, () => source.value.neighbours(id, DRAWN));
  return (
    <>
      {asked.waiting && <Waiting words="Opening the page" />}
      {asked.problem && (
        <Failed problem={asked.problem} again={asked.again} />
      )}
      {asked.problem && (
        <Empty title="Look for it by name.">
          <Search label="Thing" placeholder="Name of a method, dataset, chip, task …" onPick={(hit) => { go(thingPath(hit.id)); }} /* prettier-ignore */ />
        </Empty>
      )}
      {asked.value && <Page node={asked.value} near={near.value} />}
    </>
  );
}

function Page({ node, near }: { node: NodeShape; near: GraphShape | null }) {
  useTitle(node.label);
  return (
    <article class="entity">
      <Head node={node} />
      {near && ontology.value && <MiniGraph shape={near} centre={node.id} name={`Graph around ${node.label}`} />}
      <div class="columns">
        {node.facts.map((group) => (
          <Facts key={group.relation + group.direction} id={node.id} group={group} />
        ))}
        {node.results.length > 0 && (
          <section>
            <h2>
              Numbers <span class="count">{grouped(node.results.length)}</span>
            </h2>
            {node.results.map((claim) => (
              <Claim key={claim.id} claim={claim} />
            ))}
          </section>
        )}
        {node.papers.total > 0 && (
          <section>
            <h2>
              Named in <span class="count">{count(node.papers.total, "paper")}</span>
            </h2>
            <ul class="paper-list">
              {node.papers.items.map((paper) => (
                <li key={paper.key}>
                  <PaperLink paper={paper} />
                </li>
              ))}
            </ul>
          </section>
        )}
      </div>
      <Data node={node} />
    </article>
  );
}

function Head({ node }: { node: NodeShape }) {
  const also = differing(node.aliases, node.label);
  const years = [node.first, node.last].map((date) => date.slice(0, 4)).filter((year, i, all) => year && all.indexOf(year) === i);
  return (
    <header class="page-head">
      <p class="kind">
        <TypeMark type={node.type} /> {typeTerm(node.type).label}
      </p>
      <h1>{node.label}</h1>
      {also.length > 0 && <p class="aliases">also {also.join(", ")}</p>}
      <p class="quiet">
        {[count(node.papers.total, "paper"), count(node.degree, "statement"), years.join(" to ")].filter(Boolean).join(" · ")}
        {safeUrl(node.url) && (
          <>
            {" · "}
            <a href={safeUrl(node.url)} rel="noopener noreferrer" target="_blank">
              source
            </a>
          </>
        )}
      </p>
      <div class="deeds">
        <Link to="/" own={{ node: node.id }} class="button main">
          <Icon name="graph" />
          Show in the graph
        </Link>
        <Link to="/" own={{ around: node.id, node: node.id }} class="button">
          <Icon name="target" />
          Only around it
        </Link>
        {node.results.length > 0 && (
          <Link to="/compare" own={{ thing: node.id }} class="button">
            <Icon name="compare" />
            Compare its numbers
          </Link>
        )}
      </div>
    </header>
  );
}

const FEW = 10;

function Facts({ id, group }: { id: string; group: FactGroup }) {
  const [all, setAll] = useState(false);
  const items = all ? group.items : group.items.slice(0, FEW);
  const key = (other: string) => (group.direction === "out" ? edgeKey(id, group.relation, other) : edgeKey(other, group.relation, id));
  return (
    <section>
      <h2>
        <RelationMark relation={group.relation} /> {capital(group.label)} <span class="count">{group.total}</span>
      </h2>
      {items.map((item) => (
        <Fact key={item.id} node={item} edge={key(item.id)} support={item.support} />
      ))}
      {group.items.length > items.length && (
        <button type="button" class="plain" onClick={() => { setAll(true); }} /* prettier-ignore */>
          {String(group.items.length - items.length)} more
        </button>
      )}
      {all && group.total > group.items.length && <p class="quiet">The {group.items.length} best supported of {group.total}.</p>}
    </section>
  );
}

/** The other end of a statement; the number of papers opens their sentences. */
function Fact({ node, edge, support }: { node: NodeRef; edge: string; support: number }) {
  const [open, setOpen] = useState(false);
  return (
    <div class="statement">
      <div class="fact">
        <Link to={thingPath(node.id)} class="name">
          <TypeMark type={node.type} />
          <span>{node.label}</span>
        </Link>
        <button type="button" class="plain why" aria-expanded={open} aria-label={`${count(support, "paper")}: sentences for ${node.label}`} onClick={() => { setOpen(!open); }} /* prettier-ignore */>
          {count(support, "paper")}
        </button>
      </div>
      {open && <Sentences edge={edge} />}
    </div>
  );
}

function Sentences({ edge }: { edge: string }) {
  const asked = useAsked(edge, () => source.value.evidence(...edgeEnds(edge)));
  if (asked.waiting) return <Waiting words="Reading" />;
  if (asked.problem) return <Failed problem={asked.problem} again={asked.again} />;
  return <>{asked.value?.edges.flatMap((one) => one.evidence).map((sentence) => <Quote key={`${sentence.paper.key}${String(sentence.start)}`} sentence={sentence} />)}</>;
}

const FORMS: readonly (readonly [string, string])[] = [["ttl", "Turtle"], ["jsonld", "JSON-LD"], ["nt", "N-Triples"], ["rdf", "RDF/XML"]]; // prettier-ignore

/** The thing for programs: its IRI, and documents about it. */
function Data({ node }: { node: NodeShape }) {
  const dates = [node.first, node.last].map(dateWords).filter(Boolean);
  return (
    <footer class="data quiet">
      <p>
        IRI <code>{node.iri}</code>
        {node.curie && (
          <>
            {" "}
            or <code>{node.curie}</code> in a query
          </>
        )}
      </p>
      {source.value.live && (
        <p>
          As data:{" "}
          {FORMS.map(([extension, name], i) => (
            <span key={extension}>
              {i > 0 && ", "}
              <a href={`${thingPath(node.id).replace("/page/", "/data/")}.${extension}`}>{name}</a>
            </span>
          ))}
        </p>
      )}
      {dates.length > 0 && <p>Named in papers from {dates[0]} to {dates[dates.length - 1]}.</p>}
    </footer>
  );
}
