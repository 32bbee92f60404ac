// The answer to a query: a table whose entities lead into the graph, with its ways out as CSV, JSON and graph.

import { useState } from "preact/hooks";
import type { Answer } from "../api/server";
import { go } from "../address";
import { showScope } from "../actions";
import { csv } from "../export/csv";
import { save } from "../export/save";
import { count, grouped, safeUrl } from "../model/text";
import { ontology } from "../state";
import { compact, nodeOf, nodesIn, type Result, type Term } from "../sparql/results";
import { Icon } from "./marks";
import { Empty, Link } from "./parts";

interface Props {
  result: Result;
  raw: Answer;
  took: number;
  prefixes: Readonly<Record<string, string>>;
}

const STEP = 200;

export function Answered({ result, raw, took, prefixes }: Props) {
  const base = ontology.value?.base ?? "";
  const nodes = nodesIn(result, base);
  return (
    <section class="answer" aria-label="Answer">
      <div class="table-tools">
        <span class="quiet" role="status">
          {words(result)} · {grouped(Math.round(took))} ms
        </span>
        {result.kind === "rows" && (
          <button type="button" class="button" onClick={() => { saveCsv(result); }} /* prettier-ignore */>
            <Icon name="download" /> CSV
          </button>
        )}
        <button type="button" class="button" onClick={() => { save(raw.type.includes("json") ? "answer.json" : "answer.ttl", raw.text, raw.type); }} /* prettier-ignore */>
          <Icon name="download" /> {raw.type.includes("json") ? "JSON" : "Turtle"}
        </button>
        {nodes.length > 0 && (
          <button type="button" class="button" onClick={() => { asGraph(nodes); }} /* prettier-ignore */>
            <Icon name="graph" /> Show as graph ({count(nodes.length, "node")})
          </button>
        )}
      </div>
      {result.kind === "truth" && <p class="truth">{result.truth ? "Yes." : "No."}</p>}
      {result.kind === "text" && <pre tabIndex={0}>{result.text}</pre>}
      {result.kind === "rows" && <Table result={result} base={base} prefixes={prefixes} />}
    </section>
  );
}

function words(result: Result): string {
  if (result.kind === "rows") return count(result.rows.length, "row");
  return result.kind === "truth" ? "yes or no" : "triples";
}

function asGraph(nodes: readonly string[]): void {
  go("/", {});
  void showScope({ kind: "ids", ids: nodes.slice(0, 2000) }, { node: "", edge: "" });
}

function saveCsv(result: Extract<Result, { kind: "rows" }>): void {
  save("answer.csv", csv(result.names, result.rows.map((row) => result.names.map((name) => row[name]?.value ?? ""))), "text/csv;charset=utf-8");
}

function Table({ result, base, prefixes }: { result: Extract<Result, { kind: "rows" }>; base: string; prefixes: Props["prefixes"] }) {
  const [upTo, setUpTo] = useState(STEP);
  if (!result.rows.length) {
    return (
      <Empty title="No row fits the query.">
        <p>Names are compared letter by letter: try FILTER(CONTAINS(LCASE(?name), "...")).</p>
      </Empty>
    );
  }
  return (
    <>
      <div class="table-box" tabIndex={0} role="region" aria-label="Rows of the answer">
        <table>
          <thead>
            <tr>
              {result.names.map((name) => (
                <th key={name} scope="col" class={isNumber(result.rows[0]?.[name]) ? "number" : ""}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {result.rows.slice(0, upTo).map((row, i) => (
              <tr key={i}>
                {result.names.map((name) => (
                  <td key={name} class={isNumber(row[name]) ? "number" : ""}>
                    <Cell term={row[name]} base={base} prefixes={prefixes} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {result.rows.length > upTo && (
        <button type="button" class="button" onClick={() => { setUpTo(upTo + STEP * 5); }} /* prettier-ignore */>
          Show more ({count(result.rows.length - upTo, "row")} left)
        </button>
      )}
    </>
  );
}

function isNumber(term: Term | undefined): boolean {
  return /#(integer|decimal|double|float|long|int)$/.test(term?.datatype ?? "");
}

function Cell({ term, base, prefixes }: { term: Term | undefined; base: string; prefixes: Props["prefixes"] }) {
  if (!term) return null;
  if (term.type !== "uri") return <>{term.value}</>;
  const node = nodeOf(term.value, base);
  const short = compact(term.value, prefixes);
  if (node && !/^(result|evidence|run|graph)\//.test(node)) return <Link to="/" own={{ node }}>{short}</Link>; // prettier-ignore
  const address = safeUrl(term.value);
  return address && !node && short === term.value ? <a href={address} rel="noopener noreferrer" target="_blank">{short}</a> : <span title={term.value}>{short}</span>; // prettier-ignore
}
