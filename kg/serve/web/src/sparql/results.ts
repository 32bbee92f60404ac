// Answers of the endpoint, read: a table of terms, a yes or no, or triples as text.

export interface Term {
  readonly type: string;
  readonly value: string;
  readonly datatype?: string;
  readonly "xml:lang"?: string;
}

export type Row = Readonly<Record<string, Term | undefined>>;

export type Result =
  | { readonly kind: "rows"; readonly names: readonly string[]; readonly rows: readonly Row[] }
  | { readonly kind: "truth"; readonly truth: boolean }
  | { readonly kind: "text"; readonly text: string };

interface SparqlJson {
  head?: { vars?: string[] };
  boolean?: boolean;
  results?: { bindings?: Row[] };
}

export function resultOf(text: string, type: string): Result {
  if (!type.includes("json")) return { kind: "text", text };
  const read = JSON.parse(text) as SparqlJson;
  if (typeof read.boolean === "boolean") return { kind: "truth", truth: read.boolean };
  return { kind: "rows", names: read.head?.vars ?? [], rows: read.results?.bindings ?? [] };
}

/** The path of a node ("method/lora") from its IRI, or "". */
export function nodeOf(iri: string, base: string): string {
  return base && iri.startsWith(base) ? decoded(iri.slice(base.length)) : "";
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** All nodes that rows or triples name, in order, once each. */
export function nodesIn(result: Result, base: string): string[] {
  const iris =
    result.kind === "rows"
      ? result.rows.flatMap((row) => Object.values(row).flatMap((term) => (term?.type === "uri" ? [term.value] : [])))
      : result.kind === "text"
        ? [...result.text.matchAll(/<([^<>\s]+)>/g)].map((match) => match[1] ?? "")
        : [];
  return [...new Set(iris.map((iri) => nodeOf(iri, base)).filter((path) => path && !/^(result|evidence|run|graph)\//.test(path)))];
}

/** An IRI by the shortest prefix form that fits, else in full. */
export function compact(iri: string, prefixes: Readonly<Record<string, string>>): string {
  let best = iri;
  for (const [name, address] of Object.entries(prefixes)) {
    if (!iri.startsWith(address)) continue;
    const short = `${name}:${iri.slice(address.length)}`;
    if (short.length < best.length) best = short;
  }
  return best;
}
