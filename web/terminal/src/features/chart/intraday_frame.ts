// Geometry of the intraday chart 分时: a fixed axis of 240 minutes, the previous close in the middle of the price part.

import { type IntradayPoint, MINUTES_A_DAY } from "./bars";

export interface IntradayData {
  readonly points: readonly IntradayPoint[];
  readonly preClose: number;
  readonly tick: number;
  readonly decimals: number;
}

export interface Frame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly priceBottom: number;
  readonly volumeTop: number;
  readonly bottom: number;
  /** Largest distance from the previous close that the price axis shows. */
  readonly reach: number;
  readonly preClose: number;
  readonly volumeMax: number;
}

const GAP = 18;
/** Height of the line of times at the bottom. */
export const AXIS = 16;

export function frameOf(data: IntradayData, width: number, height: number): Frame {
  const room = width < 420 ? 46 : 58;
  const top = 6;
  const bottom = height - AXIS;
  const priceBottom = Math.round(top + (bottom - top - GAP) * 0.72);
  const farthest = Math.max(0, ...data.points.map((one) => Math.abs(one.price - data.preClose)));
  const reach = Math.max(farthest * 1.06, data.tick * 5);
  const volumeMax = Math.max(1, ...data.points.map((one) => one.volume));
  return { left: room, right: width - room, top, priceBottom, volumeTop: priceBottom + GAP, bottom, reach, preClose: data.preClose, volumeMax };
}

export function xOf(frame: Frame, number: number): number {
  return frame.left + ((frame.right - frame.left) * (number - 0.5)) / MINUTES_A_DAY;
}

export function yOf(frame: Frame, price: number): number {
  const middle = (frame.top + frame.priceBottom) / 2;
  return middle - ((price - frame.preClose) / frame.reach) * ((frame.priceBottom - frame.top) / 2);
}

export function priceAt(frame: Frame, y: number): number {
  const middle = (frame.top + frame.priceBottom) / 2;
  return frame.preClose + ((middle - y) / ((frame.priceBottom - frame.top) / 2)) * frame.reach;
}

export function minuteAt(frame: Frame, x: number): number {
  const part = (x - frame.left) / (frame.right - frame.left);
  return Math.min(MINUTES_A_DAY, Math.max(1, Math.ceil(part * MINUTES_A_DAY)));
}
