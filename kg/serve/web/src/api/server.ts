// The server's answers over HTTP.

import type { EvidenceShape, GraphShape, Hit, NodeShape, PathsShape, Problem } from "./shapes";
import { problem, SourceError, type Source } from "./source";

/** What a query gave: the body as text with its content type. */
export interface Answer {
  readonly text: string;
  readonly type: string;
}

async function failed(response: Response): Promise<SourceError> {
  const type = response.headers.get("content-type") ?? "";
  if (type.includes("json")) {
    const told = (await response.json()) as Partial<Problem>;
    return new SourceError({ ...problem("The server refused", "", response.status), ...told });
  }
  return new SourceError(problem(`The server answered ${String(response.status)}`, "Look at the lines that kg serve prints.", response.status));
}

async function fetched(address: string, init?: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(address, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new SourceError(problem("The server does not answer", "Is kg serve still running? Start it again, then reload this page."));
  }
  if (!response.ok) throw await failed(response);
  return response;
}

async function json<T>(path: string, params: Record<string, string | number> | URLSearchParams = {}, init?: RequestInit): Promise<T> {
  const query = params instanceof URLSearchParams ? params : new URLSearchParams(Object.entries(params).map(([k, v]) => [k, String(v)]));
  const response = await fetched(query.size ? `${path}?${query.toString()}` : path, init);
  return (await response.json()) as T;
}

const posted = (body: unknown): RequestInit => ({ method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });

export const server: Source = {
  live: true,
  ontology: () => json("/ontology.json"),
  graph: () => json("/api/graph"),
  community: (number) => json<GraphShape>("/api/graph", { community: number, limit: 2000 }),
  nodes: (ids) => json<GraphShape>("/api/graph", {}, posted({ ids })),
  ego: (id, depth) => json<GraphShape>("/api/ego", { id, depth, limit: 500 }),
  neighbours: (id, limit = 200) => json<GraphShape>("/api/neighbours", { id, limit }),
  search: async (q, limit = 12, signal) => (await json<{ hits: Hit[] }>("/api/search", { q, limit }, signal ? { signal } : undefined)).hits,
  node: (id) => json<NodeShape>("/api/node", { id, limit: 50 }),
  evidence: (source, relation, target) => json<EvidenceShape>("/api/evidence", { source, relation, target }),
  path: (from, to) => json<PathsShape>("/api/path", { from, to, limit: 3 }),
  paper: (key) => json("/api/paper", { key }),
  overview: () => json("/api/overview"),
  quality: () => json("/api/quality"),
  questions: () => json("/api/questions"),
  filled: async (name, values) => {
    const sets = new URLSearchParams(Object.entries(values).map(([key, value]) => ["set", `${key}=${value}`]));
    return (await json<{ sparql: string }>(`/api/questions/${encodeURIComponent(name)}`, sets)).sparql;
  },
  vocabulary: () => json("/api/vocabulary"),
  get: (path, params) => json(path, params),
};

/** One query in SPARQL; `accept` is the media type wanted. Raises SourceError with line and column of a mistake. */
export async function ask(query: string, accept: string, signal: AbortSignal): Promise<Answer> {
  const headers = { "content-type": "application/sparql-query", accept };
  const response = await fetched("/sparql", { method: "POST", headers, body: query, signal });
  return { text: await response.text(), type: response.headers.get("content-type") ?? "" };
}

/** The nodes in a format that the server writes (GEXF, Turtle, ...). */
export async function exported(format: string, ids: readonly string[]): Promise<string> {
  const response = await fetched(`/api/export?format=${encodeURIComponent(format)}`, posted({ ids }));
  return response.text();
}
