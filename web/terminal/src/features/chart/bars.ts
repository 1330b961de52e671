// Bars as charts need them: minutes on the day's axis, longer bars from minutes, today's bar from the quote.

import type { Bar, MarketTime, Quote, SecuritySymbol } from "../../generated/contracts";
import { dateOf } from "../../shared/market_time";

export const MINUTES_A_DAY = 240;
const HALF = 120;
const MINUTE = 60_000_000;
const DAY = 1440 * MINUTE;
const MORNING = 570;
const NOON = 690;
const AFTERNOON = 780;
const CLOSE = 900;

export const PERIOD_MINUTES: Readonly<Record<string, number>> = { "1m": 1, "5m": 5, "15m": 15, "30m": 30, "60m": 60 };

/** Number of a minute bar on its day, 1 to 240, from its label (the end minute); 0 outside of trading. */
export function minuteNumber(label: MarketTime): number {
  const minute = Math.floor((label % DAY) / MINUTE);
  if (minute > MORNING && minute <= NOON) return minute - MORNING;
  if (minute > AFTERNOON && minute <= CLOSE) return HALF + minute - AFTERNOON;
  return 0;
}

/** Label of minute `number` of the day that holds `at`. */
export function labelOf(at: MarketTime, number: number): MarketTime {
  const minute = number <= HALF ? MORNING + number : AFTERNOON + number - HALF;
  return at - (at % DAY) + minute * MINUTE;
}

function joined(first: Bar, next: Bar, at: MarketTime): Bar {
  return {
    symbol: first.symbol,
    at,
    open: first.open,
    high: Math.max(first.high, next.high),
    low: Math.min(first.low, next.low),
    close: next.close,
    volume: first.volume + next.volume,
    turnover: first.turnover + next.turnover,
  };
}

/** Bars of several minutes, named by their end minute, from one-minute bars in order. */
export function longerBars(minutes: readonly Bar[], span: number): Bar[] {
  if (span === 1) return [...minutes];
  const merged: Bar[] = [];
  for (const bar of minutes) {
    const at = labelOf(bar.at, Math.ceil(minuteNumber(bar.at) / span) * span);
    const last = merged.at(-1);
    if (last?.at === at) merged[merged.length - 1] = joined(last, bar, at);
    else merged.push({ ...bar, at });
  }
  return merged;
}

/** Put a live bar into a series in order: it replaces the bar of its minute or goes to the end. */
export function withBar(series: readonly Bar[], bar: Bar): readonly Bar[] {
  const last = series.at(-1);
  if (last === undefined || bar.at > last.at) return [...series, bar];
  if (bar.at === last.at) return [...series.slice(0, -1), bar];
  const at = series.findIndex((one) => one.at === bar.at);
  return at < 0 ? series : series.with(at, bar);
}

/** Today's bar from the standing quote; null before the first trade. */
export function dayBarOf(quote: Quote): Bar | null {
  if (quote.last === 0 || quote.open === 0) return null;
  return {
    symbol: quote.symbol,
    at: quote.at - (quote.at % DAY) + CLOSE * MINUTE,
    open: quote.open,
    high: quote.high,
    low: quote.low,
    close: quote.last,
    volume: quote.volume,
    turnover: quote.turnover,
  };
}

function isSamePeriod(a: MarketTime, b: MarketTime, period: string): boolean {
  if (period === "month") return Math.floor(dateOf(a) / 100) === Math.floor(dateOf(b) / 100);
  // Days since Monday 1970-01-05 give whole weeks.
  const week = (at: MarketTime): number => Math.floor((Math.floor(at / DAY) - 4) / 7);
  return period === "week" ? week(a) === week(b) : dateOf(a) === dateOf(b);
}

/** The newest bar of a day, week or month series with today put in; `finished` is the last bar from the server. */
export function growingBar(finished: Bar | undefined, today: Bar, period: string): Bar {
  if (finished === undefined || !isSamePeriod(finished.at, today.at, period)) return today;
  if (period === "day") return today;
  // A series that holds today already needs only the newest price; one that does not is joined with it.
  if (dateOf(finished.at) === dateOf(today.at)) return { ...finished, close: today.close };
  return joined(finished, today, today.at);
}

export interface IntradayPoint {
  readonly number: number;
  readonly price: number;
  readonly average: number;
  readonly volume: number;
  readonly rising: boolean;
}

/** Points of the intraday line with the running average price (turnover over volume). */
export function intradayPoints(minutes: readonly Bar[], preClose: number): readonly IntradayPoint[] {
  let volume = 0;
  let turnover = 0;
  let before = preClose;
  return minutes.flatMap((bar) => {
    const number = minuteNumber(bar.at);
    if (number === 0) return [];
    volume += bar.volume;
    turnover += bar.turnover;
    const average = volume === 0 ? bar.close : turnover / volume;
    const rising = bar.close >= before;
    before = bar.close;
    return [{ number, price: bar.close, average, volume: bar.volume, rising }];
  });
}

/** Only the bars of the newest day in a series. */
export function newestDay(minutes: readonly Bar[], symbol: SecuritySymbol): readonly Bar[] {
  const last = minutes.at(-1);
  if (last === undefined) return [];
  return minutes.filter((bar) => bar.symbol === symbol && dateOf(bar.at) === dateOf(last.at));
}
