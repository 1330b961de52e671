"""TypeScript of the contracts: tags, positions and defaults as they travel."""

import re

import pytest

from tradehall.app.typescript import contracts_typescript
from tradehall.contracts.codec import encode_json
from tradehall.contracts.enums import Side
from tradehall.contracts.frames import AnswerFrame, ErrorFrame, EventsFrame, OrderFrame
from tradehall.contracts.quotes import Bar


@pytest.fixture(scope="module")
def text():
    return contracts_typescript()


def _block(text, head):
    start = text.index(head)
    return text[start : text.index("\n}", start)]


def test_enumerations_keep_their_numbers(text):
    assert "export const Side = {\n  BUY: 1,\n  SELL: 2,\n} as const;" in text
    assert "  PRICE_OFF_TICK: 206,\n" in text


def test_result_texts_are_in_both_languages(text):
    assert '  300: { zh: "可用资金不足。", en: "The available cash is not enough." },' in text


def test_an_array_struct_is_decoded_by_its_positions(text):
    travelled = encode_json(Bar("600000.SH", 1, 2, 3, 4, 5, 6, 7))
    assert travelled == b'["600000.SH",1,2,3,4,5,6,7]'

    positions = re.findall(r"(\w+): wire\[(\d)\]", _block(text, "export function decodeBar("))
    assert positions == [(name, str(i)) for i, name in enumerate(Bar.__struct_fields__)]


def test_a_tagged_array_starts_after_its_tag(text):
    body = _block(text, "export function decodeCashChanged(")
    assert '    kind: "CashChanged",\n    account_id: wire[1],\n    stream_seq: wire[2],' in body
    assert "    case 2:\n      return decodeCashChanged(wire);" in text


def test_fields_that_are_left_out_get_their_default_back(text):
    assert encode_json(AnswerFrame(id="a", result=0)) == b'{"t":"answer","id":"a","result":0}'

    body = _block(text, "export function decodeAnswerFrame(")
    assert "    order_id: wire.order_id ?? 0,\n" in body
    assert '    message: wire.message ?? "",\n    fatal: wire.fatal ?? false,' in _block(
        text, "function decodeErrorFrame("
    )
    assert encode_json(ErrorFrame(result=1)) == b'{"t":"error","result":1}'


def test_frames_that_a_client_sends_may_leave_defaults_out(text):
    sent = OrderFrame(id="a", account=1, symbol="600000.SH", side=Side.BUY, price=100, qty=100)
    assert b"order_type" not in encode_json(sent)
    assert "  readonly order_type?: OrderType;" in _block(text, "export interface OrderFrame {")


def test_events_are_decoded_one_by_one(text):
    assert encode_json(EventsFrame(account=1, epoch=1, seq=0, events=())).startswith(b'{"t":"events"')
    assert "    events: wire.events.map(decodeAccountEvent),\n" in text


def test_every_type_that_is_used_is_declared(text):
    declared = set(re.findall(r"export (?:type|interface|const) (\w+)", text))
    used = set(re.findall(r": (?:readonly )?\(?([A-Z]\w+)", re.sub(r"/\*.*?\*/|//[^\n]*", "", text, flags=re.DOTALL)))
    assert used - declared - {"Readonly", "Record"} == set()
