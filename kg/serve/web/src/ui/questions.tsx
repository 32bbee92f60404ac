// The named questions as a menu; those with parameters ask for their values first.

import { useState } from "preact/hooks";
import type { Question } from "../api/shapes";

interface Props {
  all: readonly Question[];
  onPick: (question: Question, values: Readonly<Record<string, string>>) => void;
}

export function Questions({ all, onPick }: Props) {
  const [open, setOpen] = useState("");
  return (
    <nav class="questions" aria-label="Named questions">
      <h2>Questions</h2>
      <ul>
        {all.map((question) => (
          <li key={question.name}>
            <button
              type="button"
              class="row"
              aria-expanded={question.parameters.length ? open === question.name : undefined}
              onClick={() => {
                if (!question.parameters.length) onPick(question, {});
                setOpen(open === question.name ? "" : question.name);
              }}
            >
              <span class="row-label">{question.description}</span>
            </button>
            {open === question.name && question.parameters.length > 0 && <Values question={question} onPick={onPick} />}
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Values({ question, onPick }: { question: Question; onPick: Props["onPick"] }) {
  const [values, setValues] = useState<Record<string, string>>(Object.fromEntries(question.parameters.map((one) => [one.name, one.default])));
  return (
    <form
      class="values"
      onSubmit={(event) => {
        event.preventDefault();
        onPick(question, values);
      }}
    >
      {question.parameters.map((one) => (
        <label key={one.name}>
          <span>{one.about || one.name}</span>
          <input
            type={one.number ? "number" : "text"}
            step="any"
            value={values[one.name] ?? ""}
            onInput={(event) => {
              setValues({ ...values, [one.name]: event.currentTarget.value });
            }}
          />
        </label>
      ))}
      <button type="submit" class="button">
        Ask
      </button>
    </form>
  );
}
