// An instrument as the market data API describes it, with the figures of its day.

import type { Price, Quantity, SecuritySymbol, TradingDate, Venue } from "../../generated/contracts";
import { SecurityClass } from "../../generated/contracts";
import { decimalsOfTick } from "../../shared/units";

/** A security without a day has no tick: enough decimals for the finest price of stocks and funds. */
const DECIMALS_OF_HISTORY = 3;
/** An index is worked out finer than anybody reads it. */
const DECIMALS_OF_INDEX = 2;

/** What holds for a security on one trading day: its line of the static file that counter and venue work with. */
export interface DayFigures {
  readonly date: TradingDate;
  readonly tick: Price;
  readonly pre_close: Price;
  /** 0 where the day has no limit. */
  readonly limit_up: Price;
  readonly limit_down: Price;
  readonly min_qty: Quantity;
  readonly step_qty: Quantity;
  readonly max_limit_qty: Quantity;
  /** 1 where shares bought today can be sold tomorrow, 0 where the same day. */
  readonly settle_days: number;
  readonly suspended: boolean;
}

export interface Instrument {
  readonly symbol: SecuritySymbol;
  readonly name: string;
  readonly name_en: string;
  /** Initials of the Chinese name, such as "PFYH"; "" when the server has none. */
  readonly pinyin: string;
  readonly venue: Venue;
  readonly board: number;
  readonly sec_class: number;
  /** The price that history starts from. */
  readonly reference_price: Price;
  readonly industry: string;
  /** null for a security that is known from history only. */
  readonly day: DayFigures | null;
}

export function codeOf(symbol: SecuritySymbol): string {
  return symbol.slice(0, symbol.indexOf("."));
}

export function isIndex(instrument: Instrument | undefined): boolean {
  return instrument?.sec_class === SecurityClass.INDEX;
}

export function priceDecimals(instrument: Instrument | undefined): number {
  if (instrument === undefined) return 2;
  if (isIndex(instrument)) return DECIMALS_OF_INDEX;
  return instrument.day === null ? DECIMALS_OF_HISTORY : decimalsOfTick(instrument.day.tick);
}

/** The price that stands in until the first quote. */
export function priceBefore(instrument: Instrument | undefined): Price {
  return instrument?.day?.pre_close || instrument?.reference_price || 0;
}

/** The step between prices; a cent until the figures are known. */
export function tickOf(instrument: Instrument | undefined): Price {
  return instrument?.day?.tick ?? 100;
}

/** Until the figures are known, shares bought today are not offered for sale. */
export function settleDays(instrument: Instrument | undefined): number {
  return instrument?.day?.settle_days ?? 1;
}

/** How well an instrument answers what was typed: 0 not at all, more is better. */
export function matchScore(instrument: Instrument, typed: string): number {
  const word = typed.trim().toUpperCase();
  if (word === "") return 0;
  const code = codeOf(instrument.symbol);
  if (code === word || instrument.symbol === word) return 100;
  if (code.startsWith(word)) return 80;
  const pinyin = instrument.pinyin.toUpperCase();
  if (pinyin === word) return 75;
  if (pinyin.startsWith(word)) return 70;
  if (instrument.name.toUpperCase().startsWith(word)) return 60;
  if (instrument.name.toUpperCase().includes(word) || instrument.name_en.toUpperCase().includes(word)) return 50;
  if (pinyin.includes(word)) return 30;
  return code.includes(word) ? 20 : 0;
}
