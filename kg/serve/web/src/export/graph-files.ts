// The view as GEXF and Turtle, written in the browser: what an offline file exports without a server.

import type { OntologyShape } from "../api/shapes";
import type { Edge, Node } from "../model/network";
import { xmlText } from "./xml";

export interface Part {
  readonly nodes: readonly Node[];
  readonly edges: readonly Edge[];
}

export type Label = (name: string) => string;

/** GEXF 1.3 with places, typed columns and the relation as `kind`, so that Gephi keeps parallel edges apart. */
export function gexf(part: Part, typeLabel: Label, relationLabel: Label): string {
  const nodes = part.nodes.map(
    (node) =>
      `<node id="${xmlText(node.id)}" label="${xmlText(node.label)}"><attvalues><attvalue for="type" value="${xmlText(typeLabel(node.type))}"/><attvalue for="papers" value="${String(node.papers)}"/></attvalues>` +
      `<viz:position x="${String(node.x)}" y="${String(-node.y)}" z="0"/><viz:size value="${String(node.size)}"/></node>`,
  );
  const edges = part.edges.map((edge, i) => {
    const ends = `source="${xmlText(edge.source)}" target="${xmlText(edge.target)}"`;
    const values = `<attvalue for="support" value="${String(edge.support)}"/><attvalue for="score" value="${String(edge.score)}"/>`;
    return `<edge id="${String(i)}" ${ends} kind="${xmlText(edge.relation)}" label="${xmlText(relationLabel(edge.relation))}" weight="${String(edge.support)}"><attvalues>${values}</attvalues></edge>`;
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3"><graph defaultedgetype="directed">',
    '<attributes class="node"><attribute id="type" title="type" type="string"/><attribute id="papers" title="papers" type="integer"/></attributes>',
    '<attributes class="edge"><attribute id="support" title="support" type="integer"/><attribute id="score" title="score" type="double"/></attributes>',
    `<nodes>${nodes.join("\n")}</nodes>`,
    `<edges>${edges.join("\n")}</edges>`,
    "</graph></gexf>\n",
  ].join("\n");
}

const ESCAPES: Readonly<Record<string, string>> = { '"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function literal(text: string): string {
  return `"${text.replace(/["\\\n\r\t]/g, (sign) => ESCAPES[sign] ?? sign)}"@en`;
}

function iri(address: string): string {
  return `<${address.replace(/[<>"{}|\\^`\s]/g, (sign) => encodeURIComponent(sign))}>`;
}

/** The nodes with type and name, and the plain edges, in Turtle. Evidence stays with the server's own export. */
export function turtle(part: Part, ontology: OntologyShape): string {
  const types = new Map(ontology.types.map((term) => [term.name, term.iri]));
  const relations = new Map(ontology.relations.map((term) => [term.name, term.iri]));
  const node = (id: string) => iri(ontology.base + id);
  const lines = ["@prefix skos: <http://www.w3.org/2004/02/skos/core#> .", ""];
  for (const one of part.nodes) lines.push(`${node(one.id)} a ${iri(types.get(one.type) ?? ontology.namespace + one.type)} ; skos:prefLabel ${literal(one.label)} .`);
  for (const edge of part.edges) lines.push(`${node(edge.source)} ${iri(relations.get(edge.relation) ?? ontology.namespace + edge.relation)} ${node(edge.target)} .`);
  return `${lines.join("\n")}\n`;
}
