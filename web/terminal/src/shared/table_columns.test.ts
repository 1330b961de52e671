import { describe, expect, it } from "vitest";
import { type Column, csvText, nextOrder, sorted } from "./table_columns";

interface Row {
  readonly name: string;
  readonly size: number;
}

const rows: readonly Row[] = [
  { name: "b", size: 1_000 },
  { name: "a", size: 3 },
  { name: 'say "x", y', size: 20 },
];
const columns: readonly Column<Row>[] = [
  { key: "name", title: "table.name", text: (row) => row.name, sort: (row) => row.name },
  { key: "size", title: "table.qty", text: (row) => row.size.toLocaleString("en"), sort: (row) => row.size },
];

describe("tables", () => {
  it("sort down, up, and back to the order of arrival", () => {
    const down = nextOrder(null, "size");
    const up = nextOrder(down, "size");
    expect(sorted(rows, columns, down).map((row) => row.size)).toEqual([1_000, 20, 3]);
    expect(sorted(rows, columns, up).map((row) => row.size)).toEqual([3, 20, 1_000]);
    expect(nextOrder(up, "size")).toBeNull();
    expect(sorted(rows, columns, null)).toBe(rows);
  });

  it("become files that a spreadsheet reads: plain numbers, quoted texts, no formulas", () => {
    const evil = [...rows, { name: "=1+1", size: 0 }];
    expect(csvText(evil, columns, (key) => key)).toBe('\uFEFFtable.name,table.qty\r\nb,1000\r\na,3\r\n"say ""x"", y",20\r\n\'=1+1,0\r\n');
  });
});
