// Short messages at the edge of the screen: fills, refusals, breaks. Each goes away by itself.

import { shallowReactive } from "vue";
import { resultText } from "../../shared/text";

export interface Notice {
  readonly id: number;
  readonly tone: "good" | "bad" | "plain";
  readonly words: string;
}

const SHOWN_MS = 6_000;
const MOST = 5;

export class Notices {
  readonly list = shallowReactive<Notice[]>([]);
  private next = 1;

  say(words: string, tone: Notice["tone"] = "plain"): void {
    const notice = { id: this.next, tone, words };
    this.next += 1;
    this.list.push(notice);
    if (this.list.length > MOST) this.list.shift();
    window.setTimeout(() => this.close(notice.id), SHOWN_MS);
  }

  refusal(result: number): void {
    const words = resultText(result);
    if (!this.list.some((notice) => notice.words === words)) this.say(words, "bad");
  }

  close(id: number): void {
    const at = this.list.findIndex((notice) => notice.id === id);
    if (at >= 0) this.list.splice(at, 1);
  }
}
