// A small graph for tests: a hub with leaves, a chain, parallel edges, and one node that nothing joins.

import type { GraphShape, OntologyShape } from "../src/api/shapes";
import { EMPTY, withShape, type Network } from "../src/model/network";

export const terms: OntologyShape = {
  version: "1",
  namespace: "https://kg.example/ontology#",
  base: "https://kg.example/id/",
  prefixes: { kg: "https://kg.example/ontology#", method: "https://kg.example/id/method/" },
  types: ["Method", "Dataset"].map((name) => ({ name, iri: `https://kg.example/ontology#${name}`, label: name.toLowerCase(), definition: "", colour: "#0072b2", shape: "dot", count: 1 })),
  relations: ["uses", "outperforms"].map((name) => ({ name, iri: `https://kg.example/ontology#${name}`, label: name, inverse: `is ${name} of`, definition: "", colour: "#d55e00", heads: [], tails: [], count: 1 })),
};

const ids = ["hub", "leaf1", "leaf2", "mid", "end", "alone"];

export const shape: GraphShape = {
  version: "v",
  kind: "nodes",
  shown: 6,
  matching: 6,
  total: 6,
  shown_edges: 6,
  total_edges: 6,
  dates: ["2019", "2021-05", "2023-01-02"],
  nodes: {
    id: ids,
    label: ["Hub", "Leaf one", "Leaf two", "Middle", "End", "Alone"],
    type: [0, 0, 1, 0, 1, 0],
    x: [0, 1, 2, 3, 4, 5],
    y: [0, 0, 0, 0, 0, 0],
    size: [10, 4, 4, 5, 5, 4],
    degree: [5, 1, 1, 4, 1, 0],
    rank: [0.4, 0.1, 0.1, 0.2, 0.1, 0.1],
    papers: [3, 1, 1, 2, 1, 1],
    community: [0, 0, 0, 1, 1, -1],
    first: [0, 1, 1, 2, -1, 2],
    last: [2, 1, 1, 2, -1, 2],
  },
  edges: {
    source: [0, 0, 0, 0, 3, 3],
    target: [1, 2, 3, 3, 0, 4],
    relation: [0, 0, 0, 1, 0, 1],
    support: [1, 1, 3, 1, 1, 2],
    score: [0.5, 0.9, 0.9, 0.6, 0.7, 0.95],
    first: [1, 1, 0, 2, 2, -1],
    last: [1, 1, 2, 2, 2, -1],
  },
  communities: [],
  links: [],
};

export function network(): Network {
  return withShape(EMPTY, shape, terms);
}
