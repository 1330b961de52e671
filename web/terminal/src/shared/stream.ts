// The client's end of one private stream: snapshot, then events numbered without a gap.
//
// Law: whatever the line drops, doubles, delays or reorders, the state here becomes equal to a fresh snapshot once
// the line is quiet. Three rules give it: an event is applied only when its number is the next one; anything ahead
// of that asks again from where this side stands; a heartbeat that names a later number asks too.

import type { AccountEvent, AccountId, ClientFrame, EventsFrame, SnapshotFrame, StreamHead } from "../generated/contracts";
import { ResultCode } from "../generated/contracts";
import { AccountBook } from "./account_book";

/** How long an unanswered request to resume may stand before it is sent again. */
export const RESUME_TIMEOUT_MS = 8_000;
/** After so many unanswered requests the position is given up and a whole snapshot is asked for. */
export const RESUME_TRIES = 3;

export interface StreamPorts {
  readonly send: (frame: ClientFrame) => void;
  readonly now: () => number;
  readonly changed: () => void;
  /** Called for each event after it was applied. */
  readonly applied?: (event: AccountEvent) => void;
}

export class PrivateStream {
  readonly book = new AccountBook();
  epoch = 0;
  seq = 0;
  /** Highest number that is known to exist in the present epoch. */
  head = 0;
  /** The result with which the server refused the account, 0 while it did not. */
  refused: number = ResultCode.OK;
  private loaded = false;
  private askedAt: number | null = null;
  private tries = 0;

  constructor(
    readonly account: AccountId,
    private readonly ports: StreamPorts,
  ) {}

  /** Whether the state here is complete as far as this side can know. */
  get isCurrent(): boolean {
    return this.loaded && this.askedAt === null && this.seq >= this.head;
  }

  get isLoaded(): boolean {
    return this.loaded;
  }

  /** Ask for the stream on a new connection, from where this side stands. */
  open(): void {
    this.tries = 0;
    this.refused = ResultCode.OK;
    this.ask();
  }

  /** Forget the position and ask for a whole snapshot: the manual sync. */
  reload(): void {
    this.tries = RESUME_TRIES;
    this.ask();
  }

  onSnapshot(frame: SnapshotFrame): void {
    const { snapshot } = frame;
    if (snapshot.result !== ResultCode.OK) {
      this.refuse(snapshot.result);
      return;
    }
    if (snapshot.epoch === this.epoch && this.loaded) {
      if (snapshot.stream_seq < this.seq) return; // an older image that was delayed on the way
    } else if (this.loaded && this.askedAt === null) {
      this.ask(); // an unasked image of another epoch: let the server say which one holds
      return;
    }
    this.book.load(snapshot);
    this.head = snapshot.epoch === this.epoch ? Math.max(this.head, snapshot.stream_seq) : snapshot.stream_seq;
    this.epoch = snapshot.epoch;
    this.seq = snapshot.stream_seq;
    this.loaded = true;
    this.settle();
    this.ports.changed();
  }

  onEvents(frame: EventsFrame): void {
    if (!this.loaded || frame.epoch !== this.epoch) {
      this.askUnlessAsked();
      return;
    }
    this.head = Math.max(this.head, frame.seq);
    let applied = false;
    for (const event of frame.events) {
      if (event.stream_seq !== this.seq + 1) continue; // known already, or beyond a gap
      this.book.apply(event);
      this.seq = event.stream_seq;
      applied = true;
      this.ports.applied?.(event);
    }
    if (this.seq >= this.head) this.settle();
    else this.askUnlessAsked();
    if (applied) this.ports.changed();
  }

  onHead(head: StreamHead): void {
    if (!this.loaded || head.epoch !== this.epoch) {
      this.askUnlessAsked();
      return;
    }
    this.head = Math.max(this.head, head.seq);
    if (this.seq < this.head) this.askUnlessAsked();
    else this.settle();
  }

  /** The server refused the account itself: asking again would not help. */
  refuse(result: number): void {
    if (this.loaded || this.askedAt === null) return;
    this.refused = result;
    this.askedAt = null;
    this.ports.changed();
  }

  /** To be called about once a second: repeats a request that was not answered. */
  tick(): void {
    if (this.askedAt !== null && this.ports.now() - this.askedAt >= RESUME_TIMEOUT_MS) this.ask();
  }

  private askUnlessAsked(): void {
    if (this.refused !== ResultCode.OK) return;
    if (this.askedAt === null) this.ask();
    else this.tick();
  }

  private ask(): void {
    this.askedAt = this.ports.now();
    const resume = this.loaded && this.tries < RESUME_TRIES;
    this.tries += 1;
    this.ports.send({
      t: "subscribe",
      account: this.account,
      ...(resume ? { after: { epoch: this.epoch, seq: this.seq } } : {}),
    });
    this.ports.changed();
  }

  private settle(): void {
    if (this.askedAt !== null) {
      this.askedAt = null;
      this.ports.changed();
    }
    this.tries = 0;
  }
}
