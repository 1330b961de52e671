// An instrument as the market data API describes it, with the figures of its day.

import type { Price, Quantity, SecuritySymbol, Venue } from "../../generated/contracts";
import { SecurityClass } from "../../generated/contracts";
import { decimalsOfTick } from "../../shared/units";

export interface Instrument {
  readonly symbol: SecuritySymbol;
  readonly name: string;
  readonly name_en: string;
  /** Initials of the Chinese name, such as "PFYH"; "" when the server has none. */
  readonly pinyin: string;
  readonly venue: Venue;
  readonly board: number;
  readonly sec_class: number;
  readonly tick: Price;
  /** The price that history starts from; stands in until the first quote. */
  readonly reference_price: Price;
  readonly industry: string;
  readonly min_qty: Quantity;
  readonly step_qty: Quantity;
  readonly max_limit_qty: Quantity;
  /** 1 where shares bought today can be sold tomorrow, 0 where the same day. */
  readonly settle_days: number;
}

export function codeOf(symbol: SecuritySymbol): string {
  return symbol.slice(0, symbol.indexOf("."));
}

export function isIndex(instrument: Instrument | undefined): boolean {
  return instrument?.sec_class === SecurityClass.INDEX;
}

export function priceDecimals(instrument: Instrument | undefined): number {
  return instrument === undefined ? 2 : decimalsOfTick(instrument.tick);
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
