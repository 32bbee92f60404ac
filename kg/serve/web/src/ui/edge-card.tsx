// An edge opens every sentence that says it; a path, the sentences of each of its steps.

import { selectNothing, selectNode, showAll } from "../actions";
import type { EdgeEvidence } from "../api/shapes";
import { edgeEnds } from "../model/network";
import { count } from "../model/text";
import { labelOf, paths, relationTerm, source } from "../state";
import { useAsked } from "./ask";
import { Icon, RelationMark } from "./marks";
import { Empty, Failed, NodeName, Waiting } from "./parts";
import { Quote } from "./sentence";

function Said({ edge }: { edge: EdgeEvidence }) {
  return (
    <div class="said">
      <h3 class="triple">
        <NodeName node={edge.source} />
        <span class="verb">
          <RelationMark relation={edge.relation} />
          {edge.label}
        </span>
        <NodeName node={edge.target} />
      </h3>
      {edge.evidence.map((sentence) => (
        <Quote key={`${sentence.paper.key}${String(sentence.start)}`} sentence={sentence} />
      ))}
    </div>
  );
}

export function EdgeCard({ edge }: { edge: string }) {
  const [from, relation, to] = edgeEnds(edge);
  const asked = useAsked(edge, () => source.value.evidence(from, relation, to));
  const said = asked.value?.edges ?? [];
  return (
    <section class="card" aria-label="Edge">
      <header class="card-head">
        <p class="kind">
          <RelationMark relation={relation} /> {relationTerm(relation).label}
          {said[0] && <span class="quiet"> · said by {count(said[0].support, "paper")}</span>}
        </p>
        <h2 class="visually-hidden">
          {labelOf(from)} {relationTerm(relation).label} {labelOf(to)}
        </h2>
        <button type="button" class="close" aria-label="Close" onClick={selectNothing}>
          <Icon name="close" />
        </button>
      </header>
      <div class="card-body">
        {asked.waiting && <Waiting words="Reading" />}
        {asked.problem && <Failed problem={asked.problem} again={asked.again} />}
        {asked.value && !said.length && (
          <Empty title="There is no such edge.">
            <p>The link may be of an older build. Search for one of its ends.</p>
          </Empty>
        )}
        {said.map((one) => (
          <Said key={one.relation} edge={one} />
        ))}
      </div>
    </section>
  );
}

export function PathCard() {
  const found = paths.value;
  if (!found) return null;
  return (
    <section class="card" aria-label="Path">
      <header class="card-head">
        <p class="kind">
          <Icon name="path" /> path of {count(Math.max(0, found.length), "step")}
          {found.paths.length > 1 && <span class="quiet"> · {found.paths.length} as short</span>}
        </p>
        <h2>
          {found.start.label} <span class="quiet">to</span> {found.end.label}
        </h2>
        <button type="button" class="close" aria-label="Close" onClick={() => void showAll()}>
          <Icon name="close" />
        </button>
      </header>
      <div class="card-body">
        {!found.paths.length && (
          <Empty title="Nothing joins the two.">
            <p>Choose another pair of names.</p>
          </Empty>
        )}
        {found.paths.map((path, i) => (
          <details key={path.nodes.map((node) => node.id).join(" ")} open={i === 0} class="group">
            <summary>By {path.nodes.slice(1, -1).map((node) => node.label).join(", ") || "one step"}</summary>
            {path.steps.map((step) => (
              <Said key={step.source.id + step.relation + step.target.id} edge={step} />
            ))}
          </details>
        ))}
        <div class="deeds">
          <button type="button" class="deed" onClick={() => { selectNode(found.start.id); }} /* prettier-ignore */>
            {found.start.label}
          </button>
          <button type="button" class="deed" onClick={() => { selectNode(found.end.id); }} /* prettier-ignore */>
            {found.end.label}
          </button>
        </div>
      </div>
    </section>
  );
}
