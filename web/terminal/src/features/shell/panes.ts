// The panes of the docked mode and where they stand at first.

import type { AddPanelPositionOptions, DockviewApi } from "dockview";
import type { Component } from "vue";
import type { TextKey } from "../../shared/text";
import ChartPanel from "../chart/ChartPanel.vue";
import FillsTable from "../fills/FillsTable.vue";
import FundsPanel from "../funds/FundsPanel.vue";
import OrdersTable from "../orders/OrdersTable.vue";
import PositionsTable from "../positions/PositionsTable.vue";
import QuotePanel from "../quote/QuotePanel.vue";
import OrderTicket from "../ticket/OrderTicket.vue";
import WatchList from "../watchlist/WatchList.vue";

export interface Pane {
  readonly title: TextKey;
  readonly component: Component;
}

export const PANES: Readonly<Record<string, Pane>> = {
  watchlist: { title: "pane.watchlist", component: WatchList },
  chart: { title: "pane.chart", component: ChartPanel },
  quote: { title: "pane.quote", component: QuotePanel },
  ticket: { title: "pane.ticket", component: OrderTicket },
  orders: { title: "pane.orders", component: OrdersTable },
  positions: { title: "pane.positions", component: PositionsTable },
  fills: { title: "pane.fills", component: FillsTable },
  funds: { title: "pane.funds", component: FundsPanel },
};

/** What the quote shows without scrolling; the ticket gets the rest, and never less than it needs. */
const QUOTE_HEIGHT = 486;
const TICKET_HEIGHT = 372;

/** Left the list, in the middle chart over tables, right quote over ticket. */
export function placePanes(api: DockviewApi, width: number, height: number): void {
  const side = Math.round(Math.min(330, Math.max(250, width * 0.21)));
  const add = (id: string, position: AddPanelPositionOptions, inactive = false): void => {
    api.addPanel({ id, component: id, position, inactive });
  };
  api.addPanel({ id: "watchlist", component: "watchlist" });
  add("chart", { referencePanel: "watchlist", direction: "right" });
  add("quote", { referencePanel: "chart", direction: "right" });
  add("ticket", { referencePanel: "quote", direction: "below" });
  add("orders", { referencePanel: "chart", direction: "below" });
  add("positions", { referencePanel: "orders", direction: "within" }, true);
  add("fills", { referencePanel: "orders", direction: "within" }, true);
  add("funds", { referencePanel: "orders", direction: "within" }, true);
  api.getPanel("watchlist")?.api.setSize({ width: side });
  api.getPanel("quote")?.api.setSize({ width: side });
  api.getPanel("ticket")?.api.setSize({ height: Math.round(Math.max(TICKET_HEIGHT, height - QUOTE_HEIGHT)) });
  api.getPanel("orders")?.api.setSize({ height: Math.round(height * 0.32) });
}
