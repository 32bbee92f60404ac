// The editor: CodeMirror with SPARQL's colours, completion, and mistakes marked where they stand.

import { autocompletion, closeBrackets, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, StreamLanguage, syntaxHighlighting } from "@codemirror/language";
import { sparql } from "@codemirror/legacy-modes/mode/sparql";
import { setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { EditorView, keymap, lineNumbers, placeholder } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import type { Problem, VocabularyShape } from "../api/shapes";
import { completer, type FindNames } from "./complete";
import { offsetOf } from "./offset";

const COLOURS = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--code-keyword)", fontWeight: "600" },
  { tag: [tags.variableName, tags.definition(tags.variableName)], color: "var(--code-variable)" },
  { tag: [tags.atom, tags.standard(tags.variableName), tags.propertyName], color: "var(--code-name)" },
  { tag: [tags.string, tags.literal], color: "var(--code-text)" },
  { tag: tags.number, color: "var(--code-text)" },
  { tag: tags.comment, color: "var(--quiet)", fontStyle: "italic" },
]);

const LOOK = EditorView.theme({
  "&": { fontSize: "14px", backgroundColor: "var(--sheet)", color: "var(--ink)" },
  ".cm-content": { fontFamily: "var(--mono)", caretColor: "var(--ink)", padding: "12px 0", lineHeight: "1.55" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": { backgroundColor: "transparent", color: "var(--quiet)", border: "0", paddingLeft: "4px" },
  ".cm-scroller": { minHeight: "200px", maxHeight: "46vh", overflow: "auto" },
  "&.cm-focused": { outline: "none" },
  ".cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground": { backgroundColor: "var(--code-selection)" },
  ".cm-tooltip": { backgroundColor: "var(--sheet)", color: "var(--ink)", border: "1px solid var(--line)", borderRadius: "8px", overflow: "hidden" },
  ".cm-tooltip-autocomplete > ul > li": { padding: "3px 8px" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--ink)", color: "var(--ground)" },
  ".cm-completionDetail": { opacity: "0.8", fontStyle: "normal", marginLeft: "1em" },
  ".cm-completionInfo": { padding: "8px 10px", maxWidth: "320px" },
});

// Typed over a selection, Chromium keeps its look by a style attribute, which the page's policy refuses: so the text is put in here.
const OVERTYPING = EditorView.domEventHandlers({
  beforeinput: (event, view) => {
    if (event.inputType !== "insertText" || !event.data || view.state.selection.main.empty) return false;
    event.preventDefault();
    view.dispatch(view.state.replaceSelection(event.data), { userEvent: "input.type", scrollIntoView: true });
    return true;
  },
});

export interface Editing {
  readonly nonce: string;
  readonly text: string;
  readonly vocabulary: VocabularyShape;
  readonly find: FindNames;
  readonly changed: (text: string) => void;
  readonly run: () => void;
}

export function makeEditor(host: HTMLElement, editing: Editing): EditorView {
  const runs = {
    key: "Mod-Enter",
    run: () => {
      editing.run();
      return true;
    },
  };
  const state = EditorState.create({
    doc: editing.text,
    extensions: [
      EditorView.cspNonce.of(editing.nonce),
      lineNumbers(),
      history(),
      bracketMatching(),
      closeBrackets(),
      EditorView.lineWrapping,
      StreamLanguage.define(sparql),
      syntaxHighlighting(COLOURS),
      LOOK,
      OVERTYPING,
      placeholder("SELECT ?name { ?method a kg:Method ; skos:prefLabel ?name }"),
      autocompletion({ override: [completer(editing.vocabulary, editing.find)], icons: false }),
      keymap.of([runs, ...completionKeymap, ...historyKeymap, ...defaultKeymap]),
      EditorView.contentAttributes.of({ "aria-label": "SPARQL query", spellcheck: "false" }),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) editing.changed(update.state.doc.toString());
      }),
    ],
  });
  return new EditorView({ parent: host, state });
}

export function setText(view: EditorView, text: string): void {
  view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text }, selection: { anchor: 0 } });
}

/** Underlines the place of a mistake and puts the cursor there; without a problem, clears the mark. */
export function showMistake(view: EditorView, problem: Problem | null): void {
  const { doc } = view.state;
  if (!problem?.line) {
    view.dispatch(setDiagnostics(view.state, []));
    return;
  }
  const from = offsetOf(doc, problem.line, problem.column);
  const to = Math.min(doc.length, from + 1);
  const start = from === to ? Math.max(0, from - 1) : from;
  view.dispatch(setDiagnostics(view.state, [{ from: start, to, severity: "error", message: problem.what }]));
  view.dispatch({ selection: { anchor: from }, scrollIntoView: true });
}
