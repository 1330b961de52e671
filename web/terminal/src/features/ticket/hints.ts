// What the counter would answer, read early from the same rules (trading-rules 3 and 4). Result codes, worst first.

import type { Price, Quantity } from "../../generated/contracts";
import { ResultCode, Side } from "../../generated/contracts";
import type { DayFigures } from "../market/instrument";

export interface Draft {
  readonly side: Side;
  readonly price: Price | null;
  readonly qty: Quantity | null;
  /** null until they are known. */
  readonly day: DayFigures | null;
  readonly largest: Quantity;
  readonly sellable: Quantity;
  readonly boughtToday: Quantity;
}

export function hintsOf(draft: Draft): readonly ResultCode[] {
  const { day } = draft;
  if (day === null) return [];
  if (day.suspended) return [ResultCode.INSTRUMENT_SUSPENDED];
  return [...priceHints(draft, day), ...quantityHints(draft, day)];
}

function priceHints({ price }: Draft, day: DayFigures): readonly ResultCode[] {
  if (price === null || price === 0) return [];
  if (price % day.tick !== 0) return [ResultCode.PRICE_OFF_TICK];
  if (day.limit_up > 0 && price > day.limit_up) return [ResultCode.PRICE_ABOVE_LIMIT];
  if (day.limit_down > 0 && price < day.limit_down) return [ResultCode.PRICE_BELOW_LIMIT];
  return [];
}

function quantityHints(draft: Draft, day: DayFigures): readonly ResultCode[] {
  const { qty, side, sellable } = draft;
  if (qty === null || qty === 0) return [];
  if (qty > day.max_limit_qty) return [ResultCode.QUANTITY_TOO_LARGE];
  if (side === Side.SELL) {
    if (qty > sellable) return [draft.boughtToday > 0 && day.settle_days > 0 ? ResultCode.BOUGHT_TODAY_NOT_SELLABLE : ResultCode.INSUFFICIENT_SHARES];
    return isSellLot(qty, sellable, day) ? [] : [ResultCode.ODD_LOT_NOT_WHOLE];
  }
  if (qty < day.min_qty) return [ResultCode.QUANTITY_TOO_SMALL];
  if (qty % day.step_qty !== 0) return [ResultCode.QUANTITY_NOT_IN_LOTS];
  return draft.price !== null && draft.price > 0 && qty > draft.largest ? [ResultCode.INSUFFICIENT_CASH] : [];
}

/** Boards with lots sell whole lots or the odd rest at once; boards by the share sell the minimum or everything. */
function isSellLot(qty: Quantity, sellable: Quantity, { step_qty, min_qty }: DayFigures): boolean {
  if (step_qty === 1) return qty >= min_qty || qty === sellable;
  return qty % step_qty === 0 || qty % step_qty === sellable % step_qty;
}
