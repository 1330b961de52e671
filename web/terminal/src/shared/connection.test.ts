import { describe, expect, it } from "vitest";
import type { ErrorFrame, ServerFrame, WelcomeFrame } from "../generated/contracts";
import { backoffMs, RECONNECT } from "./backoff";
import { Connection, type LineState, type Socket, type Ticket } from "./connection";

class FakeSocket implements Socket {
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: (() => void) | null = null;
  onopen: (() => void) | null = null;
  readonly sent: unknown[] = [];
  isClosed = false;

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }

  close(): void {
    this.isClosed = true;
  }

  push(frame: object): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
}

const WELCOME = { t: "welcome", version: 1, user: "u", accounts: [1], can_trade: true, heartbeat_s: 5 };

class Stage {
  now = 0;
  tickets = 0;
  refuseTickets = false;
  readonly sockets: FakeSocket[] = [];
  readonly states: LineState[] = [];
  readonly welcomes: WelcomeFrame[] = [];
  readonly frames: ServerFrame[] = [];
  readonly fatal: ErrorFrame[] = [];
  timer: { run: () => void; ms: number } | null = null;
  readonly connection = new Connection({
    ticket: () => this.ticket(),
    socket: () => {
      const socket = new FakeSocket();
      this.sockets.push(socket);
      return socket;
    },
    now: () => this.now,
    random: () => 1,
    setTimer: (run, ms) => {
      this.timer = { run, ms };
      return 1;
    },
    clearTimer: () => {
      this.timer = null;
    },
    client: "test",
    onState: (state) => this.states.push(state),
    onWelcome: (frame) => this.welcomes.push(frame),
    onFrame: (frame) => this.frames.push(frame),
    onFatal: (frame) => this.fatal.push(frame),
  });

  get socket(): FakeSocket {
    const last = this.sockets.at(-1);
    if (last === undefined) throw new Error("no socket was opened");
    return last;
  }

  async open(): Promise<void> {
    this.connection.start();
    await this.settle();
    this.socket.onopen?.();
    this.socket.push(WELCOME);
  }

  async settle(): Promise<void> {
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
  }

  private async ticket(): Promise<Ticket> {
    this.tickets += 1;
    if (this.refuseTickets) throw new Error("no ticket now");
    return { ticket: `t${this.tickets}`, url: "ws://gateway/ws" };
  }
}

describe("a connection", () => {
  it("logs in with a one-time ticket and is open after the welcome", async () => {
    const stage = new Stage();
    await stage.open();
    expect(stage.socket.sent).toEqual([{ t: "login", ticket: "t1", version: 1, client: "test" }]);
    expect(stage.states).toEqual(["connecting", "open"]);
    expect(stage.welcomes).toHaveLength(1);
  });

  it("comes back with a new ticket after a break", async () => {
    const stage = new Stage();
    await stage.open();
    stage.socket.onclose?.();
    expect(stage.connection.state).toBe("waiting");
    expect(stage.timer?.ms).toBe(RECONNECT.firstMs);
    stage.timer?.run();
    await stage.settle();
    stage.socket.onopen?.();
    stage.socket.push(WELCOME);
    expect(stage.socket.sent[0]).toMatchObject({ ticket: "t2" });
    expect(stage.states).toEqual(["connecting", "open", "waiting", "connecting", "open"]);
  });

  it("waits longer after each failure, within a bound, and starts over after a welcome", async () => {
    const stage = new Stage();
    stage.refuseTickets = true;
    stage.connection.start();
    const waits: number[] = [];
    for (let attempt = 0; attempt < 8; attempt += 1) {
      await stage.settle();
      waits.push(stage.timer?.ms ?? 0);
      stage.timer?.run();
    }
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]);
  });

  it("finds a silent line by itself", async () => {
    const stage = new Stage();
    await stage.open();
    stage.now = 15_000;
    stage.connection.tick();
    expect(stage.connection.state).toBe("open");
    stage.now = 15_001;
    stage.connection.tick();
    expect(stage.connection.state).toBe("waiting");
    expect(stage.socket.isClosed).toBe(true);
  });

  it("does not listen to a socket that it left", async () => {
    const stage = new Stage();
    await stage.open();
    const old = stage.socket;
    old.onclose?.();
    old.push({ t: "heartbeat", wall: 1, heads: [] });
    old.onclose?.();
    expect(stage.frames).toEqual([]);
    expect(stage.states.filter((state) => state === "waiting")).toHaveLength(1);
  });

  it("does not keep what could not be sent", async () => {
    const stage = new Stage();
    expect(stage.connection.send({ t: "ping" })).toBe(false);
    await stage.open();
    expect(stage.connection.send({ t: "ping" })).toBe(true);
  });

  it("measures the round trip and hands fatal errors on", async () => {
    const stage = new Stage();
    await stage.open();
    stage.now = 5_000;
    stage.connection.tick();
    expect(stage.socket.sent.at(-1)).toEqual({ t: "ping", sent: 5_000 });
    stage.now = 5_012;
    stage.socket.push({ t: "pong", sent: 5_000 });
    expect(stage.connection.roundTripMs).toBe(12);
    stage.socket.push({ t: "error", result: 700, fatal: true });
    expect(stage.fatal.map((frame) => frame.result)).toEqual([700]);
  });
});

describe("backoff", () => {
  it("spreads between half and the whole of the step", () => {
    expect([backoffMs(0, 0), backoffMs(0, 1), backoffMs(3, 0.5), backoffMs(99, 0)]).toEqual([250, 500, 3000, 7500]);
  });
});
