// How much can be bought or sold. The counter decides; these are the numbers that fill the quantity buttons.

import type { CommissionPlan, Money, Price, Quantity } from "../../generated/contracts";
import { SecurityClass, Side } from "../../generated/contracts";
import { divHalfUp } from "../../shared/units";
import type { DayFigures } from "../market/instrument";

const RATE_SCALE = 100_000_000;
const FEN = 100;
/** Transfer fee 0.001 %, statutory fees 0.00541 % and stamp duty 0.05 % of stock turnover (fees-and-clearing 1.1). */
const TRANSFER_RATE = 1_000;
const STATUTORY_RATE = 5_410;
const STAMP_RATE = 50_000;

function feeOf(amount: Money, rate: number): Money {
  return divHalfUp(Math.round((amount / RATE_SCALE) * rate), FEN) * FEN;
}

export function isFund(secClass: number): boolean {
  return secClass >= SecurityClass.STOCK_ETF && secClass <= SecurityClass.REIT;
}

/** Bond and money funds trade without commission (fees-and-clearing 1.2). */
function isCommissionFree(secClass: number): boolean {
  return secClass === SecurityClass.BOND_ETF || secClass === SecurityClass.MONEY_ETF;
}

/** Fees of an order of `amount` that fills in one piece, within a fen or two. */
export function estimatedFees(amount: Money, plan: CommissionPlan, secClass: number, side: Side = Side.BUY): Money {
  const fund = isFund(secClass);
  const rate = fund ? plan.fund_rate : plan.stock_rate;
  const minimum = fund ? plan.fund_minimum : plan.stock_minimum;
  const transfer = fund ? 0 : feeOf(amount, TRANSFER_RATE);
  const statutory = plan.includes_statutory ? 0 : feeOf(amount, STATUTORY_RATE);
  const stamp = side === Side.SELL && !fund ? feeOf(amount, STAMP_RATE) : 0;
  const commission = isCommissionFree(secClass) ? 0 : Math.max(feeOf(amount, rate), minimum);
  return commission + transfer + statutory + stamp;
}

/** Largest quantity that a buy may have: affordable with its fees, in steps, within the order's bounds. */
export function largestBuy(available: Money, price: Price, plan: CommissionPlan, secClass: number, of: DayFigures): Quantity {
  if (price <= 0 || available <= 0) return 0;
  const step = of.step_qty;
  let qty = Math.min(Math.floor(available / price), of.max_limit_qty);
  qty = Math.floor(qty / step) * step;
  while (qty >= of.min_qty) {
    const amount = price * qty;
    const excess = amount + estimatedFees(amount, plan, secClass) - available;
    if (excess <= 0) return qty;
    qty -= Math.max(1, Math.ceil(excess / price / step)) * step;
  }
  return 0;
}

/** A part of the largest quantity, in whole steps; the whole of a sell keeps its odd lot. */
export function partOf(largest: Quantity, divisor: number, side: Side, of: DayFigures): Quantity {
  if (divisor === 1) return Math.min(largest, of.max_limit_qty);
  // Sells follow the board's lot as buys do: 100-share boards in hundreds, the others by the share.
  const part = Math.floor(largest / divisor / of.step_qty) * of.step_qty;
  if (part >= of.min_qty) return Math.min(part, of.max_limit_qty);
  return side === Side.SELL ? Math.min(largest, of.min_qty) : largest >= of.min_qty ? of.min_qty : 0;
}

/** The next quantity up or down by one step; from nothing the first step is the minimum. */
export function stepQuantity(qty: Quantity, up: boolean, of: DayFigures): Quantity {
  const size = Math.max(of.step_qty, of.step_qty === 1 ? 100 : of.step_qty);
  if (up) return Math.min(of.max_limit_qty, qty < of.min_qty ? of.min_qty : (Math.floor(qty / size) + 1) * size);
  const less = (Math.ceil(qty / size) - 1) * size;
  return less < of.min_qty ? of.min_qty : less;
}
