import { describe, expect, it } from "vitest";
import { csv } from "../src/export/csv";
import { gexf, turtle } from "../src/export/graph-files";
import { xmlText } from "../src/export/xml";
import { find, fold, near } from "../src/model/find";
import { holds, nodeColumns, sorted } from "../src/model/rows";
import { count, dateWords, safeUrl, shortened } from "../src/model/text";
import { completer, variablesIn } from "../src/sparql/complete";
import { compact, nodeOf, nodesIn, resultOf } from "../src/sparql/results";
import { CompletionContext } from "@codemirror/autocomplete";
import { EditorState, Text } from "@codemirror/state";
import { offsetOf } from "../src/sparql/offset";
import { network, terms } from "./graphs";

const HOSTILE = `<img src=x onerror="window.pwned=1"> ' & </script> \u0007`;

describe("words", () => {
  it("are short and plain", () => {
    expect(count(1, "paper")).toBe("1 paper");
    expect(count(4110, "node")).toBe("4,110 nodes");
    expect(shortened("A long title of a paper about things", 20)).toBe("A long title of a…");
    expect(dateWords("2024-11-07")).toBe("7 Nov 2024");
    expect(dateWords("2024")).toBe("2024");
    expect(dateWords("--09-30")).toBe("30 Sep");
  });
  it("let no script into an address", () => {
    expect(safeUrl("javascript:alert(1)")).toBe("");
    expect(safeUrl(" javascript:alert(1)")).toBe("");
    expect(safeUrl("data:text/html,x")).toBe("");
    expect(safeUrl("https://example.org/a")).toBe("https://example.org/a");
  });
});

describe("CSV", () => {
  it("quotes, and lets no cell become a formula", () => {
    expect(csv(["a", "b"], [['say "hi", you', -5], ["=SUM(A1)", "two\nlines"]])).toBe('a,b\r\n"say ""hi"", you",-5\r\n\'=SUM(A1),"two\nlines"\r\n');
  });
});

describe("graph files", () => {
  const made = network();
  const part = { nodes: [...made.nodes.values()].map((node) => ({ ...node, label: HOSTILE })), edges: [...made.edges.values()] };
  it("are well-formed XML whatever the names", () => {
    const read = new DOMParser().parseFromString(gexf(part, String, String), "application/xml");
    expect(read.querySelector("parsererror")).toBeNull();
    expect(read.querySelectorAll("node")).toHaveLength(6);
    expect(read.querySelectorAll("edge")).toHaveLength(6);
    expect(read.querySelector("node")?.getAttribute("label")).toBe(HOSTILE.replace("\u0007", ""));
    expect(new Set([...read.querySelectorAll("edge")].map((edge) => edge.getAttribute("kind")))).toEqual(new Set(["uses", "outperforms"]));
    expect(xmlText("<a>&\u0000")).toBe("&lt;a&gt;&amp;");
  });
  it("are Turtle with one line a node and an edge", () => {
    const text = turtle({ ...part, nodes: part.nodes.map((node) => ({ ...node, label: 'a "quote"\n\\' })) }, terms);
    expect(text).toContain('<https://kg.example/id/hub> a <https://kg.example/ontology#Method> ; skos:prefLabel "a \\"quote\\"\\n\\\\"@en .');
    expect(text).toContain("<https://kg.example/id/mid> <https://kg.example/ontology#outperforms> <https://kg.example/id/end> .");
    expect(text.trim().split("\n")).toHaveLength(2 + 6 + 6);
  });
});

describe("rows", () => {
  const columns = nodeColumns((type) => type);
  const nodes = [...network().nodes.values()];
  const by = (name: string) => {
    const column = columns.find((one) => one.name === name);
    if (!column) throw new Error(name);
    return column;
  };
  it("sort by numbers and by names, unknown dates last either way", () => {
    expect(sorted(nodes, by("edges"), true)[0]?.id).toBe("hub");
    expect(sorted(nodes, by("name"), false)[0]?.id).toBe("alone");
    expect(sorted(nodes, by("first"), false).at(-1)?.id).toBe("end");
    expect(sorted(nodes, by("first"), true).at(-1)?.id).toBe("end");
  });
  it("are found by all of some words", () => {
    expect(holds(["Leaf one", "Method", 3], "method LEAF")).toBe(true);
    expect(holds(["Leaf one", "Method", 3], "method two")).toBe(false);
  });
});

