// Search over names in the browser, for files without a server: whole names before beginnings, before parts, before near misses.

export interface Name {
  readonly id: string;
  readonly name: string;
  readonly folded: string;
  readonly weight: number;
}

/** Lower case, without accents, signs as spaces. */
export function fold(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim(); // prettier-ignore
}

/** Whether two words differ by one letter put in, left out, changed, or swapped with its neighbour. */
export function near(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  const restA = a.slice(start, a.length - end);
  const restB = b.slice(start, b.length - end);
  return restA.length + restB.length <= 2 && restA.length <= 1 && restB.length <= 1 ? true : restA.length === 2 && restA === [...restB].reverse().join("");
}

function rank(name: Name, wanted: string): number {
  const { folded } = name;
  if (folded === wanted) return 0;
  if (folded.startsWith(wanted)) return 1;
  if (` ${folded}`.includes(` ${wanted}`)) return 2;
  if (wanted.length > 2 && folded.includes(wanted)) return 3;
  if (wanted.length > 3 && (near(folded, wanted) || near(folded.slice(0, wanted.length), wanted))) return 4;
  return 5;
}

/** The best names for what was typed, one a node. */
export function find(names: readonly Name[], text: string, limit: number): Name[] {
  const wanted = fold(text);
  if (!wanted) return [];
  const found = names.flatMap((name) => {
    const place = rank(name, wanted);
    return place < 5 ? [{ name, place }] : [];
  });
  found.sort((a, b) => a.place - b.place || b.name.weight - a.name.weight || (a.name.folded < b.name.folded ? -1 : 1));
  const seen = new Set<string>();
  return found.flatMap(({ name }) => (seen.has(name.id) || seen.size >= limit ? [] : (seen.add(name.id), [name])));
}
