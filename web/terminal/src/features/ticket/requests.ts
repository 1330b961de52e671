// Requests that are on their way to the counter: orders and cancels, each under its own id.
//
// The counter is idempotent by that id, so a request whose answer was lost with the line is never guessed at: after
// the line is back and the private stream is current, either the order is there (then it was taken), or it is not
// (then the reader is told so, and may send the same request again under the same id).

import { shallowReactive } from "vue";
import type { AnswerFrame, CancelFrame, ClientFrame, OrderChanged, OrderFrame } from "../../generated/contracts";
import { OrderStatus, ResultCode } from "../../generated/contracts";

export type RequestFrame = OrderFrame | CancelFrame;

/** `sent`: waits for its answer. `lost`: the line broke first. `absent`: known not to have arrived. */
export type RequestState = "sent" | "lost" | "absent" | "done" | "refused";

export interface DeskRequest {
  readonly frame: RequestFrame;
  readonly state: RequestState;
  readonly result: number;
  readonly orderId: number;
}

/** Requests remembered for showing; the oldest finished ones go first. */
const KEPT = 50;

/** 32 hexadecimal digits, the longest id that the counter takes; works on plain-http hosts too. */
export function newRequestId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export class RequestDesk {
  readonly requests = shallowReactive(new Map<string, DeskRequest>());

  constructor(private readonly send: (frame: ClientFrame) => boolean) {}

  /** Send a new request, or an `absent` one again under its id. */
  submit(frame: RequestFrame): DeskRequest {
    const handed = this.send(frame);
    const request: DeskRequest = { frame, state: handed ? "sent" : "absent", result: ResultCode.OK, orderId: 0 };
    this.requests.set(frame.id, request);
    this.trim();
    return request;
  }

  onAnswer(answer: AnswerFrame): void {
    const request = this.requests.get(answer.id);
    if (request === undefined) return;
    this.settle(request, answer.result, answer.order_id);
  }

  onLineBroken(): void {
    for (const request of this.requests.values()) {
      if (request.state === "sent") this.requests.set(request.frame.id, { ...request, state: "lost" });
    }
  }

  /** The private stream of `account` is current: decide what became of requests whose answer was lost. */
  onCurrent(account: number, orders: Iterable<OrderChanged>): void {
    const lost = [...this.requests.values()].filter((one) => one.state === "lost" && one.frame.account === account);
    if (lost.length === 0) return;
    const list = [...orders];
    for (const request of lost) {
      const { frame } = request;
      const order = list.find((one) =>
        frame.t === "order" ? one.client_order_id === frame.id : one.order_id === frame.order_id,
      );
      const arrived = frame.t === "order" ? order !== undefined : order !== undefined && isCancelSeen(order);
      if (arrived && order !== undefined) this.settle(request, ResultCode.OK, order.order_id);
      else this.requests.set(frame.id, { ...request, state: "absent" });
    }
  }

  forget(id: string): void {
    this.requests.delete(id);
  }

  private settle(request: DeskRequest, result: number, orderId: number): void {
    const state = result === ResultCode.OK ? "done" : "refused";
    this.requests.set(request.frame.id, { ...request, state, result, orderId });
  }

  private trim(): void {
    for (const [id, request] of this.requests) {
      if (this.requests.size <= KEPT) return;
      if (request.state === "done" || request.state === "refused") this.requests.delete(id);
    }
  }
}

function isCancelSeen(order: OrderChanged): boolean {
  const seen: readonly number[] = [
    OrderStatus.REPORTED_PENDING_CANCEL,
    OrderStatus.PART_PENDING_CANCEL,
    OrderStatus.PART_CANCELED,
    OrderStatus.CANCELED,
    OrderStatus.FILLED,
    OrderStatus.REJECTED,
  ];
  return seen.includes(order.status);
}
