// Leaderboards out of sentences: numbers about a dataset, a chip, a task, ranked where they share metric and unit.

import type { BoardShape, ComparablesShape, NumberShape, RankingShape } from "../api/shapes";
import { dateWords, capital, count } from "../model/text";
import { pageParams, source, typeTerm } from "../state";
import { useAsked } from "../ui/ask";
import { Icon, TypeMark } from "../ui/marks";
import { Empty, Failed, Link, NodeLink, Waiting } from "../ui/parts";
import { Search } from "../ui/search";
import { Quote } from "../ui/sentence";
import { go } from "../address";

const things = (): string[] => pageParams.value.getAll("thing").flatMap((text) => text.split(" ")).filter(Boolean); // prettier-ignore

function own(asked: readonly string[], metric: string, wide: boolean): Record<string, string> {
  return { ...(asked.length && { thing: asked.join(" ") }), ...(metric && { metric }), ...(wide && { wide: "true" }) };
}

export function ComparePage() {
  const asked = things();
  const metric = pageParams.value.get("metric") ?? "";
  const wide = pageParams.value.get("wide") === "true";
  const params = new URLSearchParams(asked.map((id) => ["thing", id]));
  if (metric) params.set("metric", metric);
  if (wide) params.set("wide", "true");
  const key = asked.length || metric ? params.toString() : "";
  const board = useAsked(key, () => source.value.get<BoardShape>("/api/compare", params));
  return (
    <main id="main" class="page wide">
      <header class="page-head">
        <h1>Compare</h1>
        <p class="quiet">Numbers that papers claim, side by side. Each opens the sentence it stands in; different metrics, and levels and changes, are never mixed.</p>
      </header>
      <Asked board={board.value} asked={asked} metric={metric} wide={wide} />
      {!key && <Start />}
      {board.waiting && <Waiting words="Collecting numbers" />}
      {board.problem && <Failed problem={board.problem} again={board.again} />}
      {board.value && <Board board={board.value} asked={asked} metric={metric} wide={wide} />}
    </main>
  );
}

interface AskedProps {
  asked: readonly string[];
  metric: string;
  wide: boolean;
}

function Asked({ board, asked, metric, wide }: AskedProps & { board: BoardShape | null }) {
  const label = (id: string) => board?.asked.find((node) => node.id === id)?.label ?? id;
  return (
    <div class="asked">
      {asked.map((id) => (
        <Link key={id} to="/compare" own={own(asked.filter((other) => other !== id), metric, wide)} class="chip" aria-label={`Without ${label(id)}`}>
          {label(id)} <Icon name="close" />
        </Link>
      ))}
      {metric && (
        <Link to="/compare" own={own(asked, "", wide)} class="chip" aria-label={`Any metric instead of ${metric}`}>
          {metric} <Icon name="close" />
        </Link>
      )}
      <Search label="Compare on" placeholder="Add a dataset, benchmark, chip, task …" onPick={(hit) => { go("/compare", own([...asked, hit.id], metric, wide)); }} /* prettier-ignore */ />
    </div>
  );
}

function Start() {
  const asked = useAsked("things", () => source.value.get<ComparablesShape>("/api/compare/things", new URLSearchParams()));
  if (asked.waiting) return <Waiting words="Looking for numbers" />;
  if (asked.problem) return <Failed problem={asked.problem} again={asked.again} />;
  if (!asked.value?.items.length) return <Empty title="No paper here claims a number that can be compared." />;
  const { types, items } = asked.value;
  return (
    <div class="tiles">
      {types.map((type) => {
        const own = items.filter((item) => item.type === type).slice(0, 10);
        if (!own.length) return null;
        return (
          <section key={type}>
            <h2>
              <TypeMark type={type} /> {capital(typeTerm(type).label)}
            </h2>
            <ol class="ranking">
              {own.map((item) => (
                <li key={item.id}>
                  <Link to="/compare" own={{ thing: item.id }} class="name">
                    <span>{item.label}</span>
                  </Link>
                  <span class="quiet">{count(item.numbers, "number")}</span>
                </li>
              ))}
            </ol>
          </section>
        );
      })}
    </div>
  );
}

