// Figures of a cash account, worked out from its running sums (fees-and-clearing 2).

import type { CashChanged, Money } from "../../generated/contracts";

export interface CashFigures {
  readonly available: Money;
  readonly withdrawable: Money;
  readonly frozen: Money;
}

export function cashFigures(cash: CashChanged): CashFigures {
  const frozen = cash.frozen_order + cash.frozen_other;
  const available = cash.balance - frozen - cash.bought_today + cash.sold_today;
  const own = cash.balance - cash.frozen_other - Math.max(0, cash.frozen_order + cash.bought_today - cash.sold_today);
  return { available, withdrawable: Math.max(0, Math.min(available, own)), frozen };
}

/** Cash that belongs to the client now, frozen or not. */
export function cashTotal(cash: CashChanged): Money {
  return cash.balance - cash.bought_today + cash.sold_today;
}
