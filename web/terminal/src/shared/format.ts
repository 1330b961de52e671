// Texts of figures: tabular, with thousands separators, 万/亿 in Chinese and K/M/B in English.

import { language } from "./text";
import { scaledText } from "./units";

export const NO_VALUE = "--";

export function grouped(text: string): string {
  const [whole = "", fraction] = text.split(".");
  const spaced = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return fraction === undefined ? spaced : `${spaced}.${fraction}`;
}

/** A price; 0 means that there is none yet. */
export function priceText(price: number, decimals = 2): string {
  return price === 0 ? NO_VALUE : scaledText(price, decimals);
}

export function moneyText(money: number): string {
  return grouped(scaledText(money, 2));
}

/** Money with its sign written even when it is positive: profit and loss. */
export function signedMoneyText(money: number): string {
  return (money > 0 ? "+" : "") + moneyText(money);
}

export function quantityText(quantity: number): string {
  return grouped(String(quantity));
}

const ZH_UNITS = [
  [1e12, "万亿"],
  [1e8, "亿"],
  [1e4, "万"],
] as const;
const EN_UNITS = [
  [1e9, "B"],
  [1e6, "M"],
  [1e3, "K"],
] as const;

/** A large count in the reader's units: 12,345,678 is 1234.57万 or 12.35M. */
export function largeText(value: number): string {
  const size = Math.abs(value);
  for (const [unit, name] of language.value === "en" ? EN_UNITS : ZH_UNITS) {
    if (size >= unit) {
      const scaled = value / unit;
      return scaled.toFixed(Math.abs(scaled) >= 1000 ? 0 : Math.abs(scaled) >= 100 ? 1 : 2) + name;
    }
  }
  return Number.isInteger(value) ? grouped(String(value)) : value.toFixed(2);
}

/** Turnover in yuan with a unit. */
export function turnoverText(money: number): string {
  return money === 0 ? NO_VALUE : largeText(Math.round(money / 10_000));
}

/** Lots of 100 shares, as Chinese quote screens count them; odd shares show as a fraction of a lot. */
export function lotsText(quantity: number): string {
  const lots = quantity / 100;
  return Math.abs(lots) >= 100_000 ? largeText(Math.round(lots)) : grouped(String(Math.round(lots * 100) / 100));
}

/** Change against a reference in per cent with its sign; "--" when there is no reference. */
export function percentText(value: number, reference: number): string {
  if (reference === 0 || value === 0) return NO_VALUE;
  const ratio = ((value - reference) * 100) / reference;
  return `${ratio > 0 ? "+" : ""}${ratio.toFixed(2)}%`;
}

/** "up", "down" or "flat": the class that colours a figure. */
export function direction(value: number, reference: number): "up" | "down" | "flat" {
  if (value === 0 || reference === 0 || value === reference) return "flat";
  return value > reference ? "up" : "down";
}

export function signClass(value: number): "up" | "down" | "flat" {
  return value > 0 ? "up" : value < 0 ? "down" : "flat";
}
