"""Encoders and decoders of the contracts, made once. Encoding is the only behaviour in this room."""

from typing import Final

import msgspec

from tradehall.contracts.clock import ClockState
from tradehall.contracts.commands import CounterCommand
from tradehall.contracts.exchange import ExchangeOpenDay, VenueJournalBody
from tradehall.contracts.frames import ClientFrame, ServerFrame
from tradehall.contracts.link import LinkLogon, LinkLogonAck, LinkReport, LinkRequest
from tradehall.contracts.quotes import BarBatch, ExchangeTicks, QuoteBatch
from tradehall.contracts.shard import (
    AccountSnapshot,
    Answer,
    ClockControl,
    ClockQuery,
    ClockReply,
    CounterRequest,
    EventBatch,
    JournalBody,
    ShardStatus,
)

encode: Final = msgspec.msgpack.Encoder().encode
"""Encode any contract as msgpack."""

encode_json: Final = msgspec.json.Encoder().encode
"""Encode a client frame as JSON."""

decode_client_frame: Final = msgspec.json.Decoder(ClientFrame).decode
decode_server_frame: Final = msgspec.json.Decoder(ServerFrame).decode
decode_requests: Final = msgspec.msgpack.Decoder(list[tuple[int, CounterRequest]]).decode
decode_answers: Final = msgspec.msgpack.Decoder(
    list[tuple[int, Answer | AccountSnapshot | ShardStatus | ClockReply]]
).decode
decode_control_requests: Final = msgspec.msgpack.Decoder(
    list[tuple[int, ClockQuery | ClockControl | ExchangeOpenDay]]
).decode
decode_command: Final = msgspec.msgpack.Decoder(CounterCommand).decode
decode_journal: Final = msgspec.msgpack.Decoder(JournalBody).decode
decode_venue_journal: Final = msgspec.msgpack.Decoder(VenueJournalBody).decode
decode_event_batch: Final = msgspec.msgpack.Decoder(EventBatch).decode
decode_link_to_venue: Final = msgspec.msgpack.Decoder(list[LinkLogon | LinkRequest]).decode
decode_link_to_counter: Final = msgspec.msgpack.Decoder(list[LinkLogonAck | LinkReport]).decode
decode_exchange_ticks: Final = msgspec.msgpack.Decoder(ExchangeTicks).decode
decode_quote_batch: Final = msgspec.msgpack.Decoder(QuoteBatch).decode
decode_bar_batch: Final = msgspec.msgpack.Decoder(BarBatch).decode
decode_clock: Final = msgspec.msgpack.Decoder(ClockState).decode
