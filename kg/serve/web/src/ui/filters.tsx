// Sliders and choices below the legend: years, support, score, size and colour.

import { useComputed } from "@preact/signals";
import { set } from "../actions";
import type { ColourBy, SizeBy } from "../model/view";
import { network, view } from "../state";

export function Filters() {
  const most = useComputed(() => [...network.value.edges.values()].reduce((top, edge) => Math.max(top, edge.support), 1));
  const { support, score } = view.value;
  return (
    <div class="filters">
      <Years />
      <label class="slider">
        <span>
          At least <output>{support}</output> {support === 1 ? "paper" : "papers"} for an edge
        </span>
        <input type="range" min={1} max={Math.max(2, most.value)} value={support} onInput={(event) => { set({ support: Number(event.currentTarget.value) }); }} /* prettier-ignore */ />
      </label>
      <label class="slider">
        <span>
          Score of at least <output>{score.toFixed(2)}</output>
        </span>
        <input type="range" min={0} max={1} step={0.05} value={score} onInput={(event) => { set({ score: Number(event.currentTarget.value) }); }} /* prettier-ignore */ />
      </label>
      <div class="choices">
        <Choice label="Size by" value={view.value.size} options={SIZES} onPick={(size) => { set({ size }); }} /* prettier-ignore */ />
        <Choice label="Colour by" value={view.value.colour} options={COLOURS} onPick={(colour) => { set({ colour }); }} /* prettier-ignore */ />
      </div>
    </div>
  );
}

const SIZES: readonly (readonly [SizeBy, string])[] = [
  ["degree", "edges"],
  ["rank", "PageRank"],
  ["papers", "papers"],
];
const COLOURS: readonly (readonly [ColourBy, string])[] = [
  ["type", "type"],
  ["community", "community"],
];

interface ChoiceProps<T extends string> {
  label: string;
  value: T;
  options: readonly (readonly [T, string])[];
  onPick: (value: T) => void;
}

export function Choice<T extends string>({ label, value, options, onPick }: ChoiceProps<T>) {
  return (
    <label class="choice">
      <span>{label}</span>
      <select value={value} onChange={(event) => { onPick(event.currentTarget.value as T); }} /* prettier-ignore */>
        {options.map(([name, words]) => (
          <option key={name} value={name}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}

function Years() {
  const years = useComputed(() => {
    const known = new Set<number>();
    for (const node of network.value.nodes.values()) if (/^\d{4}/.test(node.first)) known.add(Number(node.first.slice(0, 4)));
    return { first: Math.min(...known), last: Math.max(...known), some: known.size > 1 };
  });
  if (!years.value.some) return null;
  const { first, last } = years.value;
  const since = Number(view.value.since.slice(0, 4)) || first;
  const until = Number(view.value.until.slice(0, 4)) || last;
  const pick = (from: number, to: number) => {
    set({ since: from > first ? String(from) : "", until: to < last ? String(to) : "" });
  };
  return (
    <fieldset class="slider years">
      <legend>
        Named in papers of <output>{since === until ? since : `${String(since)} to ${String(until)}`}</output>
      </legend>
      <div class="two">
        <input type="range" aria-label="From the year" min={first} max={last} value={since} onInput={(event) => { pick(Math.min(Number(event.currentTarget.value), until), until); }} /* prettier-ignore */ />
        <input type="range" aria-label="To the year" min={first} max={last} value={until} onInput={(event) => { pick(since, Math.max(Number(event.currentTarget.value), since)); }} /* prettier-ignore */ />
      </div>
    </fieldset>
  );
}
