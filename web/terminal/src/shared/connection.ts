// The line to the push gateway: log in with a one-time ticket, watch that it lives, and come back after a break.
// It knows nothing of what the frames mean beyond `welcome`, `heartbeat`, `pong` and a fatal `error`.

import type { ClientFrame, ErrorFrame, ServerFrame, WelcomeFrame } from "../generated/contracts";
import { decodeServerFrame, WIRE_VERSION } from "../generated/contracts";
import { backoffMs } from "./backoff";

export type LineState = "connecting" | "open" | "waiting" | "stopped";

export interface Ticket {
  readonly ticket: string;
  readonly url: string;
}

/** What is used of a WebSocket. */
export interface Socket {
  send(text: string): void;
  close(): void;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: (() => void) | null;
  onopen: (() => void) | null;
}

export interface ConnectionPorts {
  /** Asks for a new ticket; rejects when that is not possible now. */
  readonly ticket: () => Promise<Ticket>;
  readonly socket: (url: string) => Socket;
  readonly now: () => number;
  readonly random: () => number;
  readonly setTimer: (callback: () => void, ms: number) => number;
  readonly clearTimer: (timer: number) => void;
  readonly client: string;
  readonly onState: (state: LineState) => void;
  readonly onWelcome: (frame: WelcomeFrame) => void;
  readonly onFrame: (frame: ServerFrame) => void;
  readonly onFatal: (frame: ErrorFrame) => void;
}

/** A line that was silent for so many heartbeats is broken. */
const SILENT_HEARTBEATS = 3;
const LOGIN_TIMEOUT_MS = 10_000;
const PING_MS = 5_000;

export class Connection {
  state: LineState = "stopped";
  /** Milliseconds of the last round trip, null while unknown. */
  roundTripMs: number | null = null;
  /** When the next attempt starts, in `now()` milliseconds, while waiting. */
  retryAt = 0;
  private socket: Socket | null = null;
  private attempt = 0;
  private silenceMs = LOGIN_TIMEOUT_MS;
  private heardAt = 0;
  private pingedAt = 0;
  private timer: number | null = null;
  private generation = 0;

  constructor(private readonly ports: ConnectionPorts) {}

  start(): void {
    if (this.state === "stopped") this.connect();
  }

  stop(): void {
    this.leave();
    this.enter("stopped");
  }

  /** Try at once instead of waiting (the network returned, the reader asked). */
  retryNow(): void {
    if (this.state === "waiting") this.connect();
  }

  /** Whether the frame could be handed to the line; one that could not is not kept. */
  send(frame: ClientFrame): boolean {
    if (this.state !== "open" || this.socket === null) return false;
    this.socket.send(JSON.stringify(frame));
    return true;
  }

  /** To be called about once a second: finds a silent line and measures the round trip. */
  tick(): void {
    const now = this.ports.now();
    if (this.socket !== null && now - this.heardAt > this.silenceMs) {
      this.broken();
    } else if (this.state === "open" && now - this.pingedAt >= PING_MS) {
      this.pingedAt = now;
      this.send({ t: "ping", sent: Math.round(now) });
    }
  }

  private connect(): void {
    this.leave();
    this.enter("connecting");
    const generation = this.generation;
    this.ports.ticket().then(
      (ticket) => {
        if (generation === this.generation) this.open(ticket);
      },
      () => {
        if (generation === this.generation) this.broken();
      },
    );
  }

  private open({ ticket, url }: Ticket): void {
    const generation = this.generation;
    const socket = this.ports.socket(url);
    this.socket = socket;
    this.silenceMs = LOGIN_TIMEOUT_MS;
    this.heardAt = this.ports.now();
    socket.onopen = () =>
      socket.send(JSON.stringify({ t: "login", ticket, version: WIRE_VERSION, client: this.ports.client }));
    socket.onmessage = (event) => {
      if (generation === this.generation && typeof event.data === "string") this.take(decodeServerFrame(event.data));
    };
    socket.onclose = () => {
      if (generation === this.generation) this.broken();
    };
  }

  private take(frame: ServerFrame): void {
    this.heardAt = this.ports.now();
    if (frame.t === "welcome") {
      this.attempt = 0;
      this.silenceMs = Math.max(4_000, frame.heartbeat_s * 1000 * SILENT_HEARTBEATS);
      this.pingedAt = 0;
      this.enter("open");
      this.ports.onWelcome(frame);
    } else if (frame.t === "pong") {
      this.roundTripMs = this.heardAt - frame.sent;
    } else if (frame.t === "error" && frame.fatal) {
      this.ports.onFatal(frame);
    } else {
      this.ports.onFrame(frame);
    }
  }

  private broken(): void {
    this.leave();
    const wait = backoffMs(this.attempt, this.ports.random());
    this.attempt += 1;
    this.retryAt = this.ports.now() + wait;
    this.timer = this.ports.setTimer(() => this.connect(), wait);
    this.enter("waiting");
  }

  /** Give up the present socket and timer; whatever they still say is not listened to. */
  private leave(): void {
    this.generation += 1;
    this.roundTripMs = null;
    if (this.timer !== null) this.ports.clearTimer(this.timer);
    this.timer = null;
    const socket = this.socket;
    this.socket = null;
    socket?.close();
  }

  private enter(state: LineState): void {
    if (this.state === state) return;
    this.state = state;
    this.ports.onState(state);
  }
}
