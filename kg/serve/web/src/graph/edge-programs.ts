// How sigma draws each kind of edge.

import { createEdgeCurveProgram } from "@sigma/edge-curve";
import type Sigma from "sigma";
import { createEdgeArrowProgram, EdgeLineProgram, EdgeRectangleProgram } from "sigma/rendering";

const HEAD = { extremity: "target", lengthToThicknessRatio: 4.5, widenessToThicknessRatio: 3.4 } as const;

/** What a full map is drawn with. Each program takes time to make ready, so the others wait until they are wanted. */
export const PLAIN_EDGES = {
  thin: EdgeLineProgram,
  line: EdgeRectangleProgram,
  curve: createEdgeCurveProgram(),
};

const ALL_EDGES = {
  ...PLAIN_EDGES,
  arrow: createEdgeArrowProgram(HEAD),
  curvedArrow: createEdgeCurveProgram({ arrowHead: HEAD }),
};

export function useArrows(sigma: Sigma): void {
  if (sigma.getSetting("edgeProgramClasses") !== ALL_EDGES) sigma.setSetting("edgeProgramClasses", ALL_EDGES);
}
