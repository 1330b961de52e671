import { describe, expect, it } from "vitest";
import { seeded } from "../../tests/seeded";
import { ModelServer, overTheWire } from "../../tests/model-server";
import type { ClientFrame, ServerFrame, ServerFrameWire } from "../generated/contracts";
import { AccountBook } from "./account_book";
import { PrivateStream, RESUME_TIMEOUT_MS, RESUME_TRIES } from "./stream";

const ACCOUNT = 1_000_000_001;

function image(book: AccountBook): unknown {
  const byKey = <K, V>(map: ReadonlyMap<K, V>): unknown => [...map].sort(([a], [b]) => String(a).localeCompare(String(b)));
  return { account: book.account, cash: book.cash, positions: byKey(book.positions), orders: byKey(book.orders), fills: byKey(book.fills) };
}

function freshImage(server: ModelServer): unknown {
  const frame = overTheWire({ t: "snapshot", account: ACCOUNT, snapshot: server.account.snapshot() });
  const book = new AccountBook();
  book.beginDay(server.account.date);
  if (frame.t === "snapshot") book.load(frame.snapshot);
  return image(book);
}

/** A client's end and the model server, with everything that travels between them in the hands of the test. */
class Bench {
  readonly server = new ModelServer(ACCOUNT);
  readonly toServer: ClientFrame[] = [];
  readonly toClient: ServerFrameWire[] = [];
  now = 0;
  readonly stream = new PrivateStream(ACCOUNT, {
    send: (frame) => this.toServer.push(frame),
    now: () => this.now,
    changed: () => undefined,
  });

  give(frame: ServerFrame): void {
    if (frame.t === "snapshot") this.stream.onSnapshot(frame);
    else if (frame.t === "events") this.stream.onEvents(frame);
    else if (frame.t === "heartbeat") for (const head of frame.heads) this.stream.onHead(head);
  }

  /** A line without faults: everything arrives, in order, until nobody has anything to say. */
  quiet(): void {
    for (let round = 0; round < 20; round += 1) {
      this.toClient.push(...this.server.live(), this.server.heartbeat());
      for (let work = true; work; ) {
        for (const frame of this.toServer.splice(0)) this.toClient.push(...this.server.take(frame));
        const arrived = this.toClient.splice(0);
        for (const frame of arrived) this.give(overTheWire(frame));
        work = this.toServer.length > 0;
      }
      this.now += RESUME_TIMEOUT_MS;
      this.stream.tick();
    }
  }
}

/** A line that drops, doubles, delays and reorders, by chance. */
function storm(bench: Bench, random: () => number, steps: number): void {
  const late: ServerFrameWire[] = [];
  for (let step = 0; step < steps; step += 1) {
    bench.server.account.step(random);
    if (random() < 0.02) bench.server.restart();
    for (const frame of bench.toServer.splice(0)) if (random() < 0.8) late.push(...bench.server.take(frame));
    late.push(...bench.server.live());
    if (random() < 0.3) late.push(bench.server.heartbeat());
    bench.now += 500;
    bench.stream.tick();
    while (late.length > 0 && random() < 0.75) {
      const at = random() < 0.7 ? 0 : Math.floor(random() * late.length);
      const [frame] = late.splice(at, 1);
      if (frame === undefined || random() < 0.15) continue;
      bench.give(overTheWire(frame));
      if (random() < 0.15) late.push(frame);
    }
  }
  bench.toClient.push(...late);
}

