// A model of the push gateway: private streams with snapshot, resume and heartbeats, orders answered at once.
// A restart of the counter begins a new epoch, in which older positions mean nothing.

import {
  type ClientFrame,
  decodeServerFrame,
  ResultCode,
  type ServerFrame,
  type ServerFrameWire,
  type SubscribeFrame,
} from "../src/generated/contracts";
import { ModelAccount } from "./model-account";

export class ModelServer {
  readonly account: ModelAccount;
  private sent = 0;
  private isOpen = false;
  private readonly answers = new Map<string, ServerFrameWire>();

  constructor(id: number) {
    this.account = new ModelAccount(id);
  }

  take(frame: ClientFrame): readonly ServerFrameWire[] {
    switch (frame.t) {
      case "subscribe":
        return frame.account === this.account.id ? this.subscribe(frame) : [];
      case "order":
      case "cancel":
        return [this.answer(frame)];
      case "ping":
        return [{ t: "pong", sent: frame.sent }];
      default:
        return [];
    }
  }

  /** Events that were made since the last call, as a live frame; none when nobody listens. */
  live(): readonly ServerFrameWire[] {
    const { account } = this;
    const events = account.since(this.sent);
    this.sent = account.seq;
    if (!this.isOpen || events.length === 0) return [];
    return [{ t: "events", account: account.id, epoch: account.epoch, seq: account.seq, events }];
  }

  heartbeat(): ServerFrameWire {
    const { id, epoch, seq } = this.account;
    return { t: "heartbeat", wall: Date.now() * 1000, heads: this.isOpen ? [{ account: id, epoch, seq }] : [] };
  }

  restart(): void {
    this.account.restart();
    this.sent = this.account.seq;
  }

  private subscribe({ after }: SubscribeFrame): readonly ServerFrameWire[] {
    const { account } = this;
    this.isOpen = true;
    this.sent = account.seq;
    if (after?.epoch !== account.epoch || after.seq > account.seq) {
      return [{ t: "snapshot", account: account.id, snapshot: account.snapshot() }];
    }
    const events = account.since(after.seq);
    // As the real gateway: who missed nothing hears nothing until the next heartbeat.
    return events.length === 0 ? [] : [{ t: "events", account: account.id, epoch: account.epoch, seq: account.seq, events }];
  }

  private answer(frame: ClientFrame & { t: "order" | "cancel" }): ServerFrameWire {
    const given = this.answers.get(frame.id);
    if (given !== undefined) return given;
    const answer = frame.t === "order" ? this.place(frame) : this.cancel(frame);
    this.answers.set(frame.id, answer);
    return answer;
  }

  private place(frame: ClientFrame & { t: "order" }): ServerFrameWire {
    const id = this.account.place({ clientId: frame.id, symbol: frame.symbol, side: frame.side, price: frame.price, qty: frame.qty });
    return { t: "answer", id: frame.id, result: ResultCode.OK, order_id: id, at: this.account.at };
  }

  private cancel(frame: ClientFrame & { t: "cancel" }): ServerFrameWire {
    const lives = this.account.living().some((order) => order.id === frame.order_id);
    if (lives) this.account.cancel(frame.order_id);
    return { t: "answer", id: frame.id, result: lives ? ResultCode.OK : ResultCode.ORDER_FINISHED, order_id: frame.order_id };
  }
}

/** What travels: the same text that a socket would carry, read by the generated decoder. */
export function overTheWire(frame: ServerFrameWire): ServerFrame {
  return decodeServerFrame(JSON.stringify(frame));
}
