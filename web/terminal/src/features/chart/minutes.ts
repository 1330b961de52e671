// The minute bars of the chosen symbol: read once, then kept up to date from the line.

import { onBeforeUnmount, type Ref, type ShallowRef, shallowRef, watch } from "vue";
import type { Bar, SecuritySymbol } from "../../generated/contracts";
import { getJson } from "../../shared/api";
import type { Market } from "../market/market";
import { readBars, type BarsAnswer } from "./bars_answer";
import { MINUTES_A_DAY, newestDay, withBar } from "./bars";

export interface Minutes {
  readonly bars: ShallowRef<readonly Bar[]>;
  readonly state: Ref<"loading" | "ready" | "failed">;
}

export function loadBars(symbol: SecuritySymbol, period: string, limit: number): Promise<readonly Bar[]> {
  return getJson<BarsAnswer>(`/api/v1/market/bars/${symbol}`, { period, limit }).then((answer) => readBars(answer, symbol));
}

export function useMinutes(market: Market, symbol: Ref<SecuritySymbol>): Minutes {
  const bars = shallowRef<readonly Bar[]>([]);
  const state = shallowRef<"loading" | "ready" | "failed">("loading");

  async function load(wanted: SecuritySymbol): Promise<void> {
    state.value = "loading";
    try {
      const read = newestDay(await loadBars(wanted, "1m", MINUTES_A_DAY), wanted);
      if (wanted !== symbol.value) return; // the reader went on meanwhile
      const live = bars.value;
      // Bars that came over the line while the answer was under way are newer than it.
      bars.value = newestDay(live.reduce<readonly Bar[]>(withBar, read), wanted);
      state.value = "ready";
    } catch {
      if (wanted === symbol.value) state.value = "failed";
    }
  }

  let release = (): void => undefined;
  watch(
    symbol,
    (wanted) => {
      const before = release;
      bars.value = [];
      release = market.want("bars", [wanted]);
      before();
      void load(wanted);
    },
    { immediate: true },
  );
  watch(
    () => market.reloads.count,
    () => void load(symbol.value),
  );
  const unhear = market.listenBars((bar) => {
    if (bar.symbol === symbol.value) bars.value = newestDay(withBar(bars.value, bar), symbol.value);
  });
  onBeforeUnmount(() => {
    unhear();
    release();
  });
  return { bars, state };
}
