// One paper: its text with everything that was recognised marked by type, what it states, and its small graph.

import { useState } from "preact/hooks";
import type { EdgeEvidence, PaperShape, Segment } from "../api/shapes";
import { go } from "../address";
import { dateWords, safeUrl } from "../model/text";
import { legible, mixed } from "../model/colour";
import { palette } from "../graph/palette";
import { ontology, pageParams, source, typeTerm } from "../state";
import { useAsked } from "../ui/ask";
import { TypeMark } from "../ui/marks";
import { MiniGraph } from "../ui/mini-graph";
import { Empty, Failed, Link, useTitle, Waiting } from "../ui/parts";
import { Search } from "../ui/search";
import { Claim, Quote } from "../ui/sentence";
import { RelationMark } from "../ui/marks";
import { NodeLink } from "../ui/parts";

export function PaperPage() {
  const key = pageParams.value.get("key") ?? "";
  return (
    <main id="main" class="page">
      {!key && (
        <Empty title="Which paper?">
          <p>Search for words of its title.</p>
          <Search label="Paper" placeholder="Words of the title" onPick={(hit) => { go("/paper", { key: hit.id }); }} /* prettier-ignore */ />
        </Empty>
      )}
      {key && <PaperArticle name={key} />}
    </main>
  );
}

export function PaperArticle({ name }: { name: string }) {
  const asked = useAsked(name, () => source.value.paper(name));
  return (
    <>
      {asked.waiting && <Waiting words="Opening the paper" />}
      {asked.problem && <Failed problem={asked.problem} again={asked.again} />}
      {asked.value && <Paper paper={asked.value} />}
    </>
  );
}

function Paper({ paper }: { paper: PaperShape }) {
  useTitle(paper.title);
  const types = new Set([...paper.title_segments, ...paper.abstract_segments].map((segment) => segment.type).filter(Boolean));
  const legend = (ontology.value?.types ?? []).filter((term) => types.has(term.name));
  return (
    <article class="paper">
      <header class="page-head">
        <p class="kind">
          <TypeMark type="Paper" /> paper{paper.date && ` · ${dateWords(paper.date)}`}
        </p>
        <h1>
          <Segments segments={paper.title_segments} />
        </h1>
        {paper.authors.length > 0 && <p>{paper.authors.join(", ")}</p>}
        <p class="quiet">
          <Link to="/" own={{ around: paper.id, node: paper.id }}>
            in the graph
          </Link>
          {safeUrl(paper.url) && (
            <>
              {" · "}
              <a href={safeUrl(paper.url)} rel="noopener noreferrer" target="_blank">
                source
              </a>
            </>
          )}
          {" · "}
          {paper.sources.map((from) => `${from.file}, record ${String(from.record)}`).join("; ")}
        </p>
      </header>
      {legend.length > 0 && (
        <ul class="mention-legend" aria-label="Colours of mentions">
          {legend.map((term) => (
            <li key={term.name}>
              <TypeMark type={term.name} /> {term.label}
            </li>
          ))}
        </ul>
      )}
      <p class="abstract">
        {paper.abstract_segments.length ? <Segments segments={paper.abstract_segments} /> : <span class="quiet">No abstract is known.</span>}
      </p>
      <MiniGraph shape={paper.graph} centre={paper.id} name="Graph of the paper" />
      <Numbers paper={paper} />
      <Statements paper={paper} />
    </article>
  );
}

/** Text with its mentions, each in the colour of its type and named by it for those who hear the page. */
export function Segments({ segments }: { segments: readonly Segment[] }) {
  return (
    <>
      {segments.map((segment, i) =>
        segment.type ? <Mention key={`${String(i)}${segment.id}`} segment={segment} /> : <span key={i}>{segment.text}</span>,
      )}
    </>
  );
}

function Mention({ segment }: { segment: Segment }) {
  const term = typeTerm(segment.type);
  const { ground, dark } = palette.value;
  const colour = legible(term.colour, ground, 3);
  const style = { backgroundColor: mixed(ground, colour, dark ? 0.3 : 0.16), boxShadow: `inset 0 -2px ${colour}` };
  const about = `${term.label}, score ${segment.score.toFixed(2)}`;
  if (!segment.id) return <span class="mention" style={style} title={`${about}; not in the graph`}>{segment.text}</span>; // prettier-ignore
  return (
    <Link to="/" own={{ node: segment.id }} class="mention" style={style} title={about}>
      {segment.text}
    </Link>
  );
}

function Numbers({ paper }: { paper: PaperShape }) {
  if (!paper.results.length) return null;
  return (
    <section>
      <h2>
        Numbers <span class="count">{paper.results.length}</span>
      </h2>
      {paper.results.map((claim) => (
        <Claim key={claim.id} claim={claim} />
      ))}
    </section>
  );
}

function Statements({ paper }: { paper: PaperShape }) {
  return (
    <section>
      <h2>
        Statements <span class="count">{paper.facts.length}</span>
      </h2>
      {!paper.facts.length && <p class="quiet">No relation was found in this text.</p>}
      {paper.facts.map((fact) => (
        <Statement key={fact.source.id + fact.relation + fact.target.id} fact={fact} paper={paper.id} />
      ))}
    </section>
  );
}

/** One relation; its words open the sentence that says it. */
function Statement({ fact, paper }: { fact: EdgeEvidence; paper: string }) {
  const [open, setOpen] = useState(false);
  return (
    <div class="statement">
      <div class="statement-line">
        {fact.source.id === paper ? <span class="quiet">this paper</span> : <NodeLink node={fact.source} />}
        <button type="button" class="verb" aria-expanded={open} onClick={() => { setOpen(!open); }} /* prettier-ignore */>
          <RelationMark relation={fact.relation} /> {fact.label}
        </button>
        <NodeLink node={fact.target} />
      </div>
      {open && fact.evidence.map((sentence) => <Quote key={sentence.start} sentence={sentence} />)}
    </div>
  );
}