const MOST_METRICS = 12;

function Board({ board, asked, metric, wide }: AskedProps & { board: BoardShape }) {
  const measures = [...new Set(board.rankings.map((ranking) => ranking.metric))];
  return (
    <>
      {!metric && measures.length > 1 && (
        <nav class="metrics" aria-label="Metrics">
          {measures.slice(0, MOST_METRICS).map((name) => (
            <Link key={name} to="/compare" own={own(asked, name, wide)} class="chip">
              {name}
            </Link>
          ))}
        </nav>
      )}
      {!board.rankings.length && (
        <Empty title="No number is claimed here.">
          <p>Take a name out of the line above, or choose another.</p>
        </Empty>
      )}
      {board.wider > 0 && !wide && (
        <p>
          <Link to="/compare" own={own(asked, metric, true)}>
            {count(board.wider, "more number")} from papers that name it elsewhere than in the sentence
          </Link>
        </p>
      )}
      {board.rankings.map((ranking) => (
        <Ranking key={ranking.metric + ranking.scale + ranking.unit} ranking={ranking} />
      ))}
      {board.contradictions.length > 0 && <Disagreements board={board} />}
    </>
  );
}

/** Where papers contradict each other, both sentences side by side. */
function Disagreements({ board }: { board: BoardShape }) {
  return (
    <section class="board">
      <h2>Papers disagree</h2>
      {board.contradictions.map((one) => (
        <div class="sides" key={one.subject.id + one.metric + one.first.quote + one.second.quote}>
          <p>
            <NodeLink node={one.subject} /> {one.metric && <span class="quiet">{one.metric}</span>} {one.other && <NodeLink node={one.other} />}
          </p>
          {[one.first, one.second].map((side) => (
            <div key={side.paper.key + side.quote}>
              <strong>{side.said}</strong>
              <Quote sentence={{ ...side, by: "", start: 0, end: 0 }} />
            </div>
          ))}
        </div>
      ))}
    </section>
  );
}

function Ranking({ ranking }: { ranking: RankingShape }) {
  const values = ranking.rows.flatMap((row) => [row.minimum, row.maximum]).filter((value) => value !== null);
  const most = Math.max(0, ...values.map(Math.abs));
  const chart = ranking.scale !== "" && ranking.rows.filter((row) => row.maximum !== null).length > 1 && most > 0;
  return (
    <section class="board">
      <h2>
        {capital(ranking.metric)} {ranking.unit && <span class="quiet">in {ranking.unit}</span>}
      </h2>
      <p class="quiet">{ranking.about}</p>
      <ol>
        {ranking.rows.map((row) => (
          <Line key={row.id} row={row} most={chart ? most : 0} />
        ))}
      </ol>
    </section>
  );
}

function Line({ row, most }: { row: NumberShape; most: number }) {
  const low = Math.abs(row.minimum ?? row.maximum ?? 0);
  const high = Math.abs(row.maximum ?? row.minimum ?? 0);
  const about = row.context.map((node) => node.label).join(", ");
  return (
    <li>
      <details class="line">
        <summary>
          <span class="claim-value">{row.written}</span>
          <span class="line-words">
            <span class="line-subject">
              <TypeMark type={row.subject.type} /> {row.subject.label}
            </span>
            <span class="quiet">
              {[row.scale !== "absolute" && row.comparable !== row.written && row.comparable, row.baseline && `against ${row.baseline.label}`, about, dateWords(row.sentence.paper.date)].filter(Boolean).join(" · ")}
            </span>
            {most > 0 && (
              <span class="scale" aria-hidden="true">
                <span style={{ left: `${String(low === high ? 0 : (100 * low) / most)}%`, right: `${String(100 - (100 * high) / most)}%` }} />
              </span>
            )}
          </span>
        </summary>
        <div class="line-body">
          <Quote sentence={row.sentence} />
          <NodeLink node={row.subject} />
        </div>
      </details>
    </li>
  );
}
