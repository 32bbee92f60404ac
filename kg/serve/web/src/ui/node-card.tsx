// What is known of one node: names, who introduced it, its relations, its numbers, its papers; and what can be done with it.

import { useEffect, useState } from "preact/hooks";
import { collapse, expand, hide, pin, selectEdge, selectNode, selectNothing, showAround, showPath } from "../actions";
import type { FactGroup, NodeShape } from "../api/shapes";
import { capital, count, dateWords, differing, safeUrl } from "../model/text";
import { edgeKey } from "../model/network";
import { hiddenNeighbours } from "../model/visible";
import { network, shown, source, typeTerm, view } from "../state";
import { useAsked } from "./ask";
import { thingPath } from "../address";
import { Icon, RelationMark, TypeMark, type IconName } from "./marks";
import { Failed, Link, NodeName, PaperLink, Waiting } from "./parts";
import { Search } from "./search";
import { Claim } from "./sentence";
import { focusNode } from "../graph/focus";

export function NodeCard({ id }: { id: string }) {
  const asked = useAsked(id, () => source.value.node(id));
  const node = network.value.nodes.get(id);
  useEffect(() => {
    if (asked.value && asked.value.id !== id) selectNode(asked.value.id); // an older id leads to the node that took it in
  }, [asked.value, id]);
  const type = asked.value?.type ?? node?.type ?? "";
  return (
    <section class="card" aria-label="Node">
      <CardHead type={type} name={asked.value?.label ?? node?.label ?? id} node={asked.value} />
      <Deeds id={id} paper={asked.value?.papers.items.find((paper) => paper.id === id)?.key ?? ""} />
      {asked.waiting && <Waiting words="Reading" />}
      {asked.problem && <Failed problem={asked.problem} again={asked.again} />}
      {asked.value && <Facts node={asked.value} />}
    </section>
  );
}

function CardHead({ type, name, node }: { type: string; name: string; node: NodeShape | null }) {
  return (
    <header class="card-head">
      <p class="kind">
        <TypeMark type={type} /> {typeTerm(type).label}
        {node?.date && <span class="quiet"> · {dateWords(node.date)}</span>}
      </p>
      <h2>{name}</h2>
      {node && <Names node={node} />}
      <button type="button" class="close" aria-label="Close" onClick={selectNothing}>
        <Icon name="close" />
      </button>
    </header>
  );
}

function Names({ node }: { node: NodeShape }) {
  const also = differing(node.aliases, node.label);
  return (
    <>
      {also.length > 0 && <p class="aliases">also {also.join(", ")}</p>}
      <p class="quiet">
        {count(node.papers.total, "paper")} · {count(node.degree, "statement")}
        {safeUrl(node.url) && (
          <>
            {" · "}
            <a href={safeUrl(node.url)} rel="noopener noreferrer" target="_blank">
              source
            </a>
          </>
        )}
      </p>
    </>
  );
}

function Deed({ icon, words, on, onClick }: { icon: IconName; words: string; on?: boolean; onClick: () => void }) {
  return (
    <button type="button" class="deed" aria-pressed={on} onClick={onClick}>
      <Icon name={icon} />
      {words}
    </button>
  );
}

function Deeds({ id, paper }: { id: string; paper: string }) {
  const [pathTo, setPathTo] = useState(false);
  const hidden = hiddenNeighbours(network.value, id, shown.value);
  const { scope, pinned } = view.value;
  const deeper = scope.kind === "ego" && scope.id === id ? Math.min(4, scope.depth + 1) : 1;
  return (
    <div class="deeds">
      <Deed icon="target" words={deeper > 1 ? `Around it, ${String(deeper)} steps` : "Only around it"} onClick={() => void showAround(id, deeper)} />
      {hidden > 0 && <Deed icon="expand" words={`Expand +${String(hidden)}`} onClick={() => void expand(id)} />}
      <Deed icon="collapse" words="Collapse" onClick={() => { collapse(id); }} /* prettier-ignore */ />
      <Deed icon="pin" words={pinned.includes(id) ? "Unpin" : "Pin"} on={pinned.includes(id)} onClick={() => { pin(id); }} /* prettier-ignore */ />
      <Deed icon="hide" words="Hide" onClick={() => { hide(id); }} /* prettier-ignore */ />
      <Deed icon="fit" words="Zoom to it" onClick={() => { focusNode(id); }} /* prettier-ignore */ />
      <Deed icon="path" words="Path to …" on={pathTo} onClick={() => { setPathTo(!pathTo); }} /* prettier-ignore */ />
      {!paper && (
        <Link to={thingPath(id)} class="deed">
          <Icon name="page" />
          Its page
        </Link>
      )}
      {paper && (
        <Link to="/paper" own={{ key: paper }} class="deed">
          <Icon name="page" />
          Read
        </Link>
      )}
      {pathTo && <Search label="Path to" placeholder="Name of the other end" onPick={(hit) => void showPath(id, hit.id)} />}
    </div>
  );
}

function Facts({ node }: { node: NodeShape }) {
  return (
    <div class="card-body">
      {node.facts.map((group) => (
        <Group key={group.relation + group.direction} id={node.id} group={group} />
      ))}
      {node.results.length > 0 && (
        <div class="group">
          <h3>Numbers</h3>
          {node.results.map((claim) => (
            <Claim key={claim.id} claim={claim} />
          ))}
        </div>
      )}
      <Papers node={node} />
    </div>
  );
}

const FEW = 8;

function Group({ id, group }: { id: string; group: FactGroup }) {
  const [all, setAll] = useState(false);
  const items = all ? group.items : group.items.slice(0, FEW);
  const key = (other: string) => (group.direction === "out" ? edgeKey(id, group.relation, other) : edgeKey(other, group.relation, id));
  return (
    <div class="group">
      <h3>
        <RelationMark relation={group.relation} />
        {capital(group.label)} <span class="count">{group.total}</span>
      </h3>
      <ul>
        {items.map((item) => (
          <li key={item.id} class="fact">
            <NodeName node={item} />
            <button type="button" class="plain why" aria-label={`${count(item.support, "paper")}: sentences for ${item.label}`} onClick={() => { selectEdge(key(item.id)); }} /* prettier-ignore */>
              {count(item.support, "paper")}
            </button>
          </li>
        ))}
      </ul>
      {group.items.length > items.length && (
        <button type="button" class="plain" onClick={() => { setAll(true); }} /* prettier-ignore */>
          {String(group.items.length - items.length)} more
        </button>
      )}
      {all && group.total > group.items.length && <p class="quiet">The {group.items.length} best supported of {group.total}.</p>}
    </div>
  );
}

function Papers({ node }: { node: NodeShape }) {
  const others = node.papers.items.filter((paper) => paper.id !== node.id);
  if (!others.length) return null;
  return (
    <details class="group">
      <summary>Named in {count(node.papers.total, "paper")}</summary>
      <ul>
        {others.map((paper) => (
          <li key={paper.key}>
            <PaperLink paper={paper} />
          </li>
        ))}
      </ul>
    </details>
  );
}
