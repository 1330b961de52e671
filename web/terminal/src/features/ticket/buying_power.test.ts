import { describe, expect, it } from "vitest";
import type { CommissionPlan } from "../../generated/contracts";
import { SecurityClass, Side } from "../../generated/contracts";
import type { DayFigures } from "../market/instrument";
import { estimatedFees, largestBuy, partOf, stepQuantity } from "./buying_power";

const bank: DayFigures = { date: 20261123, tick: 100, pre_close: 10_0000, limit_up: 11_0000, limit_down: 9_0000, min_qty: 100, step_qty: 100, max_limit_qty: 1_000_000, settle_days: 1, suspended: false };
const star = { ...bank, min_qty: 200, step_qty: 1, max_limit_qty: 100_000 };
const { STOCK, STOCK_ETF, MONEY_ETF } = SecurityClass;
const plan: CommissionPlan = { stock_rate: 25_000, stock_minimum: 5_0000, fund_rate: 5_000, fund_minimum: 2_0000, includes_statutory: true };

describe("fees (fees-and-clearing 1.3)", () => {
  it("are those of the worked examples", () => {
    expect(estimatedFees(11_230_0000, plan, STOCK, Side.SELL)).toBe(10_7300);
    expect(estimatedFees(71_340_0000, plan, STOCK, Side.BUY)).toBe(18_5500);
  });
  it("of funds have neither stamp duty nor transfer fee, of money funds none at all", () => {
    expect(estimatedFees(41_230_0000, plan, STOCK_ETF, Side.SELL)).toBe(2_0600);
    expect(estimatedFees(41_230_0000, plan, MONEY_ETF, Side.BUY)).toBe(0);
  });
});

describe("buying power", () => {
  it("leaves room for the fees, in whole lots", () => {
    expect(largestBuy(10_005_0900, 10_0000, plan, STOCK, bank)).toBe(900);
    expect(largestBuy(10_005_1000, 10_0000, plan, STOCK, bank)).toBe(1_000);
    expect(largestBuy(1_004_0000, 10_0000, plan, STOCK, bank)).toBe(0);
  });
  it("follows the board: STAR from 200 by the share, bounded by its largest order", () => {
    expect(largestBuy(20_000_0000, 88_0000, plan, STOCK, star)).toBe(227);
    expect(largestBuy(17_000_0000, 88_0000, plan, STOCK, star)).toBe(0);
    expect(largestBuy(1_000_000_000_0000, 88_0000, plan, STOCK, star)).toBe(100_000);
  });
  it("is never more than what the cash covers, and one step more is too much", () => {
    for (let cash = 1_000_0000; cash < 400_000_0000; cash += 7_919_1300) {
      const qty = largestBuy(cash, 37_4300, plan, STOCK, bank);
      const cost = (shares: number): number => shares * 37_4300 + estimatedFees(shares * 37_4300, plan, STOCK);
      if (qty > 0) expect(cost(qty)).toBeLessThanOrEqual(cash);
      expect(cost(qty + 100)).toBeGreaterThan(cash);
    }
  });
  it("is parted in whole lots; the whole of a sell keeps its odd lot", () => {
    expect([4, 3, 2, 1].map((divisor) => partOf(1_250, divisor, Side.SELL, bank))).toEqual([300, 400, 600, 1_250]);
    expect(partOf(50, 2, Side.SELL, bank)).toBe(50);
    expect(partOf(0, 2, Side.BUY, bank)).toBe(0);
  });
  it("steps by lots", () => {
    expect([stepQuantity(0, true, bank), stepQuantity(150, true, bank), stepQuantity(150, false, bank), stepQuantity(0, true, star)]).toEqual([100, 200, 100, 200]);
  });
});
