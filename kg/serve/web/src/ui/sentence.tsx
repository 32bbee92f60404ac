// One paper's words for something: the sentence with the phrase marked, the paper, its date, the score.

import type { NumberShape, Sentence } from "../api/shapes";
import { PaperLink } from "./parts";

export function Quote({ sentence }: { sentence: Sentence }) {
  return (
    <figure class="quote">
      <blockquote>
        {sentence.before}
        <mark>{sentence.quote}</mark>
        {sentence.after}
      </blockquote>
      <figcaption>
        <PaperLink paper={sentence.paper} />
        <span class="score" title={`found by: ${sentence.by}`}>
          <meter min={0} max={1} value={sentence.score} aria-label="Score" />
          {sentence.score.toFixed(2)}
        </span>
      </figcaption>
    </figure>
  );
}

const ARROWS: Readonly<Record<string, string>> = { increase: "↑", decrease: "↓" };

/** A number with what it is about; opened, it shows its sentence. */
export function Claim({ claim }: { claim: NumberShape }) {
  const arrow = ARROWS[claim.direction];
  const about = claim.context.map((node) => node.label).join(", ");
  return (
    <details class="claim">
      <summary>
        <span class="claim-value">
          {arrow && <span aria-label={claim.direction}>{arrow} </span>}
          {claim.written}
        </span>
        <span class="claim-words">
          <span>{claim.metric}</span>
          <span class="quiet">
            {claim.subject.label}
            {claim.baseline && <> against {claim.baseline.label}</>}
            {about && <> · {about}</>}
          </span>
        </span>
      </summary>
      <Quote sentence={claim.sentence} />
    </details>
  );
}
