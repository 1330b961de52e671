// The private state of one account as the client holds it: a snapshot, and events that replace parts of it.
// Every event carries the state after it, so applying one is an assignment.

import type {
  AccountChanged,
  AccountEvent,
  AccountSnapshot,
  CashChanged,
  OrderChanged,
  OrderFilled,
  OrderId,
  PositionChanged,
  SecuritySymbol,
  TradingDate,
} from "../generated/contracts";
import { PositionReason } from "../generated/contracts";

export class AccountBook {
  account: AccountChanged | null = null;
  cash: CashChanged | null = null;
  readonly positions = new Map<SecuritySymbol, PositionChanged>();
  readonly orders = new Map<OrderId, OrderChanged>();
  readonly fills = new Map<string, OrderFilled>();
  /** Orders and fills of earlier trading dates are not kept. */
  private firstDate: TradingDate = 0;

  load(snapshot: AccountSnapshot): void {
    this.account = snapshot.account;
    this.cash = snapshot.cash;
    this.positions.clear();
    this.orders.clear();
    this.fills.clear();
    for (const position of snapshot.positions) this.positions.set(position.symbol, position);
    for (const order of snapshot.orders) this.setOrder(order);
    for (const fill of snapshot.fills) this.setFill(fill);
  }

  apply(event: AccountEvent): void {
    switch (event.kind) {
      case "AccountChanged":
        this.account = event;
        break;
      case "CashChanged":
        this.cash = event;
        break;
      case "PositionChanged":
        // Settlement ends an empty position; until then it stays, with what was sold today.
        if (event.reason === PositionReason.SETTLE && event.qty_last === 0) this.positions.delete(event.symbol);
        else this.positions.set(event.symbol, event);
        break;
      case "OrderChanged":
        this.setOrder(event);
        break;
      case "OrderFilled":
        this.setFill(event);
        break;
    }
  }

  /**
   * A trading date has begun: lists of orders and fills start empty, as those of a fresh snapshot do.
   * The opening of a day is an event of the market, not of the account, so it comes from the clock.
   */
  beginDay(date: TradingDate): void {
    if (date <= this.firstDate) return;
    this.firstDate = date;
    for (const [id, order] of this.orders) if (order.trading_date < date) this.orders.delete(id);
    for (const [key, fill] of this.fills) if (fill.trading_date < date) this.fills.delete(key);
  }

  private setOrder(order: OrderChanged): void {
    this.beginDay(order.trading_date);
    if (order.trading_date >= this.firstDate) this.orders.set(order.order_id, order);
  }

  private setFill(fill: OrderFilled): void {
    this.beginDay(fill.trading_date);
    if (fill.trading_date >= this.firstDate) this.fills.set(fillKey(fill), fill);
  }
}

function fillKey(fill: OrderFilled): string {
  return `${fill.order_id}:${fill.fill_no}`;
}
