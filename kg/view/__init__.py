"""Knowledge + Ontology -> Scene -> HTML, GEXF, GraphML, tables: no store, no input or output."""
