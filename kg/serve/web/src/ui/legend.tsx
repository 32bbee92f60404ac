// The legend is the filter: a row switches its type or relation off, "only" leaves it alone.

import { useComputed } from "@preact/signals";
import { clearFilters, onlyRelation, onlyType, toggleRelation, toggleType } from "../actions";
import { countBy } from "../model/visible";
import { grouped } from "../model/text";
import { isFiltered } from "../model/view";
import { network, ontology, shown, view } from "../state";
import { RelationMark, TypeMark } from "./marks";

interface RowProps {
  name: string;
  label: string;
  title: string;
  on: boolean;
  count: number;
  mark: preact.JSX.Element;
  onToggle: (name: string) => void;
  onOnly: (name: string) => void;
}

function Row({ name, label, title, on, count, mark, onToggle, onOnly }: RowProps) {
  return (
    <li>
      <button type="button" class="row" aria-pressed={on} data-name={name} title={title} onClick={() => { onToggle(name); }} /* prettier-ignore */>
        {mark}
        <span class="row-label">{label}</span>
        <span class="count">{grouped(count)}</span>
      </button>
      <button type="button" class="only" aria-label={`Only ${label}`} onClick={() => { onOnly(name); }} /* prettier-ignore */>
        only
      </button>
    </li>
  );
}

export function Legend() {
  const types = useComputed(() => {
    if (!network.value.nodes.size) return new Map(ontology.value?.types.filter((term) => term.count).map((term) => [term.name, term.count]));
    const { nodes } = network.value;
    return countBy(shown.value.scope, (id) => nodes.get(id)?.type ?? "");
  });
  const relations = useComputed(() => {
    if (!network.value.nodes.size) return new Map(ontology.value?.relations.filter((term) => term.count).map((term) => [term.name, term.count]));
    const { scope } = shown.value;
    const inside = [...network.value.edges.values()].filter((edge) => scope.has(edge.source) && scope.has(edge.target));
    return countBy(inside, (edge) => edge.relation);
  });
  const { typesOff, relationsOff } = view.value;
  return (
    <div class="legend">
      <div class="panel-head">
        <h2>Types</h2>
        {isFiltered(view.value) && (
          <button type="button" class="plain" onClick={clearFilters}>
            Show all
          </button>
        )}
      </div>
      <ul>
        {(ontology.value?.types ?? []).filter((term) => types.value.has(term.name) || typesOff.includes(term.name)).map((term) => (
          <Row
            key={term.name}
            name={term.name}
            label={term.label}
            title={term.definition}
            on={!typesOff.includes(term.name)}
            count={types.value.get(term.name) ?? 0}
            mark={<TypeMark type={term.name} />}
            onToggle={toggleType}
            onOnly={onlyType}
          />
        ))}
      </ul>
      <div class="panel-head">
        <h2>Relations</h2>
      </div>
      <ul>
        {(ontology.value?.relations ?? []).filter((term) => relations.value.has(term.name) || relationsOff.includes(term.name)).map((term) => (
          <Row
            key={term.name}
            name={term.name}
            label={term.label}
            title={term.definition}
            on={!relationsOff.includes(term.name)}
            count={relations.value.get(term.name) ?? 0}
            mark={<RelationMark relation={term.name} />}
            onToggle={toggleRelation}
            onOnly={onlyRelation}
          />
        ))}
      </ul>
    </div>
  );
}
