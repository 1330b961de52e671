// The connection light: one word for how far what is on the screen can be trusted.

import type { LineState } from "../../shared/connection";

/** `live`: complete and current. `behind`: the line is up, private data is being brought up to date. */
export type Light = "connecting" | "live" | "behind" | "offline";

export function lightOf(line: LineState, everOpen: boolean, streamsCurrent: boolean): Light {
  if (line === "open") return streamsCurrent ? "live" : "behind";
  if (line === "connecting") return everOpen ? "offline" : "connecting";
  return "offline";
}
