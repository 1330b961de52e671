// Draws the intraday chart 分时: a fixed axis of 240 minutes, the previous close in the middle, the price, its average,
// and the minutes' volume below. The geometry is in `intraday_frame.ts`; here is only ink.

import { largeText, priceText } from "../../shared/format";
import { colour } from "../../shared/theme";
import { type IntradayPoint, MINUTES_A_DAY } from "./bars";
import { AXIS, type Frame, type IntradayData, xOf, yOf } from "./intraday_frame";

const MARKS: readonly (readonly [number, string])[] = [
  [0, "09:30"],
  [60, "10:30"],
  [120, "11:30/13:00"],
  [180, "14:00"],
  [240, "15:00"],
];

export function draw(ink: CanvasRenderingContext2D, frame: Frame, data: IntradayData, font: string): void {
  ink.font = font;
  drawGrid(ink, frame, data);
  drawVolume(ink, frame, data);
  drawLine(ink, frame, data.points, (one) => one.average, colour("--average"), false);
  drawLine(ink, frame, data.points, (one) => one.price, colour("--line"), true);
}

function drawGrid(ink: CanvasRenderingContext2D, frame: Frame, data: IntradayData): void {
  ink.lineWidth = 1;
  ink.textBaseline = "middle";
  for (const part of [1, 0.5, 0, -0.5, -1]) {
    const price = frame.preClose + frame.reach * part;
    const y = Math.round(yOf(frame, price)) + 0.5;
    ink.strokeStyle = colour(part === 0 ? "--edge-strong" : "--edge");
    ink.setLineDash(part === 0 ? [4, 3] : []);
    line(ink, frame.left, y, frame.right, y);
    ink.fillStyle = colour(part > 0 ? "--up" : part < 0 ? "--down" : "--ink-2");
    const textY = Math.min(frame.priceBottom - 6, Math.max(frame.top + 6, y));
    ink.textAlign = "right";
    ink.fillText(priceText(Math.round(price / data.tick) * data.tick, data.decimals), frame.left - 4, textY);
    ink.textAlign = "left";
    const percent = frame.preClose === 0 ? 0 : (frame.reach * part * 100) / frame.preClose;
    ink.fillText(`${percent.toFixed(2)}%`, frame.right + 4, textY);
  }
  ink.setLineDash([]);
  ink.strokeStyle = colour("--edge");
  ink.fillStyle = colour("--ink-3");
  for (const [minute, words] of MARKS) {
    const x = Math.round(frame.left + ((frame.right - frame.left) * minute) / MINUTES_A_DAY) + 0.5;
    line(ink, x, frame.top, x, frame.bottom);
    ink.textAlign = minute === 0 ? "left" : minute === MINUTES_A_DAY ? "right" : "center";
    ink.fillText(words, x, frame.bottom + AXIS / 2 + 1);
  }
  line(ink, frame.left, frame.volumeTop + 0.5, frame.right, frame.volumeTop + 0.5);
  line(ink, frame.left, frame.bottom + 0.5, frame.right, frame.bottom + 0.5);
  ink.textAlign = "right";
  ink.fillText(largeText(Math.round(frame.volumeMax / 100)), frame.left - 4, frame.volumeTop + 6);
}

function drawVolume(ink: CanvasRenderingContext2D, frame: Frame, data: IntradayData): void {
  const width = Math.max(1, ((frame.right - frame.left) / MINUTES_A_DAY) * 0.7);
  const [rising, falling] = [colour("--up-fill"), colour("--down-fill")];
  for (const point of data.points) {
    const height = ((frame.bottom - frame.volumeTop) * point.volume) / frame.volumeMax;
    ink.fillStyle = point.rising ? rising : falling;
    ink.fillRect(xOf(frame, point.number) - width / 2, frame.bottom - height, width, height);
  }
}

function drawLine(
  ink: CanvasRenderingContext2D,
  frame: Frame,
  points: readonly IntradayPoint[],
  value: (point: IntradayPoint) => number,
  stroke: string,
  wash: boolean,
): void {
  const first = points[0];
  const last = points.at(-1);
  if (first === undefined || last === undefined) return;
  ink.beginPath();
  points.forEach((point, index) => {
    const [x, y] = [xOf(frame, point.number), yOf(frame, value(point))];
    if (index === 0) ink.moveTo(x, y);
    else ink.lineTo(x, y);
  });
  ink.strokeStyle = stroke;
  ink.lineWidth = wash ? 1.3 : 1;
  ink.lineJoin = "round";
  ink.stroke();
  if (!wash) return;
  ink.lineTo(xOf(frame, last.number), frame.priceBottom);
  ink.lineTo(xOf(frame, first.number), frame.priceBottom);
  ink.closePath();
  ink.globalAlpha = 0.07;
  ink.fillStyle = stroke;
  ink.fill();
  ink.globalAlpha = 1;
}

/** The cross hair at a point of the price part, with its price. */
export function drawCross(ink: CanvasRenderingContext2D, frame: Frame, data: IntradayData, x: number, price: number): void {
  const y = Math.round(yOf(frame, price)) + 0.5;
  ink.strokeStyle = colour("--ink-3");
  ink.lineWidth = 1;
  ink.setLineDash([3, 3]);
  line(ink, frame.left, y, frame.right, y);
  line(ink, Math.round(x) + 0.5, frame.top, Math.round(x) + 0.5, frame.bottom);
  ink.setLineDash([]);
  ink.fillStyle = colour("--accent");
  ink.fillRect(0, y - 8, frame.left - 2, 16);
  ink.fillStyle = colour("--accent-ink");
  ink.textAlign = "right";
  ink.textBaseline = "middle";
  ink.fillText(priceText(price, data.decimals), frame.left - 4, y);
}

function line(ink: CanvasRenderingContext2D, x1: number, y1: number, x2: number, y2: number): void {
  ink.beginPath();
  ink.moveTo(x1, y1);
  ink.lineTo(x2, y2);
  ink.stroke();
}
