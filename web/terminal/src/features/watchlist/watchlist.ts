// The reader's own list 自选股 and the lists beside it: the whole market and what he holds.

import { computed, ref, type Ref } from "vue";
import type { Quote, SecuritySymbol } from "../../generated/contracts";
import { kept } from "../../shared/preferences";
import type { SortOrder } from "../../shared/table_columns";
import { heldQuantity } from "../positions/position_figures";
import type { Terminal } from "../session/terminal";

export type ListName = "own" | "market" | "held";

/** Where a new reader starts: indices, banks, consumers, technology, funds. */
const FIRST_LIST: readonly SecuritySymbol[] = [
  "000001.SH",
  "399001.SZ",
  "399006.SZ",
  "600000.SH",
  "600036.SH",
  "600519.SH",
  "601318.SH",
  "601398.SH",
  "000001.SZ",
  "000002.SZ",
  "000333.SZ",
  "000858.SZ",
  "300750.SZ",
  "688981.SH",
  "510050.SH",
  "510300.SH",
  "159915.SZ",
];

/** A price that stands for the security now: the last trade, else the close before. */
export function standingPrice(quote: Quote | undefined): number {
  return quote === undefined ? 0 : quote.last || quote.pre_close;
}

export function changeRatio(quote: Quote | undefined): number {
  return quote === undefined || quote.last === 0 || quote.pre_close === 0 ? 0 : quote.last / quote.pre_close - 1;
}

export class WatchLists {
  readonly name = ref<ListName>("own");
  readonly order = ref<SortOrder | null>(null);
  readonly own: Ref<SecuritySymbol[]>;

  constructor(
    private readonly terminal: Terminal,
    user: string,
  ) {
    this.own = kept<SecuritySymbol[]>(`${user}.watchlist`, 1, [...FIRST_LIST]);
  }

  readonly symbols = computed<readonly SecuritySymbol[]>(() => {
    const { market, accounts } = this.terminal;
    const list =
      this.name.value === "own"
        ? this.own.value
        : this.name.value === "market"
          ? [...market.instruments.keys()].sort()
          : accounts.positions.value.filter((one) => heldQuantity(one) > 0).map((one) => one.symbol);
    return this.inOrder(list);
  });

  has(symbol: SecuritySymbol): boolean {
    return this.own.value.includes(symbol);
  }

  toggle(symbol: SecuritySymbol): void {
    this.own.value = this.has(symbol) ? this.own.value.filter((one) => one !== symbol) : [...this.own.value, symbol];
  }

  /** The symbol `step` rows away from `symbol` in the list that is shown; the first one when it is not in it. */
  neighbour(symbol: SecuritySymbol, step: number): SecuritySymbol | undefined {
    const list = this.symbols.value;
    const at = list.indexOf(symbol);
    return at < 0 ? list[0] : list[Math.min(list.length - 1, Math.max(0, at + step))];
  }

  private inOrder(list: readonly SecuritySymbol[]): readonly SecuritySymbol[] {
    const order = this.order.value;
    if (order === null) return list;
    const { quotes } = this.terminal.market;
    const figure = (symbol: SecuritySymbol): number | string => {
      const quote = quotes.get(symbol);
      if (order.key === "code") return symbol;
      if (order.key === "last") return standingPrice(quote);
      if (order.key === "turnover") return quote?.turnover ?? 0;
      return changeRatio(quote);
    };
    const sign = order.down ? -1 : 1;
    return [...list].sort((a, b) => {
      const [left, right] = [figure(a), figure(b)];
      return (left < right ? -1 : left > right ? 1 : 0) * sign;
    });
  }
}
