// Reads the rows of `GET /api/v1/market/instruments`: master data by name, and the figures of the trading day as they are.

import { Board, SecurityClass, Venue } from "../../generated/contracts";
import type { DayFigures, Instrument } from "./instrument";

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
  readonly day: DayFigures | null;
}

export function asInstrument(row: InstrumentRow): Instrument {
  return {
    symbol: row.symbol,
    name: row.name,
    name_en: row.name_en,
    pinyin: row.pinyin,
    industry: row.industry,
    venue: Venue[row.venue],
    board: Board[row.board],
    sec_class: SecurityClass[row.sec_class],
    reference_price: row.reference_price,
    day: row.day,
  };
}
