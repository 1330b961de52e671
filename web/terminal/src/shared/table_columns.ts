// What a table shows of its rows, and how it is put in order.

import type { TextKey } from "./text";

export interface Column<Row> {
  readonly key: string;
  readonly title: TextKey;
  readonly align?: "left" | "right";
  readonly text: (row: Row) => string;
  /** What the column sorts by; without it the column does not sort. */
  readonly sort?: (row: Row) => number | string;
  readonly tone?: (row: Row) => string;
}

export interface SortOrder {
  readonly key: string;
  readonly down: boolean;
}

/** First click sorts down, the second up, the third goes back to the order of arrival. */
export function nextOrder(order: SortOrder | null, key: string): SortOrder | null {
  if (order?.key !== key) return { key, down: true };
  return order.down ? { key, down: false } : null;
}

export function sorted<Row>(rows: readonly Row[], columns: readonly Column<Row>[], order: SortOrder | null): readonly Row[] {
  const by = columns.find((column) => column.key === order?.key)?.sort;
  if (by === undefined || order === null) return rows;
  const sign = order.down ? -1 : 1;
  return [...rows].sort((a, b) => {
    const [left, right] = [by(a), by(b)];
    const compared =
      typeof left === "number" && typeof right === "number" ? left - right : String(left).localeCompare(String(right), "zh");
    return compared * sign;
  });
}

/** Comma-separated text of the rows as they are shown, quoted where needed; spreadsheets read the leading mark as UTF-8. */
export function csvText<Row>(rows: readonly Row[], columns: readonly Column<Row>[], title: (key: TextKey) => string): string {
  const cell = (text: string): string => {
    const plain = text.replace(/(?<=\d),(?=\d{3})/g, "");
    // A leading = + @ or letter-minus would be run as a formula by spreadsheets.
    const safe = /^[=+@]|^-(?!\d)/.test(plain) && !/^\+\d/.test(plain) ? `'${plain}` : plain;
    return /[",\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  const lines = [columns.map((column) => cell(title(column.title)))];
  for (const row of rows) lines.push(columns.map((column) => cell(column.text(row))));
  return `\uFEFF${lines.map((line) => line.join(",")).join("\r\n")}\r\n`;
}

export function saveText(name: string, text: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  link.download = name;
  link.click();
  window.setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