describe("the law of a private stream: stale state + events = fresh snapshot", () => {
  it.each(Array.from({ length: 60 }, (_, seed) => seed + 1))("holds on a bad line, seed %i", (seed) => {
    const random = seeded(seed);
    const bench = new Bench();
    bench.stream.book.beginDay(bench.server.account.date);
    bench.stream.open();
    storm(bench, random, 120);
    bench.stream.book.beginDay(bench.server.account.date); // the clock says the date to both
    bench.quiet();
    expect(bench.stream.isCurrent).toBe(true);
    expect(bench.stream.epoch).toBe(bench.server.account.epoch);
    expect(bench.stream.seq).toBe(bench.server.account.seq);
    expect(image(bench.stream.book)).toEqual(freshImage(bench.server));
  });

  it("holds after a break of the line, from where the client stood and without a snapshot", () => {
    const bench = new Bench();
    bench.stream.open();
    bench.quiet();
    for (let step = 0; step < 30; step += 1) bench.server.account.place({ clientId: `x${step}`, symbol: "600000.SH", side: 1, price: 10_0000, qty: 100 });
    bench.server.live(); // lost with the line
    bench.stream.open();
    const asked = bench.toServer.at(-1);
    expect(asked).toEqual({ t: "subscribe", account: ACCOUNT, after: { epoch: 1, seq: 2 } });
    const answers = bench.toServer.splice(0).flatMap((frame) => bench.server.take(frame));
    expect(answers.map((frame) => frame.t)).toEqual(["events"]);
    for (const frame of answers) bench.give(overTheWire(frame));
    expect(image(bench.stream.book)).toEqual(freshImage(bench.server));
  });
});

describe("a private stream", () => {
  it("applies each event once and in order", () => {
    const bench = new Bench();
    bench.stream.open();
    bench.quiet();
    const seen: number[] = [];
    const stream = new PrivateStream(ACCOUNT, { send: () => undefined, now: () => 0, changed: () => undefined, applied: (event) => seen.push(event.stream_seq) });
    const snapshot = overTheWire({ t: "snapshot", account: ACCOUNT, snapshot: bench.server.account.snapshot() });
    if (snapshot.t !== "snapshot") throw new Error("a snapshot was expected");
    stream.open();
    stream.onSnapshot(snapshot);
    bench.server.account.place({ clientId: "a", symbol: "600000.SH", side: 1, price: 10_0000, qty: 100 });
    const [live] = bench.server.live().map(overTheWire);
    if (live?.t !== "events") throw new Error("events were expected");
    stream.onEvents(live);
    stream.onEvents(live);
    expect(seen).toEqual([3, 4]);
  });

  it("ignores an older image that was delayed", () => {
    const bench = new Bench();
    bench.stream.open();
    const old = overTheWire({ t: "snapshot", account: ACCOUNT, snapshot: bench.server.account.snapshot() });
    bench.server.account.place({ clientId: "a", symbol: "600000.SH", side: 1, price: 10_0000, qty: 100 });
    bench.quiet();
    bench.give(old);
    expect(bench.stream.seq).toBe(4);
    expect(bench.stream.book.orders.size).toBe(1);
  });

  it("asks once for a gap, and again only when no answer came", () => {
    const bench = new Bench();
    bench.stream.open();
    bench.quiet();
    bench.server.account.place({ clientId: "a", symbol: "600000.SH", side: 1, price: 10_0000, qty: 100 });
    bench.server.live(); // dropped
    bench.stream.onHead({ account: ACCOUNT, epoch: 1, seq: bench.server.account.seq });
    bench.stream.onHead({ account: ACCOUNT, epoch: 1, seq: bench.server.account.seq });
    expect(bench.toServer).toHaveLength(1);
    expect(bench.stream.isCurrent).toBe(false);
    bench.now += RESUME_TIMEOUT_MS;
    bench.stream.tick();
    expect(bench.toServer).toHaveLength(2);
  });

  it("gives its position up after unanswered tries and asks for the whole", () => {
    const bench = new Bench();
    bench.stream.open();
    bench.quiet();
    bench.stream.open();
    for (let round = 0; round < RESUME_TRIES; round += 1) {
      bench.now += RESUME_TIMEOUT_MS;
      bench.stream.tick();
    }
    const after = bench.toServer.map((frame) => (frame.t === "subscribe" ? frame.after : undefined));
    expect(after).toEqual([{ epoch: 1, seq: 2 }, { epoch: 1, seq: 2 }, { epoch: 1, seq: 2 }, undefined]);
  });

  it("stops asking for an account that the server refuses", () => {
    const bench = new Bench();
    bench.stream.open();
    bench.stream.refuse(101);
    bench.now += RESUME_TIMEOUT_MS * 2;
    bench.stream.tick();
    expect(bench.toServer).toHaveLength(1);
    expect(bench.stream.refused).toBe(101);
  });
});
