// Pieces that several pages use: links inside the app, states, names of nodes.

import type { ComponentChildren, JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { NodeRef, PaperRef, Problem } from "../api/shapes";
import { dateWords } from "../model/text";
import { follow, href } from "../address";
import { toParams } from "../model/view";
import { shown, source, view } from "../state";
import { selectNode } from "../actions";
import { TypeMark } from "./marks";

interface LinkProps extends Omit<JSX.HTMLAttributes<HTMLAnchorElement>, "href"> {
  to: string;
  own?: Record<string, string>;
  children: ComponentChildren;
}

/** A link to a page of the app: the browser's own ways (new tab, copy) stay. */
export function Link({ to, own, children, ...rest }: LinkProps) {
  const address = href(to, own);
  const click = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    follow(address);
  };
  return (
    <a {...rest} href={address} onClick={click}>
      {children}
    </a>
  );
}

/** A node's name as a button that selects it in the graph. */
export function NodeName({ node, onPick = selectNode }: { node: NodeRef; onPick?: (id: string) => void }) {
  return (
    <button
      type="button"
      class="name"
      onClick={() => {
        onPick(node.id);
      }}
    >
      <TypeMark type={node.type} />
      <span>{node.label}</span>
    </button>
  );
}

/** The parameters that open something in the graph: the view as it is where it shows the node, else the whole graph. */
export function opens(chosen: { node: string } | { edge: string }, shows: boolean): Record<string, string> {
  const now = { ...view.value, node: "", edge: "", ...chosen };
  return shows ? Object.fromEntries(toParams(now)) : chosen;
}

/** A node's name as a link that opens it in the graph: for pages that do not show the graph. */
export function NodeLink({ node }: { node: NodeRef }) {
  return (
    <Link to="/" own={opens({ node: node.id }, shown.value.nodes.has(node.id))} class="name">
      <TypeMark type={node.type} />
      <span>{node.label}</span>
    </Link>
  );
}

export function PaperLink({ paper }: { paper: PaperRef }) {
  return (
    <span class="paper-ref">
      <Link to="/paper" own={{ key: paper.key }}>
        {paper.title}
      </Link>
      {paper.date && <span class="quiet"> {dateWords(paper.date)}</span>}
    </span>
  );
}

export function Waiting({ words }: { words: string }) {
  return (
    <p class="state" role="status">
      <span class="spinner" aria-hidden="true" />
      {words} …
    </p>
  );
}

export function Failed({ problem, again }: { problem: Problem; again?: () => void }) {
  return (
    <div class="state failed" role="alert">
      <strong>{problem.what}</strong>
      {problem.cause && <p>{problem.cause}</p>}
      {problem.remedy && <p>{problem.remedy}</p>}
      {again && (
        <button type="button" class="button" onClick={again}>
          Try again
        </button>
      )}
    </div>
  );
}

export function Empty({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="state empty">
      <strong>{title}</strong>
      {children}
    </div>
  );
}

/** Puts the name of what a page is about into the title of the window. */
export function useTitle(name: string): void {
  useEffect(() => {
    document.title = `${name} · kg explorer`;
  }, [name]);
}

export function isLive(): boolean {
  return source.value.live;
}
