// Things that several panes share and that live as long as the terminal: the watch lists and the order ticket.

import { type InjectionKey, inject } from "vue";
import type { TicketModel } from "../ticket/ticket";
import type { WatchLists } from "../watchlist/watchlist";

export interface Desktop {
  readonly lists: WatchLists;
  readonly ticket: TicketModel;
}

export const DESKTOP: InjectionKey<Desktop> = Symbol("desktop");

export function useDesktop(): Desktop {
  const desktop = inject(DESKTOP);
  if (desktop === undefined) throw new Error("a pane was used outside of the desktop");
  return desktop;
}
