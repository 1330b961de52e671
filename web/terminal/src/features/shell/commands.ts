// Everything the terminal can do from the keyboard, in one list: the palette and the help page read it.

import { Side } from "../../generated/contracts";
import { t } from "../../shared/text";
import { theme } from "../../shared/theme";
import { cancelAll } from "../orders/cancels";
import { useTerminal } from "../session/terminal";
import { switchLanguage } from "./language";
import { PERIODS, useWorkspace } from "./workspace";

export interface Command {
  readonly id: string;
  readonly words: () => string;
  readonly keys: string;
  readonly run: () => void;
}

export function useCommands(): readonly Command[] {
  const terminal = useTerminal();
  const workspace = useWorkspace();
  const command = (id: string, words: () => string, keys: string, run: () => void): Command => ({ id, words, keys, run });
  return [
    command("buy", () => t("command.buy"), "F1", () => workspace.trade(Side.BUY)),
    command("sell", () => t("command.sell"), "F2", () => workspace.trade(Side.SELL)),
    command("orders", () => t("command.orders"), "F3", () => workspace.show("orders")),
    command("positions", () => t("command.positions"), "F4", () => workspace.show("positions")),
    command("fills", () => t("command.fills"), "", () => workspace.show("fills")),
    command("funds", () => t("command.funds"), "", () => workspace.show("funds")),
    command("cancel-all", () => t("command.cancel_all"), "", () => {
      terminal.notices.say(t("orders.all_sent", { count: cancelAll(terminal) }));
    }),
    command("period", () => t("command.period"), "F8", () => workspace.nextPeriod()),
    ...PERIODS.map((period) =>
      command(`period-${period}`, () => t("command.chart", { period: t(`chart.${period}`) }), "", () => {
        workspace.period.value = period;
        workspace.show("chart");
      }),
    ),
    command("sync", () => t("command.sync"), "", () => {
      for (const stream of terminal.accounts.all()) stream.reload();
    }),
    command("confirm", () => t(workspace.confirmOrders.value ? "command.confirm_off" : "command.confirm_on"), "", () => {
      workspace.confirmOrders.value = !workspace.confirmOrders.value;
    }),
    command("theme", () => t("command.theme"), "", () => {
      theme.value = theme.value === "dark" ? "light" : "dark";
    }),
    command("language", () => t("command.language"), "", switchLanguage),
    command("layout", () => t("command.layout"), "", () => workspace.show("reset-layout")),
    command("keys", () => t("command.keys"), "?", () => {
      workspace.keysOpen.value = true;
    }),
  ];
}
