// Reads the rows of `GET /api/v1/market/instruments`. The rows are master data; lots, ticks and settlement follow from
// board and class (trading-rules 3), the limits of the day come with each quote.

import { Board, SecurityClass, Venue } from "../../generated/contracts";
import type { Instrument } from "./instrument";

export interface InstrumentRow {
  readonly symbol: string;
  readonly name: string;
  readonly name_en: string;
  readonly pinyin: string;
  readonly venue: keyof typeof Venue;
  readonly board: keyof typeof Board;
  readonly sec_class: keyof typeof SecurityClass;
  readonly reference_price: number;
  readonly industry: string;
}

function tickOf(secClass: number): number {
  return secClass >= SecurityClass.STOCK_ETF && secClass < SecurityClass.INDEX ? 10 : 100;
}

/** Minimum and step of a buy. */
function lotOf(board: number): readonly [minimum: number, step: number] {
  if (board === Board.STAR) return [200, 1];
  if (board === Board.BSE) return [100, 1];
  return board === Board.BOND ? [10, 10] : [100, 100];
}

function largestOf(board: number): number {
  if (board === Board.STAR) return 100_000;
  return board === Board.CHINEXT ? 300_000 : 1_000_000;
}

/** Stocks, stock ETFs, LOFs and REITs bought today are sold tomorrow; the other funds and bonds the same day. */
function settleDaysOf(secClass: number): number {
  const next: readonly number[] = [
    SecurityClass.STOCK,
    SecurityClass.CDR,
    SecurityClass.STOCK_ETF,
    SecurityClass.LOF,
    SecurityClass.REIT,
  ];
  return next.includes(secClass) ? 1 : 0;
}

export function asInstrument(row: InstrumentRow): Instrument {
  const board = Board[row.board];
  const secClass = SecurityClass[row.sec_class];
  const [minimum, step] = lotOf(board);
  return {
    symbol: row.symbol,
    name: row.name,
    name_en: row.name_en,
    pinyin: row.pinyin,
    industry: row.industry,
    venue: Venue[row.venue],
    board,
    sec_class: secClass,
    tick: tickOf(secClass),
    reference_price: row.reference_price,
    min_qty: minimum,
    step_qty: step,
    max_limit_qty: largestOf(board),
    settle_days: settleDaysOf(secClass),
  };
}
