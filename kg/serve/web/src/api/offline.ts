// The data inlined in an offline file, answering as the server would.

import type {
  EdgeEvidence, EvidenceShape, FactGroup, GraphShape, NodeRef, NodeShape, NumberShape, OntologyShape, OverviewShape, PaperRef, PaperShape, PathsShape, Segment, Sentence,
} from "./shapes"; // prettier-ignore
import { across, around, edgeKey, EMPTY, shortestPath, withShape, type Edge, type Network, type Node } from "../model/network";
import { find, fold, type Name } from "../model/find";
import { boardOf, comparablesOf, namedBy, type Boards } from "./offline-boards";
import { problem, SourceError, type Source } from "./source";

type SentenceCells = [before: string, quote: string, after: string, score: number, by: string, paper: string, start: number, end: number];

export interface PaperCells {
  readonly title: string;
  readonly date: string;
  readonly url: string;
  readonly authors: string[];
  readonly identifier: string;
  readonly sources: PaperShape["sources"];
  readonly title_segments: Segment[];
  readonly abstract_segments: Segment[];
}

export interface Inlined {
  readonly ontology: OntologyShape;
  readonly graph: GraphShape;
  readonly overview: OverviewShape;
  readonly aliases: Readonly<Record<string, string[]>>;
  /** The sentences of each edge, in the order of the graph's edges. */
  readonly evidence: readonly (readonly SentenceCells[])[];
  readonly results: readonly NumberShape[];
  readonly boards: Boards;
  readonly papers: Readonly<Record<string, PaperCells>>;
  /** Pairs of a paper's key and what it names. */
  readonly mentions: readonly (readonly [string, string])[];
}

const refused = (): Promise<never> => Promise.reject(new SourceError(problem("An offline file has no server", "Open this with kg serve.")));

