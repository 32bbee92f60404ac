// The compare page of an offline file: the rankings of the whole graph, cut down to what is asked for.

import type { BoardShape, ComparablesShape, NodeRef, NumberShape, RankingShape } from "./shapes";

type Cells = [metric: string, scale: string, unit: string, better: string, about: string, rows: number[]];

export interface Boards {
  readonly rankings: readonly Cells[];
  /** A thing with its variants, where it has any. */
  readonly families: Readonly<Record<string, string[]>>;
  readonly contradictions: BoardShape["contradictions"];
}

/** All that a number names. */
export function namedBy(claim: NumberShape): string[] {
  return [claim.subject.id, claim.baseline?.id ?? "", claim.metric_id, ...claim.context.map((other) => other.id), claim.sentence.paper.id].filter(Boolean);
}

/** The rankings of the numbers that name each of `things` or one of its variants; those with most rows first. */
export function boardOf(boards: Boards, results: readonly NumberShape[], asked: { things: readonly NodeRef[]; metric: string }): BoardShape {
  const families = asked.things.map(({ id }) => new Set(boards.families[id] ?? [id]));
  const about = (claim: NumberShape) => families.every((family) => namedBy(claim).some((id) => family.has(id)));
  const rankings = boards.rankings.flatMap(([metric, scale, unit, better, words, places]): RankingShape[] => {
    if (asked.metric && metric !== asked.metric) return [];
    const rows = places.flatMap((place) => results[place] ?? []).filter(about);
    return rows.length ? [{ metric, scale, unit, better, about: words, rows }] : [];
  });
  rankings.sort((a, b) => b.rows.length - a.rows.length);
  const contradictions = boards.contradictions.filter((one) => {
    const named = [one.subject.id, one.other?.id ?? "", ...one.context.map((other) => other.id)];
    return (!asked.metric || one.metric === asked.metric) && families.every((family) => named.some((id) => family.has(id)));
  });
  const total = rankings.reduce((sum, ranking) => sum + ranking.rows.length, 0);
  return { asked: [...asked.things], metrics: asked.metric ? [asked.metric] : [], rankings, wider: 0, total, contradictions };
}

/** What can be compared, by type in the given order, those with most numbers first. */
export function comparablesOf(results: readonly NumberShape[], types: readonly string[], ref: (id: string) => NodeRef | null): ComparablesShape {
  const numbers = new Map<string, number>();
  for (const claim of results) for (const id of new Set(namedBy(claim))) numbers.set(id, (numbers.get(id) ?? 0) + 1);
  const items = [...numbers].flatMap(([id, count]) => {
    const node = ref(id);
    return node && types.includes(node.type) && !id.startsWith("paper/") ? [{ ...node, numbers: count }] : [];
  });
  items.sort((a, b) => types.indexOf(a.type) - types.indexOf(b.type) || b.numbers - a.numbers || (a.label < b.label ? -1 : 1));
  return { types: [...types], total: items.length, items };
}
