// The graph in figures: how much, since when, what stands in the middle, and how far it can be trusted.

import { useEffect } from "preact/hooks";
import type { OverviewShape } from "../api/shapes";
import { capital, count, grouped } from "../model/text";
import { palette } from "../graph/palette";
import { legible } from "../model/colour";
import { relationTerm, source, typeTerm } from "../state";
import { useAsked } from "../ui/ask";
import { RelationMark, TypeMark } from "../ui/marks";
import { Failed, Link, NodeLink, Waiting } from "../ui/parts";

export function OverviewPage() {
  const asked = useAsked("overview", () => source.value.overview());
  return (
    <main id="main" class="page wide">
      <header class="page-head">
        <h1>Overview</h1>
        {asked.value && (
          <p class="quiet">
            kg {asked.value.kg} · read by {asked.value.extractor} · ontology {asked.value.ontology} · version {asked.value.version.slice(0, 8)}
          </p>
        )}
      </header>
      {asked.waiting && <Waiting words="Counting" />}
      {asked.problem && <Failed problem={asked.problem} again={asked.again} />}
      {!source.value.live && <OnlyServer />}
      {asked.value && <Figures of={asked.value} />}
    </main>
  );
}

/** What this file cannot do, said where one looks for what it is. */
function OnlyServer() {
  return (
    <p class="only-server">
      This is one file that works without a network: graph, search, paths, table, comparisons, pages of papers and things, pictures and files of the view. Queries in SPARQL, the quality report, data
      about single things and numbers that papers tie to a thing outside their sentence need the server: <code>kg serve -g FOLDER</code>
    </p>
  );
}

function Figures({ of }: { of: OverviewShape }) {
  return (
    <>
      <dl class="figures">
        {Object.entries(of.counts).filter(([name]) => !name.includes(" of type ")).map(([name, value]) => (
          <div key={name}>
            <dt>{name.replaceAll("_", " ")}</dt>
            <dd>{grouped(value)}</dd>
          </div>
        ))}
      </dl>
      <div class="tiles">
        <section>
          <h2>Types</h2>
          <Bars rows={of.types.filter((one) => one.count > 0).map(({ name, count: n }) => ({ key: name, label: typeTerm(name).label, count: n, colour: typeTerm(name).colour, mark: <TypeMark type={name} /> }))} />
        </section>
        <section>
          <h2>Relations</h2>
          <Bars rows={of.relations.filter((one) => one.count > 0).map(({ name, count: n }) => ({ key: name, label: relationTerm(name).label, count: n, colour: relationTerm(name).colour, mark: <RelationMark relation={name} /> }))} />
        </section>
        <Growth of={of} />
        <section>
          <h2>Most connected</h2>
          <ol class="ranking">
            {of.connected.slice(0, 12).map((node) => (
              <li key={node.id}>
                <NodeLink node={node} />
                <span class="quiet">
                  {count(node.degree, "edge")}, {count(node.papers, "paper")}
                </span>
              </li>
            ))}
          </ol>
        </section>
        <section>
          <h2>Communities</h2>
          <ol class="ranking">
            {of.communities.map((community) => (
              <li key={community.number}>
                <Link to="/" own={{ communities: String(community.number) }} class="name">
                  <span>{community.label}</span>
                </Link>
                <span class="quiet">{count(community.nodes, "node")}</span>
              </li>
            ))}
          </ol>
        </section>
        <section>
          <h2>Scores of the sentences</h2>
          <Bars rows={of.scores.filter((one) => one.count > 0).map((band) => ({ key: String(band.least), label: `${band.least.toFixed(1)} to ${band.most.toFixed(1)}`, count: band.count, colour: "", mark: null }))} />
          <p class="quiet">A score says how sure the extractor is. Look at the sentence before you cite an edge.</p>
        </section>
        <Problems of={of} />
        {source.value.live && <Quality />}
      </div>
    </>
  );
}

interface Bar {
  readonly key: string;
  readonly label: string;
  readonly count: number;
  readonly colour: string;
  readonly mark: preact.JSX.Element | null;
}

export function Bars({ rows }: { rows: readonly Bar[] }) {
  const most = Math.max(1, ...rows.map((row) => row.count));
  return (
    <table class="bars">
      <tbody>
        {rows.map((row) => (
          <tr key={row.key}>
            <th scope="row">
              {row.mark} {row.label}
            </th>
            <td class="number">{grouped(row.count)}</td>
            <td class="bar-cell" aria-hidden="true">
              <span class="bar-fill" style={{ width: `${String((100 * row.count) / most)}%`, backgroundColor: row.colour ? legible(row.colour, palette.value.ground, 3) : "var(--quiet)" }} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Growth({ of }: { of: OverviewShape }) {
  return (
    <section>
      <h2>Papers by year</h2>
      {of.growth.length ? (
        <Bars rows={of.growth.map((year) => ({ key: year.period, label: year.period, count: year.papers, colour: "", mark: null }))} />
      ) : (
        <p class="quiet">No paper here has a date.</p>
      )}
      {of.undated > 0 && <p class="quiet">{count(of.undated, "paper")} without a year.</p>}
    </section>
  );
}

function Problems({ of }: { of: OverviewShape }) {
  return (
    <section>
      <h2>Problems while reading</h2>
      {of.problems.total === 0 && <p>Nothing was left out.</p>}
      <ul class="ranking">
        {of.problems.kinds.map((kind) => (
          <li key={kind.name}>
            {capital(kind.name)} <span class="quiet">{grouped(kind.count)}</span>
          </li>
        ))}
      </ul>
      {of.problems.items.length > 0 && (
        <details>
          <summary>The first {of.problems.items.length}</summary>
          <ul>
            {of.problems.items.map((item, i) => (
              <li key={i}>
                <span class="quiet">{item.where}</span> {item.message}
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

const POLL = 2000;

function Quality() {
  const asked = useAsked("quality", () => source.value.quality());
  const state = asked.value?.state;
  useEffect(() => {
    if (state !== "running") return undefined;
    const timer = setTimeout(asked.again, POLL);
    return () => {
      clearTimeout(timer);
    };
  });
  return (
    <section>
      <h2>Check against the rules</h2>
      {(asked.waiting || state === "running") && <Waiting words="Checking shapes and sentences" />}
      {asked.problem && <Failed problem={asked.problem} again={asked.again} />}
      {state === "failed" && <p>The check could not be run; see the lines that kg serve prints.</p>}
      {state === "done" && asked.value && (
        <>
          <p>{asked.value.violations === 0 ? "Every rule (SHACL) is kept, and every sentence is verbatim in its paper." : count(asked.value.violations, "violation")}</p>
          <ul>
            {asked.value.items.map((item, i) => (
              <li key={i}>
                <span class="quiet">{item.node}</span> {item.message}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
