// Rows of the quote panel: five levels on each side and the figures of the day.

import type { Price, Quantity, Quote } from "../../generated/contracts";
import { Phase } from "../../generated/contracts";
import { direction, largeText, lotsText, percentText, priceText, turnoverText } from "../../shared/format";
import type { TextKey } from "../../shared/text";
import { divHalfUp } from "../../shared/units";

export const LEVELS = [1, 2, 3, 4, 5] as const;

export interface Level {
  readonly testid: string;
  readonly level: number;
  readonly price: Price;
  readonly qty: Quantity;
  readonly tone: string;
  /** Share of the largest quantity shown, 0 to 1: the bar behind the row. */
  readonly weight: number;
}

export interface Figure {
  readonly title: TextKey;
  readonly text: string;
  readonly tone: string;
}

/** Asks from five to one, as a screen shows them from top to bottom, and bids from one to five. */
export function levelsOf(quote: Quote | undefined): { readonly asks: readonly Level[]; readonly bids: readonly Level[] } {
  const most = Math.max(1, ...(quote?.asks ?? []).map(([, qty]) => qty), ...(quote?.bids ?? []).map(([, qty]) => qty));
  const side = (name: "ask" | "bid"): Level[] =>
    LEVELS.map((level) => {
      const [price = 0, qty = 0] = (name === "ask" ? quote?.asks : quote?.bids)?.[level - 1] ?? [];
      const tone = direction(price, quote?.pre_close ?? 0);
      return { testid: `quote-${name}-${level}`, level, price, qty, tone, weight: qty / most };
    });
  return { asks: side("ask").reverse(), bids: side("bid") };
}

/** Order imbalance 委比 of the five levels in per cent: (bids − asks) / (bids + asks). */
export function imbalance(quote: Quote): number {
  const sum = (levels: Quote["bids"]): number => levels.reduce((total, [, qty]) => total + qty, 0);
  const [bids, asks] = [sum(quote.bids), sum(quote.asks)];
  return bids + asks === 0 ? 0 : ((bids - asks) * 100) / (bids + asks);
}

export function isAuction(quote: Quote | undefined): boolean {
  const phase = quote?.phase;
  return phase === Phase.OPEN_CALL_A || phase === Phase.OPEN_CALL_B || phase === Phase.CLOSE_CALL;
}

export function figuresOf(quote: Quote, decimals: number): readonly Figure[] {
  const price = (title: TextKey, value: Price): Figure => ({
    title,
    text: priceText(value, decimals),
    tone: direction(value, quote.pre_close),
  });
  const plain = (title: TextKey, text: string): Figure => ({ title, text, tone: "flat" });
  const average = quote.volume === 0 ? 0 : divHalfUp(quote.turnover, quote.volume);
  const swing = quote.high === 0 || quote.pre_close === 0 ? 0 : ((quote.high - quote.low) * 100) / quote.pre_close;
  return [
    price("quote.open", quote.open),
    plain("quote.pre_close", priceText(quote.pre_close, decimals)),
    price("quote.high", quote.high),
    price("quote.low", quote.low),
    plain("quote.volume", quote.volume === 0 ? "--" : lotsText(quote.volume)),
    plain("quote.turnover", turnoverText(quote.turnover)),
    price("quote.average", average),
    plain("quote.trades", quote.trades === 0 ? "--" : largeText(quote.trades)),
    { title: "quote.limit_up", text: priceText(quote.limit_up, decimals), tone: quote.limit_up === 0 ? "flat" : "up" },
    { title: "quote.limit_down", text: priceText(quote.limit_down, decimals), tone: quote.limit_down === 0 ? "flat" : "down" },
    plain("quote.swing", swing === 0 ? "--" : `${swing.toFixed(2)}%`),
    quote.close === 0 ? plain("quote.close", "--") : price("quote.close", quote.close),
  ];
}

export function changeOf(quote: Quote | undefined, decimals: number): { readonly text: string; readonly tone: string } {
  if (quote === undefined || quote.last === 0) return { text: "--", tone: "flat" };
  const change = quote.last - quote.pre_close;
  const sign = change > 0 ? "+" : change < 0 ? "-" : "";
  const amount = change === 0 ? "0.00" : priceText(Math.abs(change), decimals);
  return { text: `${sign}${amount}  ${percentText(quote.last, quote.pre_close)}`, tone: direction(quote.last, quote.pre_close) };
}
