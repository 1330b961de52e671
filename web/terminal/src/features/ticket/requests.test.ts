import { describe, expect, it } from "vitest";
import { ModelServer, overTheWire } from "../../../tests/model-server";
import { type ClientFrame, decodeAccountSnapshot, type OrderFrame, ResultCode } from "../../generated/contracts";
import { newRequestId, RequestDesk } from "./requests";

const ACCOUNT = 1_000_000_001;
const order = (): OrderFrame => ({ t: "order", id: newRequestId(), account: ACCOUNT, symbol: "600000.SH", side: 1, price: 10_0000, qty: 100 });

function desk(line: { up: boolean; frames: ClientFrame[] }): RequestDesk {
  return new RequestDesk((frame) => {
    if (line.up) line.frames.push(frame);
    return line.up;
  });
}

const ordersOf = (server: ModelServer) => decodeAccountSnapshot(server.account.snapshot()).orders;

describe("requests", () => {
  it("have ids that the counter takes, all different", () => {
    const ids = Array.from({ length: 500 }, newRequestId);
    expect(ids.every((id) => /^[A-Za-z0-9._:-]{1,32}$/.test(id))).toBe(true);
    expect(new Set(ids).size).toBe(500);
  });

  it("are settled by their answer", () => {
    const line = { up: true, frames: [] as ClientFrame[] };
    const requests = desk(line);
    const [first, second] = [order(), order()];
    requests.submit(first);
    requests.submit(second);
    requests.onAnswer({ t: "answer", id: first.id, result: ResultCode.OK, order_id: 7, at: 1 });
    requests.onAnswer({ t: "answer", id: second.id, result: ResultCode.INSUFFICIENT_CASH, order_id: 0, at: 1 });
    expect(requests.requests.get(first.id)).toMatchObject({ state: "done", orderId: 7 });
    expect(requests.requests.get(second.id)).toMatchObject({ state: "refused", result: ResultCode.INSUFFICIENT_CASH });
  });

  it("whose answer was lost are found in the stream, or known not to have arrived; a repeat makes no second order", () => {
    const server = new ModelServer(ACCOUNT);
    const line = { up: true, frames: [] as ClientFrame[] };
    const requests = desk(line);
    const [arrived, lost] = [order(), order()];
    requests.submit(arrived);
    requests.submit(lost);
    server.take(arrived); // its answer is lost with the line; the other never came through
    requests.onLineBroken();
    expect([...requests.requests.values()].map((one) => one.state)).toEqual(["lost", "lost"]);
    requests.onCurrent(ACCOUNT, ordersOf(server));
    expect(requests.requests.get(arrived.id)?.state).toBe("done");
    expect(requests.requests.get(lost.id)?.state).toBe("absent");

    requests.submit(lost);
    for (const id of [lost.id, lost.id]) {
      const again = line.frames.findLast((frame) => frame.t === "order" && frame.id === id);
      const [answer] = again === undefined ? [] : server.take(again).map(overTheWire);
      if (answer?.t === "answer") requests.onAnswer(answer);
    }
    expect(requests.requests.get(lost.id)?.state).toBe("done");
    expect(ordersOf(server).filter((one) => one.client_order_id === lost.id)).toHaveLength(1);
  });

  it("that could not be handed to the line are said to be absent at once", () => {
    expect(desk({ up: false, frames: [] }).submit(order()).state).toBe("absent");
  });
});
