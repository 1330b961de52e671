// What the reader looks at: the symbol that every pane follows, the chart's period, the tab of the simple mode,
// and the settings that are kept for next time.

import { type InjectionKey, inject, ref, watch } from "vue";
import type { Price, Side, SecuritySymbol } from "../../generated/contracts";
import { kept } from "../../shared/preferences";
import type { CostMethod } from "../positions/position_figures";

export const PERIODS = ["time", "1m", "5m", "15m", "30m", "60m", "day", "week", "month"] as const;
export type ChartPeriod = (typeof PERIODS)[number];
export const TABS = ["watch", "market", "trade", "positions", "orders"] as const;
export type Tab = (typeof TABS)[number];

/** A wish of another pane for the order ticket; each wish has its own number so that a repeat counts. */
export interface TicketWish {
  readonly number: number;
  readonly price?: Price;
  readonly side?: Side;
  readonly focus?: boolean;
}

const FIRST_SYMBOL = "600000.SH";

export class Workspace {
  readonly symbol = ref<SecuritySymbol>(FIRST_SYMBOL);
  readonly period = ref<ChartPeriod>("time");
  readonly tab = ref<Tab>("watch");
  readonly wish = ref<TicketWish>({ number: 0 });
  readonly typed = ref<string | null>(null);
  readonly paletteOpen = ref(false);
  readonly keysOpen = ref(false);
  /** Panes that should come to the front, by name. */
  readonly raise = ref<{ readonly pane: string; readonly number: number }>({ pane: "", number: 0 });
  readonly confirmOrders;
  readonly costMethod;

  constructor(user: string) {
    this.confirmOrders = kept(`${user}.confirm`, 1, true);
    this.costMethod = kept<CostMethod>(`${user}.cost`, 1, "diluted");
    const symbol = kept<SecuritySymbol>(`${user}.symbol`, 1, FIRST_SYMBOL);
    const period = kept<ChartPeriod>(`${user}.period`, 1, "time");
    this.symbol.value = symbol.value;
    this.period.value = period.value;
    watch(this.symbol, (next) => (symbol.value = next));
    watch(this.period, (next) => (period.value = next));
  }

  select(symbol: SecuritySymbol): void {
    this.symbol.value = symbol;
  }

  /** Put a price into the ticket (a click on a level or the chart). */
  offerPrice(price: Price): void {
    this.wish.value = { number: this.wish.value.number + 1, price };
  }

  /** Bring the ticket up for a side, with the cursor in it. */
  trade(side: Side, price?: Price): void {
    this.wish.value = { number: this.wish.value.number + 1, side, price, focus: true };
    this.tab.value = "trade";
    this.show("ticket");
  }

  show(pane: string): void {
    this.raise.value = { pane, number: this.raise.value.number + 1 };
  }

  nextPeriod(): void {
    const at = PERIODS.indexOf(this.period.value);
    this.period.value = PERIODS[(at + 1) % PERIODS.length] ?? "time";
  }
}

export const WORKSPACE: InjectionKey<Workspace> = Symbol("workspace");

export function useWorkspace(): Workspace {
  const workspace = inject(WORKSPACE);
  if (workspace === undefined) throw new Error("a pane was used outside of the workspace");
  return workspace;
}
