// Cancels: one order, or everything that lives. The order's own row shows how it went.

import type { OrderChanged } from "../../generated/contracts";
import { t } from "../../shared/text";
import type { Terminal } from "../session/terminal";
import { newRequestId } from "../ticket/requests";
import { isCancellable } from "./order_columns";

export function cancelOrder(terminal: Terminal, order: Pick<OrderChanged, "account_id" | "order_id">): void {
  const request = terminal.desk.submit({
    t: "cancel",
    id: newRequestId(),
    account: order.account_id,
    order_id: order.order_id,
  });
  if (request.state === "absent") terminal.notices.say(t("orders.cancel_absent"), "bad");
}

/** Cancel every living order of the chosen account; answers how many were sent. */
export function cancelAll(terminal: Terminal): number {
  const living = terminal.accounts.orders.value.filter(isCancellable);
  for (const order of living) cancelOrder(terminal, order);
  return living.length;
}
