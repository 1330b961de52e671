// Quotes of what is held are wanted as long as a pane shows what it is worth.

import { onBeforeUnmount, watch } from "vue";
import { priceBefore } from "../market/instrument";
import type { Terminal } from "../session/terminal";
import { standingPrice } from "../watchlist/watchlist";
import { heldQuantity } from "./position_figures";

export function useHoldings(terminal: Terminal): void {
  let release = (): void => undefined;
  watch(
    () =>
      terminal.accounts.positions.value
        .filter((one) => heldQuantity(one) !== 0)
        .map((one) => one.symbol)
        .sort()
        .join(" "),
    (joined) => {
      const before = release;
      release = terminal.market.want("quotes", joined === "" ? [] : joined.split(" "));
      before();
    },
    { immediate: true },
  );
  onBeforeUnmount(() => release());
}

/** Market value of everything held at standing prices. */
export function holdingsValue(terminal: Terminal): number {
  const { market, accounts } = terminal;
  return accounts.positions.value.reduce((sum, one) => {
    const price = standingPrice(market.quotes.get(one.symbol)) || priceBefore(market.instruments.get(one.symbol));
    return sum + price * heldQuantity(one);
  }, 0);
}
