// Figures of a position (fees-and-clearing 2 and 4). Costs on the wire are totals of the whole quantity.

import type { Money, PositionChanged, Price, Quantity } from "../../generated/contracts";
import { divHalfUp } from "../../shared/units";

export type CostMethod = "diluted" | "holding";

export interface PositionFigures {
  readonly qty: Quantity;
  readonly sellable: Quantity;
  readonly frozen: Quantity;
  readonly unitCost: Price;
  readonly value: Money;
  readonly profit: Money;
  /** Profit against cost in per cent; null when the cost is not positive. */
  readonly profitPercent: number | null;
}

export function heldQuantity(position: PositionChanged): Quantity {
  return position.qty_last + position.buy_today - position.sell_today;
}

/** Shares that may be sold today: bought today counts only where `settleDays` is 0. */
export function sellableQuantity(position: PositionChanged | undefined, settleDays: number): Quantity {
  if (position === undefined) return 0;
  const settled = position.qty_last - position.sell_today - position.frozen_sell - position.frozen_other;
  return Math.max(0, settleDays === 0 ? settled + position.buy_today : settled);
}

export function positionFigures(
  position: PositionChanged,
  last: Price,
  settleDays: number,
  method: CostMethod,
): PositionFigures {
  const qty = heldQuantity(position);
  const cost = method === "diluted" ? position.diluted_cost : position.holding_cost;
  const value = last * qty;
  const profit = qty === 0 ? 0 : value - cost;
  return {
    qty,
    sellable: sellableQuantity(position, settleDays),
    frozen: position.frozen_sell + position.frozen_other,
    unitCost: qty === 0 ? 0 : divHalfUp(cost, qty),
    value,
    profit,
    profitPercent: cost > 0 && qty > 0 ? (profit * 100) / cost : null,
  };
}
