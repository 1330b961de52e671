// The colours and words of klinecharts in the terminal's themes: red is up, volumes in 万/亿.

import type { DeepPartial, Formatter, Styles } from "klinecharts";
import { largeText } from "../../shared/format";
import { colour } from "../../shared/theme";
import { isNarrow } from "../../shared/viewport";

export function chartStyles(): DeepPartial<Styles> {
  const [up, down, flat] = [colour("--up"), colour("--down"), colour("--ink-2")];
  const [edge, ink, muted] = [colour("--edge"), colour("--ink"), colour("--ink-3")];
  const bar = { upColor: up, downColor: down, noChangeColor: flat };
  const axis = { axisLine: { color: edge }, tickLine: { color: edge }, tickText: { color: muted, size: 11 } };
  const crossText = { color: colour("--accent-ink"), backgroundColor: colour("--accent"), borderColor: colour("--accent"), size: 11 };
  const lines = ["--line", "--average", "#c06be0", "#3fa7d6", "#5cbf8a"].map((name) => ({
    color: name.startsWith("--") ? colour(name) : name,
  }));
  return {
    grid: { horizontal: { color: edge }, vertical: { color: edge } },
    candle: {
      bar: { ...bar, upBorderColor: up, downBorderColor: down, noChangeBorderColor: flat, upWickColor: up, downWickColor: down, noChangeWickColor: flat },
      priceMark: { high: { color: ink }, low: { color: ink }, last: { ...bar, text: { size: 11 } } },
      // On a narrow screen the figures of a bar would cover the bars: they come with the cross hair.
      tooltip: { showRule: isNarrow.value ? "follow_cross" : "always", title: { show: false }, legend: { size: 11, color: muted } },
    },
    indicator: {
      ohlc: bar,
      bars: [{ style: "fill", borderStyle: "solid", borderSize: 1, borderDashedValue: [2, 2], ...bar }],
      lines,
      tooltip: { title: { color: muted, size: 11 }, legend: { size: 11, color: muted } },
    },
    xAxis: axis,
    yAxis: axis,
    separator: { color: edge },
    crosshair: {
      horizontal: { line: { color: muted }, text: crossText },
      vertical: { line: { color: muted }, text: crossText },
    },
  };
}

export function chartFormatter(): Partial<Formatter> {
  return { formatBigNumber: (value) => largeText(Math.round(Number(value) * 100) / 100) };
}
