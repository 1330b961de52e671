"""Result codes: what the counter, the exchange and the gateway answer, with their words.

Numbers are stable for ever; a code that is no longer given keeps its number. `docs/errors.md` and the
terminal's catalogue are generated from `RESULT_TEXTS`.
"""

from enum import IntEnum
from typing import Final, NamedTuple


class ResultCode(IntEnum):
    """Outcome of one command."""

    OK = 0

    MALFORMED = 100
    UNKNOWN_ACCOUNT = 101
    ACCOUNT_HALTED = 102
    REPEATED_ID_DIFFERS = 103
    ACCOUNT_EXISTS = 104
    NOT_PERMITTED = 105

    UNKNOWN_INSTRUMENT = 200
    INSTRUMENT_SUSPENDED = 201
    QUANTITY_NOT_IN_LOTS = 202
    ODD_LOT_NOT_WHOLE = 203
    QUANTITY_TOO_LARGE = 204
    QUANTITY_TOO_SMALL = 205
    PRICE_OFF_TICK = 206
    PRICE_ABOVE_LIMIT = 207
    PRICE_BELOW_LIMIT = 208
    PHASE_NOT_ACCEPTING = 209
    ORDER_TYPE_NOT_ALLOWED = 210
    PRICE_OUTSIDE_CAGE = 211
    PRICE_NOT_POSITIVE = 212

    INSUFFICIENT_CASH = 300
    INSUFFICIENT_SHARES = 301
    BOUGHT_TODAY_NOT_SELLABLE = 302
    INSUFFICIENT_WITHDRAWABLE = 303
    AMOUNT_NOT_POSITIVE = 304
    AMOUNT_TOO_LARGE = 305

    UNKNOWN_ORDER = 400
    ORDER_FINISHED = 401
    CANCEL_ALREADY_PENDING = 402
    PHASE_NOT_CANCELLABLE = 403

    EXCHANGE_UNKNOWN_INSTRUMENT = 500
    EXCHANGE_REFUSED = 501
    EXCHANGE_DUPLICATE = 502

    SHARD_NOT_READY = 600
    SHARD_HALTED = 601
    TOO_BUSY = 602
    DAY_NOT_OPEN = 603
    DAY_ALREADY_OPEN = 604
    DAY_NOT_CLOSED = 605
    DAY_WRONG_DATE = 606
    DAY_REPORTS_MISSING = 607
    CLOCK_FOLLOWS_BEIJING = 608

    SESSION_TICKET_REFUSED = 700
    SESSION_NOT_ENTITLED = 701
    SESSION_TOO_MANY_TOPICS = 702
    SESSION_RATE_LIMITED = 703
    SESSION_FRAME_REFUSED = 704


class ResultText(NamedTuple):
    """Words of a result: Chinese and English, each saying what happened and what to do."""

    zh: str
    en: str


