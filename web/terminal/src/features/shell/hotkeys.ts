// Keys that work everywhere. Letters and digits typed outside of a field open the search, as Chinese terminals do.

import { Side } from "../../generated/contracts";
import type { WatchLists } from "../watchlist/watchlist";
import type { Workspace } from "./workspace";

function isInField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || ["INPUT", "SELECT", "TEXTAREA"].includes(target.tagName));
}

function isInDialog(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("dialog, [role=dialog]") !== null;
}

export function onHotkey(event: KeyboardEvent, workspace: Workspace, lists: WatchLists): void {
  if (event.isComposing || event.altKey) return;
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    workspace.paletteOpen.value = !workspace.paletteOpen.value;
    return;
  }
  if (event.ctrlKey || event.metaKey || isInDialog(event.target)) return;
  if (onFunctionKey(event.key, workspace)) {
    event.preventDefault();
    return;
  }
  if (event.key === "Escape") {
    (document.activeElement as HTMLElement | null)?.blur();
    return;
  }
  if (isInField(event.target)) return;
  if (event.key === "PageDown" || event.key === "PageUp" || (isOnPage(event.target) && (event.key === "ArrowDown" || event.key === "ArrowUp"))) {
    const next = lists.neighbour(workspace.symbol.value, event.key.endsWith("Down") ? 1 : -1);
    if (next !== undefined) workspace.select(next);
    event.preventDefault();
  } else if (event.key === "?") {
    workspace.keysOpen.value = true;
  } else if (/^[0-9a-zA-Z\u4e00-\u9fff]$/.test(event.key)) {
    event.preventDefault();
    workspace.typed.value = (workspace.typed.value ?? "") + event.key;
  }
}

/** Nothing in particular has the focus: arrows belong to the watch list. */
function isOnPage(target: EventTarget | null): boolean {
  return target === document.body;
}

function onFunctionKey(key: string, workspace: Workspace): boolean {
  switch (key) {
    case "F1":
      workspace.trade(Side.BUY);
      return true;
    case "F2":
      workspace.trade(Side.SELL);
      return true;
    case "F3":
      workspace.show("orders");
      return true;
    case "F4":
      workspace.show("positions");
      return true;
    case "F8":
      workspace.nextPeriod();
      return true;
    default:
      return false;
  }
}
