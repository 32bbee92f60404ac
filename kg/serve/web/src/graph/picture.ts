// What the drawing surface is given to show, and whom it tells of what people do there.

import type { CameraState } from "sigma/types";
import type { Network } from "../model/network";
import type { View } from "../model/view";
import type { Visible } from "../model/visible";
import type { Places } from "./arrange";
import type { Light } from "./look";
import type { Palette } from "./palette";

export interface Picture {
  readonly network: Network;
  readonly shown: Visible;
  readonly view: View;
  readonly light: Light | null;
  readonly palette: Palette;
  readonly places: Places | null;
  readonly hovered: string;
  readonly badges: ReadonlyMap<string, number>;
}

export interface Heard {
  node(id: string, twice: boolean): void;
  edge(key: string): void;
  community(number: number): void;
  ground(): void;
  over(id: string): void;
  moved(camera: CameraState): void;
}