export function offline(data: Inlined): Source {
  const network = withShape(EMPTY, data.graph, data.ontology);
  const book = new Book(data, network);
  return {
    live: false,
    ontology: () => Promise.resolve(data.ontology),
    graph: () => Promise.resolve({ ...data.graph, total: data.graph.shown, total_edges: data.graph.shown_edges }),
    community: refused,
    nodes: () => Promise.resolve(data.graph),
    ego: () => Promise.resolve(data.graph),
    neighbours: (id, limit = 200) => Promise.resolve(book.around(id, limit)),
    search: (text, limit = 12) => Promise.resolve(book.search(text, limit)),
    node: (id) => book.node(id),
    evidence: (source, relation, target) => Promise.resolve<EvidenceShape>({ edges: [book.said(network.edges.get(edgeKey(source, relation, target)))].flatMap((one) => one ?? []) }),
    path: (from, to) => Promise.resolve(book.path(from, to)),
    paper: (key) => book.paper(key.replace(/^paper\//, "")),
    overview: () => Promise.resolve(data.overview),
    quality: refused,
    questions: refused,
    filled: refused,
    vocabulary: refused,
    get: async <T>(path: string, params: URLSearchParams) => (await book.numbers(path, params)) as T,
  };
}

class Book {
  private readonly place = new Map<string, number>();
  private readonly names: Name[];
  private readonly namedIn = new Map<string, Set<string>>();

  constructor(
    private readonly data: Inlined,
    private readonly network: Network,
  ) {
    [...network.edges.keys()].forEach((key, i) => this.place.set(key, i));
    this.names = [...network.nodes.values()].flatMap((node) => [node.label, ...(data.aliases[node.id] ?? [])].map((name) => ({ id: node.id, name, folded: fold(name), weight: node.degree })));
    for (const [key, id] of data.mentions) {
      const keys = this.namedIn.get(id);
      if (keys) keys.add(key);
      else this.namedIn.set(id, new Set([key]));
    }
  }

  search(text: string, limit: number) {
    return find(this.names, text, limit).flatMap(({ id, name }) => {
      const node = this.network.nodes.get(id);
      return node ? [{ id, label: node.label, type: node.type, matched: name, how: "part" as const, degree: node.degree, papers: node.papers, iri: this.data.ontology.base + id, curie: "" }] : [];
    });
  }

  /** The compare page's two questions. */
  numbers(path: string, params: URLSearchParams): Promise<unknown> {
    const { results, boards, ontology } = this.data;
    const known = (id: string) => (this.network.nodes.has(id) ? this.ref(id) : null);
    const types = ontology.types.map((term) => term.name);
    if (path === "/api/compare/things") return Promise.resolve(comparablesOf(results, types, known));
    if (path !== "/api/compare") return refused();
    const things = params.getAll("thing").map((id) => this.ref(id));
    return Promise.resolve(boardOf(boards, results, { things, metric: params.get("metric") ?? "" }));
  }

  /** A node and its best connected neighbours. */
  around(id: string, limit: number): GraphShape {
    const ids = around(this.network, id, 1).slice(1);
    const degree = (one: string) => this.network.nodes.get(one)?.degree ?? 0;
    return part(this.data.graph, new Set([id, ...ids.sort((a, b) => degree(b) - degree(a)).slice(0, limit)]));
  }

  ref(id: string): NodeRef {
    const node = this.network.nodes.get(id);
    return { id, label: node?.label ?? id, type: node?.type ?? "" };
  }

  paperRef(key: string): PaperRef {
    const paper = this.data.papers[key];
    return { key, id: `paper/${key}`, title: paper?.title ?? key, date: paper?.date ?? "", url: paper?.url ?? "" };
  }

  said(edge: Edge | undefined): EdgeEvidence | null {
    if (!edge) return null;
    const cells = this.data.evidence[this.place.get(edge.key) ?? -1] ?? [];
    const evidence = cells.map(([before, quote, after, score, by, paper, start, end]): Sentence => ({ before, quote, after, score, by, paper: this.paperRef(paper), start, end })); // prettier-ignore
    evidence.sort((a, b) => b.score - a.score);
    const label = this.data.ontology.relations.find((term) => term.name === edge.relation)?.label ?? edge.relation;
    return { source: this.ref(edge.source), target: this.ref(edge.target), relation: edge.relation, label, support: edge.support, score: edge.score, evidence };
  }

  node(id: string): Promise<NodeShape> {
    const node = this.network.nodes.get(id);
    if (!node) return Promise.reject(new SourceError(problem(`No node here is called ${id}`, "Search for it by name.")));
    const keys = node.id.startsWith("paper/") ? [id.slice("paper/".length)] : [...(this.namedIn.get(id) ?? [])];
    const papers = keys.map((key) => this.paperRef(key)).sort((a, b) => (a.date < b.date ? 1 : -1));
    return Promise.resolve({
      ...this.shape(node),
      papers: { total: papers.length, items: papers },
      facts: this.facts(id),
      results: this.data.results.filter((one) => namedBy(one).includes(id)),
    });
  }

  private shape(node: Node): Omit<NodeShape, "papers" | "facts" | "results"> {
    const paper = this.data.papers[node.id.replace(/^paper\//, "")];
    const { id, label, type, degree, rank, community, first, last } = node;
    return { id, iri: this.data.ontology.base + id, curie: "", label, type, aliases: this.data.aliases[id] ?? [], date: paper?.date ?? "", url: paper?.url ?? "", degree, rank, community, first, last, introduced_by: [] };
  }

  private facts(id: string): FactGroup[] {
    const own = this.network.at.get(id) ?? [];
    return this.data.ontology.relations.flatMap((term) => {
      const of = (direction: "out" | "in"): FactGroup[] => {
        const edges = own.filter((edge) => edge.relation === term.name && (edge.source === id) === (direction === "out"));
        if (!edges.length) return [];
        const items = edges.sort((a, b) => b.support - a.support || b.score - a.score).map((edge) => ({ ...this.ref(across(edge, id)), support: edge.support, score: edge.score, first: edge.first, last: edge.last }));
        return [{ relation: term.name, direction, label: direction === "out" ? term.label : term.inverse, total: items.length, items }];
      };
      return [...of("out"), ...of("in")];
    });
  }

  path(from: string, to: string): PathsShape {
    const ids = shortestPath(this.network, from, to);
    const ends = { start: this.ref(from), end: this.ref(to) };
    if (!ids) return { ...ends, length: -1, paths: [] };
    const steps = ids.slice(1).flatMap((id, i) => this.between(ids[i] ?? "", id) ?? []);
    return { ...ends, length: ids.length - 1, paths: [{ nodes: ids.map((id) => this.ref(id)), steps }] };
  }

  private between(one: string, two: string): EdgeEvidence | null {
    const edges = (this.network.at.get(one) ?? []).filter((edge) => across(edge, one) === two);
    return this.said(edges.sort((a, b) => b.score - a.score)[0]);
  }

  paper(key: string): Promise<PaperShape> {
    const paper = this.data.papers[key];
    if (!paper) return Promise.reject(new SourceError(problem("That paper is not in this file", "Search for another by its title.")));
    const edges = [...this.network.edges.values()].flatMap((edge) => this.said(edge) ?? []);
    const facts = edges.map((one) => ({ ...one, evidence: one.evidence.filter((item) => item.paper.key === key) })).filter((one) => one.evidence.length);
    const id = `paper/${key}`;
    const named = this.data.mentions.filter(([from]) => from === key).map(([, other]) => other);
    const ids = new Set([id, ...named, ...facts.flatMap((one) => [one.source.id, one.target.id])]);
    return Promise.resolve({ ...paper, key, id, iri: this.data.ontology.base + id, graph: part(this.data.graph, ids), facts, results: this.data.results.filter((one) => one.sentence.paper.key === key) });
  }
}

/** The columns of some nodes and of the edges between them. */
function part(graph: GraphShape, ids: ReadonlySet<string>): GraphShape {
  const nodes = graph.nodes as Required<GraphShape["nodes"]>;
  const edges = graph.edges as Required<GraphShape["edges"]>;
  const keep = nodes.id.flatMap((id, i) => (ids.has(id) ? [i] : []));
  const moved = new Map(keep.map((old, i) => [old, i]));
  const joins = edges.source.flatMap((source, i) => (moved.has(source) && moved.has(edges.target[i] ?? -1) ? [i] : []));
  const pick = <T extends object>(columns: T, at: readonly number[]): T =>
    Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, at.map((i) => (column as unknown[])[i])])) as T;
  const own = pick(edges, joins);
  return {
    ...graph,
    communities: [],
    nodes: pick(nodes, keep),
    edges: { ...own, source: own.source.map((i) => moved.get(i) ?? 0), target: own.target.map((i) => moved.get(i) ?? 0) },
  };
}
