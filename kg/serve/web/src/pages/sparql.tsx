// The SPARQL page: the editor with the named questions beside it, and the answer below.

import type { EditorView } from "@codemirror/view";
import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Problem, Question, VocabularyShape } from "../api/shapes";
import { ask, type Answer } from "../api/server";
import { problemOf } from "../api/source";
import { page, pageParams, source } from "../state";
import { makeEditor, setText, showMistake } from "../sparql/editor";
import { resultOf, type Result } from "../sparql/results";
import { useAsked } from "../ui/ask";
import { Failed, Waiting } from "../ui/parts";
import { Answered } from "../ui/answer";
import { Questions } from "../ui/questions";

const ACCEPT = "application/sparql-results+json, text/turtle;q=0.9";
const FIRST = `# Which hardware do most papers run on?
SELECT ?hardware (COUNT(DISTINCT ?paper) AS ?papers) {
  ?e a kg:Evidence ; rdf:predicate kg:runsOn ; rdf:object/skos:prefLabel ?hardware .
  GRAPH ?paper { ?e kg:score ?score }
} GROUP BY ?hardware ORDER BY DESC(?papers) LIMIT 20
`;

interface Answering {
  readonly result: Result | null;
  readonly raw: Answer | null;
  readonly problem: Problem | null;
  readonly waiting: boolean;
  readonly took: number;
}

const NOTHING: Answering = { result: null, raw: null, problem: null, waiting: false, took: 0 };
const answering = signal<Answering>(NOTHING);
let editor: EditorView | null = null;
let running: AbortController | null = null;

async function run(): Promise<void> {
  if (!editor) return;
  running?.abort();
  const mine = new AbortController();
  running = mine;
  answering.value = { ...NOTHING, waiting: true };
  showMistake(editor, null);
  const start = performance.now();
  try {
    const raw = await ask(editor.state.doc.toString(), ACCEPT, mine.signal);
    answering.value = { ...NOTHING, raw, result: resultOf(raw.text, raw.type), took: performance.now() - start };
  } catch (error) {
    if (mine.signal.aborted) return;
    const problem = problemOf(error);
    answering.value = { ...NOTHING, problem };
    if (editor) showMistake(editor, problem);
  }
}

function stop(): void {
  running?.abort();
  answering.value = NOTHING;
}

export function SparqlPage() {
  const vocabulary = useAsked("vocabulary", () => source.value.vocabulary());
  const questions = useAsked("questions", () => source.value.questions());
  const pick = async (question: Question, values: Readonly<Record<string, string>>) => {
    try {
      const text = await source.value.filled(question.name, values);
      if (editor) setText(editor, text);
      await run();
    } catch (error) {
      answering.value = { ...NOTHING, problem: problemOf(error) };
    }
  };
  const now = answering.value;
  return (
    <main id="main" class="page wide sparql">
      <header class="page-head">
        <h1>SPARQL</h1>
        <p class="quiet">
          The usual prefixes need no declaration. Ctrl Enter runs, Ctrl Space completes. The same endpoint answers programs at <code>/sparql</code>.
        </p>
      </header>
      <div class="sparql-desk">
        <div>
          {vocabulary.waiting && <Waiting words="Opening the editor" />}
          {vocabulary.problem && <Failed problem={vocabulary.problem} again={vocabulary.again} />}
          {vocabulary.value && <Editor vocabulary={vocabulary.value} />}
          <div class="deeds">
            <button type="button" class="button main" onClick={() => void run()}>
              Run
            </button>
            {now.waiting && (
              <button type="button" class="button" onClick={stop}>
                Stop
              </button>
            )}
          </div>
        </div>
        {questions.value && <Questions all={questions.value} onPick={(question, values) => void pick(question, values)} />}
      </div>
      {now.waiting && <Waiting words="Asking" />}
      {now.problem && <Mistake problem={now.problem} />}
      {now.result && now.raw && <Answered result={now.result} raw={now.raw} took={now.took} prefixes={vocabulary.value?.prefixes ?? {}} />}
    </main>
  );
}

function Mistake({ problem }: { problem: Problem }) {
  const at = problem.line ? `Line ${String(problem.line)}, column ${String(problem.column)}: ` : "";
  return <Failed problem={{ ...problem, what: at + problem.what }} />;
}

function Editor({ vocabulary }: { vocabulary: VocabularyShape }) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!host.current) return undefined;
    const asked = pageParams.value.get("text");
    const made = makeEditor(host.current, {
      nonce: document.querySelector<HTMLMetaElement>("meta[name=csp-nonce]")?.content ?? "",
      text: asked ?? FIRST,
      vocabulary,
      find: (text) => source.value.search(text, 8),
      changed: (text) => {
        if (page.value === "/sparql") pageParams.value = new URLSearchParams({ text });
      },
      run: () => void run(),
    });
    editor = made;
    if (asked) void run();
    return () => {
      editor = null;
      made.destroy();
    };
  }, [vocabulary]);
  return <div ref={host} class="cm-host" />;
}
