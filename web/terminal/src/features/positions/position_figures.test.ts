import { describe, expect, it } from "vitest";
import type { CashChanged, PositionChanged } from "../../generated/contracts";
import { cashFigures, cashTotal } from "../funds/cash_figures";
import { heldQuantity, positionFigures, sellableQuantity } from "./position_figures";

const position: PositionChanged = { kind: "PositionChanged", account_id: 1, stream_seq: 1, symbol: "600000.SH", qty_last: 900, buy_today: 300, sell_today: 100, frozen_sell: 200, frozen_other: 50, holding_cost: 11_000_0000, diluted_cost: -550_0000, reason: 4, ref: "", at: 0 };
const cash = (figures: Partial<CashChanged>): CashChanged => ({ kind: "CashChanged", account_id: 1, stream_seq: 1, balance: 0, frozen_order: 0, frozen_other: 0, bought_today: 0, sold_today: 0, deposit_today: 0, withdraw_today: 0, reason: 5, amount: 0, ref: "", at: 0, ...figures });

describe("positions (fees-and-clearing 2 and 4)", () => {
  it("sell what was held overnight; bought today only where settlement is the same day", () => {
    expect(heldQuantity(position)).toBe(1_100);
    expect(sellableQuantity(position, 1)).toBe(550);
    expect(sellableQuantity(position, 0)).toBe(850);
    expect(sellableQuantity(undefined, 1)).toBe(0);
  });
  it("show profit by either cost; no percentage against a cost that is not positive", () => {
    const holding = positionFigures(position, 10_5000, 1, "holding");
    expect(holding).toMatchObject({ qty: 1_100, unitCost: 10_0000, value: 11_550_0000, profit: 550_0000, profitPercent: 5 });
    expect(positionFigures(position, 10_5000, 1, "diluted")).toMatchObject({ unitCost: -5000, profit: 12_100_0000, profitPercent: null });
  });
});

describe("cash (fees-and-clearing 2, worked examples)", () => {
  it("pays with what was sold today, and lets only the rest leave", () => {
    expect(cashFigures(cash({ balance: 100, sold_today: 100, bought_today: 60 }))).toEqual({ available: 140, withdrawable: 100, frozen: 0 });
    expect(cashFigures(cash({ balance: 100, sold_today: 100, bought_today: 150 }))).toEqual({ available: 50, withdrawable: 50, frozen: 0 });
    expect(cashFigures(cash({ balance: 100, frozen_order: 30, frozen_other: 20 }))).toEqual({ available: 50, withdrawable: 50, frozen: 50 });
  });
  it("counts frozen cash to what the client owns", () => expect(cashTotal(cash({ balance: 100, frozen_order: 30, bought_today: 10, sold_today: 5 }))).toBe(95));
});
