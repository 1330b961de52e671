// A model of the counter's side of one account: it makes plausible events, keeps all of them, and can always say
// what a fresh snapshot would be. The laws of the stream are tested against it, and demo pages live from it.

import type {
  AccountChangedWire,
  AccountEventWire,
  AccountSnapshotWire,
  CashChangedWire,
  OrderChangedWire,
  OrderFilledWire,
  PositionChangedWire,
} from "../src/generated/contracts";
import type { Cash, Order, Position } from "./model-state";
import { CashReason, Channel, OrderStatus, OrderType, PositionReason, Side } from "../src/generated/contracts";

const FEE = 5_0000;

export class ModelAccount {
  epoch = 1;
  seq = 0;
  date = 20261120;
  at = 1_795_000_000_000_000;
  readonly log: AccountEventWire[] = [];
  private readonly cash: Cash = { balance: 1_000_000_0000, frozen: 0, bought: 0, sold: 0 };
  private readonly positions = new Map<string, Position>();
  readonly orders = new Map<number, Order>();
  private fills: OrderFilledWire[] = [];
  private readonly latest = new Map<string, AccountEventWire>();
  private nextOrder = 1_000_001;
  private nextTrade = 7_000_001;

  constructor(readonly id: number) {
    const account: AccountChangedWire = [1, id, this.take(), `C${id}`, "A100000001", "0100000001", "", [25_000, 5_0000, 5_000, 0, true], 0, false, "open", this.at];
    this.put("account", account);
    this.putCash(CashReason.OPENED, 0, "");
  }

  /** What a subscriber without a position is given. */
  snapshot(): AccountSnapshotWire {
    const all = [...this.latest.entries()];
    const of = <T extends AccountEventWire>(prefix: string): T[] =>
      all.filter(([key]) => key.startsWith(prefix)).map(([, event]) => event as T);
    return [
      95,
      0,
      this.epoch,
      this.seq,
      of<AccountChangedWire>("account")[0] ?? null,
      of<CashChangedWire>("cash")[0] ?? null,
      of<PositionChangedWire>("position:"),
      of<OrderChangedWire>("order:"),
      [...this.fills],
    ];
  }

  /** A new epoch numbers what stands anew from 1: a position of the old one would lead into the wrong events. */
  restart(): void {
    this.epoch += 1;
    this.seq = 0;
    this.log.length = 0;
    const renumbered = <T extends AccountEventWire>(event: T): T => {
      const copy = [...event];
      copy[2] = this.take();
      this.log.push(copy as unknown as T);
      return copy as unknown as T;
    };
    for (const [key, event] of this.latest) this.latest.set(key, renumbered(event));
    this.fills = this.fills.map(renumbered);
  }

  since(seq: number): readonly AccountEventWire[] {
    return this.log.filter((event) => event[2] > seq);
  }

  give(symbol: string, qty: number, unitCost: number): void {
    const position = this.position(symbol);
    position.last += qty;
    position.cost += qty * unitCost;
    this.putPosition(symbol, PositionReason.TRANSFER, "demo");
  }

  place(order: { clientId: string; symbol: string; side: Side; price: number; qty: number }): number {
    const made: Order = { ...order, id: this.nextOrder, date: this.date, placedAt: this.at, status: OrderStatus.REPORTED, cum: 0, cumAmount: 0, cancelled: 0, fees: 0, fills: 0 };
    this.nextOrder += 1;
    this.orders.set(made.id, made);
    if (made.side === Side.BUY) {
      this.cash.frozen += made.price * made.qty + FEE;
      this.putCash(CashReason.ORDER_FREEZE, made.price * made.qty + FEE, String(made.id));
    } else {
      this.position(made.symbol).frozen += made.qty;
      this.putPosition(made.symbol, PositionReason.ORDER_FREEZE, String(made.id));
    }
    this.putOrder(made);
    return made.id;
  }

  fill(id: number, qty: number, price: number): void {
    const order = this.orders.get(id);
    if (order === undefined) throw new Error(`order ${id} was never placed`);
    const fees = order.cum === 0 ? FEE : 0;
    order.cum += qty;
    order.cumAmount += qty * price;
    order.fees += fees;
    order.fills += 1;
    order.status = order.cum === order.qty ? OrderStatus.FILLED : OrderStatus.PART_FILLED;
    const position = this.position(order.symbol);
    if (order.side === Side.BUY) {
      this.cash.frozen -= order.price * qty + fees;
      this.cash.bought += price * qty + fees;
      position.buy += qty;
      position.cost += price * qty + fees;
    } else {
      this.cash.sold += price * qty - fees;
      position.frozen -= qty;
      position.sell += qty;
      position.cost -= price * qty - fees;
    }
    const fill: OrderFilledWire = [11, this.id, this.take(), id, order.fills, this.nextTrade, order.symbol, order.side, price, qty, price * qty, fees, 0, 0, 0, 0, true, this.date, this.at];
    this.nextTrade += 1;
    this.fills.push(fill);
    this.log.push(fill);
    this.putCash(CashReason.FILL, 0, String(id));
    this.putPosition(order.symbol, PositionReason.FILL, String(id));
    this.putOrder(order);
  }

