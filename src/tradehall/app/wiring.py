"""Which room stands behind which door: the configuration of each worker, and the rooms that run with Django.

Functions that end in `_config` import only the contracts of a room, so a worker loads no more than it needs.
"""

import os
from typing import TYPE_CHECKING

from tradehall.app.environment import Environment
from tradehall.app.errors import SettingError
from tradehall.contracts.enums import ClockMode
from tradehall.push_gateway.config import GatewayConfig
from tradehall.trading_runtime.contracts import CounterConfig, ExchangeConfig, ProjectorConfig, RuntimeAddresses

if TYPE_CHECKING:
    from tradehall.clearing.facade import DayRunnerConfig, Ports
    from tradehall.market_data.quotes_worker import QuotesConfig

_CLOCKS = {"compressed": ClockMode.COMPRESSED, "beijing": ClockMode.BEIJING, "replay": ClockMode.REPLAY}
_DAY_MINUTES = 10
_SCALE_OF_A_MINUTE = 100


def clock_mode() -> ClockMode:
    """The session clock's mode, from `TRADEHALL_CLOCK`."""
    text = os.environ.get("TRADEHALL_CLOCK") or "compressed"
    if text not in _CLOCKS:
        raise SettingError(f"TRADEHALL_CLOCK must be one of {', '.join(_CLOCKS)}, it was {text!r}.")
    return _CLOCKS[text]


def day_loops() -> bool:
    """Whether the day is closed and the next one opened by itself, from `TRADEHALL_LOOP` (1 or 0)."""
    text = os.environ.get("TRADEHALL_LOOP") or "1"
    if text not in {"0", "1"}:
        raise SettingError(f"TRADEHALL_LOOP must be 1 (days follow each other) or 0, it was {text!r}.")
    return text == "1"


def _number(variable: str, default: int, most: int = 1_000_000) -> int:
    text = os.environ.get(variable) or str(default)
    if not text.isdecimal() or not 1 <= int(text) <= most:
        raise SettingError(f"{variable} must be a number from 1 to {most}, it was {text!r}.")
    return int(text)


def runtime_addresses(place: Environment) -> RuntimeAddresses:
    return RuntimeAddresses(
        counter_socket=str(place.socket_path("counter")),
        control_socket=str(place.socket_path("exchange-control")),
        dsn=place.database_url(),
    )


def counter_config(place: Environment) -> CounterConfig:
    return CounterConfig(
        dsn=place.database_url(),
        socket_path=str(place.socket_path("counter")),
        link_socket=str(place.socket_path("exchange-link")),
        control_socket=str(place.socket_path("exchange-control")),
        nats_url=place.nats_url(),
    )


def exchange_config(place: Environment) -> ExchangeConfig:
    """Raises `SettingError` when a clock variable cannot be used."""
    return ExchangeConfig(
        dsn=place.database_url(),
        link_socket=str(place.socket_path("exchange-link")),
        control_socket=str(place.socket_path("exchange-control")),
        nats_url=place.nats_url(),
        mode=clock_mode(),
        scale_milli=_number("TRADEHALL_DAY_MINUTES", _DAY_MINUTES, most=240) * _SCALE_OF_A_MINUTE,
        replay_speed_milli=_number("TRADEHALL_REPLAY_SPEED", 1, most=1_000) * 1_000,
        looping=day_loops(),
    )


def projector_config(place: Environment) -> ProjectorConfig:
    return ProjectorConfig(dsn=place.database_url(), nats_url=place.nats_url())


def gateway_config(place: Environment) -> GatewayConfig:
    return GatewayConfig(
        dsn=place.database_url(),
        nats_url=place.nats_url(),
        counter_socket=str(place.socket_path("counter")),
        host=place.host,
        port=place.gateway_port,
        allowed_origins=place.origins,
    )


def day_runner_config() -> "DayRunnerConfig":
    """Raises `SettingError` when a variable cannot be used."""
    from tradehall.clearing.facade import DayRunnerConfig

    return DayRunnerConfig(hold_s=_number("TRADEHALL_HOLD_S", 15), seed=_number("TRADEHALL_SEED", 1))


def day_ports() -> "Ports":
    """The ports of the end of day, filled with the real rooms. Needs Django."""
    from tradehall.business.brokers.facade import attributions
    from tradehall.business.customers.facade import prepare_day
    from tradehall.clearing.facade import runtime_ports

    return runtime_ports(attributions=attributions, prepare_day=prepare_day)


def quotes_config(place: Environment) -> "QuotesConfig":
    from tradehall.market_data.quotes_worker import QuotesConfig

    return QuotesConfig(dsn=place.database_url(), nats_url=place.nats_url())


def wire_rooms(place: Environment) -> None:
    """Tell the rooms that run with Django where the trading plane is."""
    from tradehall.trading_runtime import facade

    facade.configure(runtime_addresses(place))