R = ResultCode
RESULT_TEXTS: Final[dict[ResultCode, ResultText]] = {
    R.OK: ResultText("成功。", "Done."),
    R.MALFORMED: ResultText("请求格式有误，请检查后重发。", "The request was malformed; check it and send it again."),
    R.UNKNOWN_ACCOUNT: ResultText("没有这个资金账户，请核对账号。", "There is no such cash account; check the number."),
    R.ACCOUNT_HALTED: ResultText("账户已暂停交易，请联系营业部。", "The account is halted; call your branch."),
    R.REPEATED_ID_DIFFERS: ResultText(
        "这个委托标识已用于另一笔内容不同的请求，请换一个标识。",
        "This client id was used for a different request; use a new id.",
    ),
    R.ACCOUNT_EXISTS: ResultText("资金账户已存在。", "The cash account exists already."),
    R.NOT_PERMITTED: ResultText(
        "账户没有该板块或品种的交易权限。", "The account has no permission for this board or class."
    ),
    R.UNKNOWN_INSTRUMENT: ResultText("没有这个证券代码，请核对代码。", "There is no such security; check the code."),
    R.INSTRUMENT_SUSPENDED: ResultText(
        "该证券停牌，暂不接受委托。", "The security is suspended; no orders are accepted."
    ),
    R.QUANTITY_NOT_IN_LOTS: ResultText("买入数量须为一手的整数倍。", "The quantity must be a whole number of lots."),
    R.ODD_LOT_NOT_WHOLE: ResultText("不足一手的零股须一次性全部卖出。", "An odd lot must be sold whole, in one order."),
    R.QUANTITY_TOO_LARGE: ResultText(
        "数量超过单笔上限，请拆成几笔。", "The quantity exceeds the order maximum; split the order."
    ),
    R.QUANTITY_TOO_SMALL: ResultText("数量低于最低申报数量。", "The quantity is below the minimum for this board."),
    R.PRICE_OFF_TICK: ResultText("价格不是最小变动价位的整数倍。", "The price is not a multiple of the tick."),
    R.PRICE_ABOVE_LIMIT: ResultText("价格高于涨停价。", "The price is above the upper limit of the day."),
    R.PRICE_BELOW_LIMIT: ResultText("价格低于跌停价。", "The price is below the lower limit of the day."),
    R.PHASE_NOT_ACCEPTING: ResultText(
        "当前时段不接受委托，请在交易时段再试。",
        "Orders are not accepted in this phase; try again in trading hours.",
    ),
    R.ORDER_TYPE_NOT_ALLOWED: ResultText(
        "该市场或时段不支持此委托类型。", "This order type is not allowed on this market or in this phase."
    ),
    R.PRICE_OUTSIDE_CAGE: ResultText(
        "价格超出有效申报价格范围。", "The price is outside the effective price range (price cage)."
    ),
    R.PRICE_NOT_POSITIVE: ResultText("价格须大于零。", "The price must be positive."),
    R.INSUFFICIENT_CASH: ResultText("可用资金不足。", "The available cash is not enough."),
    R.INSUFFICIENT_SHARES: ResultText("可卖数量不足。", "The sellable quantity is not enough."),
    R.BOUGHT_TODAY_NOT_SELLABLE: ResultText(
        "当日买入的证券要到下一交易日才能卖出（T+1）。",
        "Shares bought today can be sold from the next trading day (T+1).",
    ),
    R.INSUFFICIENT_WITHDRAWABLE: ResultText("可取资金不足。", "The withdrawable cash is not enough."),
    R.AMOUNT_NOT_POSITIVE: ResultText("金额须大于零。", "The amount must be positive."),
    R.AMOUNT_TOO_LARGE: ResultText("金额超过系统上限。", "The amount exceeds the system maximum."),
    R.UNKNOWN_ORDER: ResultText("没有这笔委托。", "There is no such order."),
    R.ORDER_FINISHED: ResultText("委托已经完成，不能撤单。", "The order is finished and cannot be cancelled."),
    R.CANCEL_ALREADY_PENDING: ResultText(
        "撤单已经提交，请等待结果。", "A cancel is pending already; wait for its result."
    ),
    R.PHASE_NOT_CANCELLABLE: ResultText(
        "当前时段不接受撤单（如9:20–9:25、14:57–15:00）。",
        "Cancels are not accepted in this phase (such as 9:20-9:25 and 14:57-15:00).",
    ),
    R.EXCHANGE_UNKNOWN_INSTRUMENT: ResultText("交易所没有这个证券。", "The exchange does not know this security."),
    R.EXCHANGE_REFUSED: ResultText("交易所拒绝了该申报。", "The exchange refused the order."),
    R.EXCHANGE_DUPLICATE: ResultText("交易所已收到过该申报。", "The exchange has had this order already."),
    R.SHARD_NOT_READY: ResultText("柜台正在启动，请稍后再试。", "The counter is starting; try again shortly."),
    R.SHARD_HALTED: ResultText(
        "柜台已停机保护，未作任何改动，请联系运维。",
        "The counter has halted to protect its books; nothing was changed, call operations.",
    ),
    R.TOO_BUSY: ResultText(
        "柜台繁忙，请求未被受理，请稍后再试。",
        "The counter is too busy; the request was not taken, try again shortly.",
    ),
    R.DAY_NOT_OPEN: ResultText("交易日尚未开始。", "The trading day is not open."),
    R.DAY_ALREADY_OPEN: ResultText("交易日已经开始。", "The trading day is open already."),
    R.DAY_NOT_CLOSED: ResultText("交易日尚未收市，不能清算。", "The trading day is not closed; it cannot be settled."),
    R.DAY_WRONG_DATE: ResultText("交易日期不符。", "The trading date does not match."),
    R.DAY_REPORTS_MISSING: ResultText(
        "交易所回报尚未收齐，不能收市。", "Exchange reports are still missing; the day cannot be closed."
    ),
    R.CLOCK_FOLLOWS_BEIJING: ResultText(
        "会话时钟跟随北京时间，不能拨动；收市后自动清算。",
        "The session clock follows Beijing time and cannot be moved; the day ends by itself.",
    ),
    R.SESSION_TICKET_REFUSED: ResultText(
        "登录凭证无效或已过期，请重新登录。", "The ticket was refused or has expired; log in again."
    ),
    R.SESSION_NOT_ENTITLED: ResultText(
        "没有查看或操作该内容的权限。", "You are not entitled to this account or subject."
    ),
    R.SESSION_TOO_MANY_TOPICS: ResultText("订阅数量超过上限。", "The session has reached its subscription limit."),
    R.SESSION_RATE_LIMITED: ResultText("请求过于频繁，请稍后再试。", "Too many requests; slow down."),
    R.SESSION_FRAME_REFUSED: ResultText("消息格式有误。", "The message was not understood."),
}