  cancel(id: number): void {
    const order = this.orders.get(id);
    if (order === undefined) throw new Error(`order ${id} was never placed`);
    order.cancelled = order.qty - order.cum;
    order.status = order.cum > 0 ? OrderStatus.PART_CANCELED : OrderStatus.CANCELED;
    this.release(order);
    this.putOrder(order);
  }

  /** End the day and open the next one: bought shares settle, orders and fills start empty. */
  nextDay(): void {
    for (const order of this.living()) this.cancel(order.id);
    this.cash.balance += this.cash.sold - this.cash.bought;
    this.cash.bought = this.cash.sold = 0;
    this.putCash(CashReason.SETTLE, 0, String(this.date));
    for (const [symbol, position] of this.positions) {
      position.last += position.buy - position.sell;
      position.buy = position.sell = 0;
      this.putPosition(symbol, PositionReason.SETTLE, String(this.date));
      if (position.last !== 0) continue;
      this.positions.delete(symbol);
      this.latest.delete(`position:${symbol}`);
    }
    this.date += 1;
    this.orders.clear();
    this.fills = [];
    for (const key of [...this.latest.keys()]) if (key.startsWith("order:")) this.latest.delete(key);
  }

  living(): readonly Order[] {
    return [...this.orders.values()].filter((order) => order.status === OrderStatus.REPORTED || order.status === OrderStatus.PART_FILLED);
  }

  /** One random thing that may happen to an account. */
  step(random: () => number): void {
    this.at += 1_000_000;
    const living = this.living();
    const order = living[Math.floor(random() * living.length)];
    const dice = random();
    if (order === undefined || dice < 0.4) this.placeAny(random);
    else if (dice < 0.8) this.fill(order.id, Math.ceil(((order.qty - order.cum) / 100) * random()) * 100, order.price);
    else if (dice < 0.97) this.cancel(order.id);
    else this.nextDay();
  }

  private placeAny(random: () => number): void {
    const held = [...this.positions].filter(([, one]) => one.last - one.sell - one.frozen >= 100);
    const [symbol, position] = held[Math.floor(random() * held.length)] ?? [];
    const clientId = `m${this.nextOrder}`;
    const price = 10_0000 + Math.floor(random() * 100) * 100;
    if (symbol !== undefined && position !== undefined && random() < 0.5) {
      this.place({ clientId, symbol, side: Side.SELL, price, qty: position.last - position.sell - position.frozen });
    } else {
      this.place({ clientId, symbol: `60000${Math.floor(random() * 5)}.SH`, side: Side.BUY, price, qty: 100 * (1 + Math.floor(random() * 9)) });
    }
  }

  private release(order: Order): void {
    if (order.side === Side.BUY) {
      this.cash.frozen -= order.price * order.cancelled + (order.cum === 0 ? FEE : 0);
      this.putCash(CashReason.ORDER_RELEASE, 0, String(order.id));
    } else {
      this.position(order.symbol).frozen -= order.cancelled;
      this.putPosition(order.symbol, PositionReason.ORDER_RELEASE, String(order.id));
    }
  }

  private position(symbol: string): Position {
    const held = this.positions.get(symbol);
    if (held !== undefined) return held;
    const made: Position = { last: 0, buy: 0, sell: 0, frozen: 0, cost: 0 };
    this.positions.set(symbol, made);
    return made;
  }

  private take(): number {
    this.seq += 1;
    return this.seq;
  }

  private put(key: string, event: AccountEventWire): void {
    this.latest.set(key, event);
    this.log.push(event);
  }

  private putCash(reason: CashReason, amount: number, ref: string): void {
    const { balance, frozen, bought, sold } = this.cash;
    this.put("cash", [2, this.id, this.take(), balance, frozen, 0, bought, sold, 0, 0, reason, amount, ref, this.at]);
  }

  private putPosition(symbol: string, reason: PositionReason, ref: string): void {
    const { last, buy, sell, frozen, cost } = this.position(symbol);
    this.put(`position:${symbol}`, [3, this.id, this.take(), symbol, last, buy, sell, frozen, 0, cost, cost, reason, ref, this.at]);
  }

  private putOrder(order: Order): void {
    this.put(`order:${order.id}`, [10, this.id, this.take(), order.id, order.clientId, order.symbol, order.side, OrderType.LIMIT, order.price, order.qty, order.status, order.cum, order.cumAmount, order.cancelled, 0, order.fees, order.id, order.id, 0, Channel.TERMINAL, order.date, order.placedAt, this.at]);
  }
}
