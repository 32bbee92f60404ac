// What the editor offers while one types: keywords, variables, prefixes, classes, properties, and names of entities.

import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import type { Hit, VocabularyShape } from "../api/shapes";

const KEYWORDS =
  "SELECT DISTINCT WHERE FILTER OPTIONAL UNION MINUS BIND VALUES GRAPH GROUP ORDER BY HAVING LIMIT OFFSET ASK CONSTRUCT DESCRIBE PREFIX COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT REGEX CONTAINS STRSTARTS LCASE STR LANG EXISTS NOT IN AS ASC DESC".split(" ");

/** Options out of the vocabulary: each class and property by its short form, each prefix with its address. */
export function vocabularyOptions(vocabulary: VocabularyShape): Completion[] {
  const word = (type: string) => (term: { curie: string; label: string; definition: string; iri: string }) => ({
    label: term.curie || `<${term.iri}>`,
    detail: term.label,
    info: term.definition,
    type,
  });
  return [
    ...vocabulary.properties.map(word("property")),
    ...vocabulary.classes.map(word("class")),
    ...Object.entries(vocabulary.prefixes).map(([name, address]) => ({ label: `${name}:`, detail: address, type: "namespace" })),
  ];
}

export function keywordOptions(): Completion[] {
  return KEYWORDS.map((label) => ({ label, type: "keyword", boost: -1 }));
}

export function variablesIn(text: string): string[] {
  return [...new Set(text.match(/[?$][A-Za-z_]\w*/g) ?? [])];
}

export function entityOption(hit: Hit): Completion {
  const apply = hit.curie || `<${hit.iri}>`;
  return { label: hit.label, detail: `${hit.type} · ${apply}`, apply, type: "variable", boost: -2 };
}

export type FindNames = (text: string) => Promise<Hit[]>;

const LEAST = 3; // letters before names of entities are looked up

/** The source of completions for an editor: `find` looks entities up by name. */
export function completer(vocabulary: VocabularyShape, find: FindNames) {
  const fixed = [...vocabularyOptions(vocabulary), ...keywordOptions()];
  return async (context: CompletionContext): Promise<CompletionResult | null> => {
    const variable = context.matchBefore(/[?$]\w*/);
    if (variable) {
      const options = variablesIn(context.state.doc.toString()).filter((name) => name !== variable.text);
      return { from: variable.from, options: options.map((label) => ({ label, type: "variable" })) };
    }
    const word = context.matchBefore(/[\w:.-]+/);
    if (!word && !context.explicit) return null;
    const text = word?.text ?? "";
    const named = text.length >= LEAST && !text.includes(":") ? await find(text) : [];
    return { from: word?.from ?? context.pos, options: [...fixed, ...named.map(entityOption)], validFor: named.length ? undefined : /^[\w:.-]*$/ };
  };
}
