// Market time: microseconds of Beijing wall time since 1970, so that UTC calendar functions read it as is.

import type { ClockState, MarketTime, TradingDate } from "../generated/contracts";

const pad = (value: number): string => String(value).padStart(2, "0");

function asDate(at: MarketTime): Date {
  return new Date(Math.floor(at / 1000));
}

/** HH:MM:SS of a market time; "" for none. */
export function timeText(at: MarketTime): string {
  if (at === 0) return "";
  const moment = asDate(at);
  return `${pad(moment.getUTCHours())}:${pad(moment.getUTCMinutes())}:${pad(moment.getUTCSeconds())}`;
}

/** Minutes since midnight of a market time. */
export function minuteOfDay(at: MarketTime): number {
  return Math.floor(at / 60_000_000) % 1440;
}

/** yyyymmdd of a market time. */
export function dateOf(at: MarketTime): TradingDate {
  const moment = asDate(at);
  return moment.getUTCFullYear() * 10_000 + (moment.getUTCMonth() + 1) * 100 + moment.getUTCDate();
}

/** 2026-11-20 of 20261120; "" for none. */
export function dateText(date: TradingDate): string {
  if (date === 0) return "";
  return `${Math.floor(date / 10_000)}-${pad(Math.floor(date / 100) % 100)}-${pad(date % 100)}`;
}

/** The date `days` before a yyyymmdd date. */
export function daysBefore(date: TradingDate, days: number): TradingDate {
  const moment = Date.UTC(Math.floor(date / 10_000), (Math.floor(date / 100) % 100) - 1, date % 100);
  return dateOf((moment - days * 86_400_000) * 1000);
}

/** Market time now, from the last clock and the server's wall time in microseconds. */
export function marketNow(clock: ClockState, wallNow: number): MarketTime {
  const elapsed = Math.max(0, wallNow - clock.wall_at);
  return clock.market_at + Math.floor((elapsed * clock.speed_milli) / 1000);
}