describe("search without a server", () => {
  const names = ["LoRA", "QLoRA", "FlashAttention", "Flash Attention 2", "Poincaré maps"].map((name, i) => ({ id: String(i), name, folded: fold(name), weight: 10 - i }));
  const found = (text: string) => find(names, text, 5).map((one) => one.name);
  it("prefers whole names and beginnings, and forgives a slip", () => {
    expect(found("lora")).toEqual(["LoRA", "QLoRA"]);
    expect(found("flash")).toEqual(["FlashAttention", "Flash Attention 2"]);
    expect(found("poincare")).toEqual(["Poincaré maps"]);
    expect(found("flashatention")).toEqual(["FlashAttention"]);
    expect(found("zzz")).toEqual([]);
  });
  it("knows one slip from two", () => {
    expect(near("lora", "loar")).toBe(true);
    expect(near("lora", "lorra")).toBe(true);
    expect(near("lora", "lxyz")).toBe(false);
  });
});

describe("answers of the endpoint", () => {
  const json = JSON.stringify({
    head: { vars: ["a", "n"] },
    results: { bindings: [{ a: { type: "uri", value: "https://kg.example/id/method/lo%20ra" }, n: { type: "literal", value: "3" } }, { a: { type: "uri", value: "https://kg.example/id/result/1" } }] },
  });
  it("are rows, yes or no, or text", () => {
    const result = resultOf(json, "application/sparql-results+json; charset=utf-8");
    expect(result).toMatchObject({ kind: "rows", names: ["a", "n"] });
    expect(nodesIn(result, terms.base)).toEqual(["method/lo ra"]);
    expect(resultOf('{"boolean":false}', "application/sparql-results+json")).toEqual({ kind: "truth", truth: false });
    const triples = resultOf("<https://kg.example/id/a/b> <p> <https://kg.example/id/c/d> .", "text/turtle");
    expect(nodesIn(triples, terms.base)).toEqual(["a/b", "c/d"]);
  });
  it("shorten IRIs", () => {
    expect(compact("https://kg.example/ontology#runsOn", terms.prefixes)).toBe("kg:runsOn");
    expect(compact("https://kg.example/id/method/x", terms.prefixes)).toBe("method:x");
    expect(nodeOf("https://elsewhere.example/x", terms.base)).toBe("");
  });
});

describe("completion", () => {
  const vocabulary = { prefixes: { kg: "https://kg.example/ontology#" }, classes: [{ iri: "i", curie: "kg:Method", label: "method", definition: "" }], properties: [{ iri: "j", curie: "kg:runsOn", label: "runs on", definition: "" }] };
  const hit = { id: "method/lora", label: "LoRA", type: "Method", matched: "LoRA", how: "exact" as const, degree: 1, papers: 1, iri: "https://kg.example/id/method/lora", curie: "method:lora" };
  const options = async (text: string) => {
    const state = EditorState.create({ doc: text });
    const result = await completer(vocabulary, () => Promise.resolve([hit]))(new CompletionContext(state, text.length, false));
    return result?.options ?? [];
  };
  it("offers terms, keywords, names and variables", async () => {
    const words = await options("SELECT * { ?m a kg:");
    expect(words.map((option) => option.label)).toContain("kg:Method");
    expect(words.map((option) => option.label)).toContain("kg:runsOn");
    const named = (await options("SELECT * { ?m kg:uses lor")).find((option) => option.label === "LoRA");
    expect(named?.apply).toBe("method:lora");
    expect((await options("SELECT ?method { ?m")).map((option) => option.label)).toEqual(["?method"]);
    expect(variablesIn("?a $b ?a ?")).toEqual(["?a", "$b"]);
  });
  it("finds the place of a mistake, counted in code points", () => {
    const doc = Text.of(["one", "𝔸𝔹 here"]);
    expect(offsetOf(doc, 2, 4)).toBe(4 + 5);
    expect(offsetOf(doc, 99, 1)).toBe(4);
  });
});
