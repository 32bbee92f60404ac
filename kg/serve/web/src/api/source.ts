// Where the pages get what they show: a running server, or the data inlined in an offline file.

import type {
  EvidenceShape, GraphShape, Hit, NodeShape, OntologyShape, OverviewShape, PaperShape, PathsShape, Problem, QualityShape, Question, VocabularyShape,
} from "./shapes"; // prettier-ignore

export interface Source {
  /** Whether there is a server: SPARQL, the quality report, linked data and downloads made by it. */
  readonly live: boolean;
  ontology(): Promise<OntologyShape>;
  graph(): Promise<GraphShape>;
  community(number: number): Promise<GraphShape>;
  nodes(ids: readonly string[]): Promise<GraphShape>;
  ego(id: string, depth: number): Promise<GraphShape>;
  /** A node and its neighbours, the best connected where there are more than `limit`. */
  neighbours(id: string, limit?: number): Promise<GraphShape>;
  search(text: string, limit?: number, signal?: AbortSignal): Promise<Hit[]>;
  node(id: string): Promise<NodeShape>;
  evidence(source: string, relation: string, target: string): Promise<EvidenceShape>;
  path(from: string, to: string): Promise<PathsShape>;
  paper(key: string): Promise<PaperShape>;
  overview(): Promise<OverviewShape>;
  quality(): Promise<QualityShape>;
  questions(): Promise<Question[]>;
  filled(name: string, values: Readonly<Record<string, string>>): Promise<string>;
  vocabulary(): Promise<VocabularyShape>;
  get<T>(path: string, params: URLSearchParams): Promise<T>;
}

/** What went wrong, in words that say what to do next. */
export class SourceError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.what);
  }
}

export function problem(what: string, remedy: string, status = 0): Problem {
  return { status, what, cause: "", remedy, line: 0, column: 0, suggestions: [] };
}

export function problemOf(error: unknown): Problem {
  if (error instanceof SourceError) return error.problem;
  return problem(error instanceof Error ? error.message : String(error), "Load the page again. If it stays, see the lines that kg serve prints.");
}
