"""The bench of the order path runs and says what was promised."""

import json
import subprocess
import sys

import pytest
from tests.runtime.stack import ROOT

KEYS = {
    "orders_per_s_1",
    "orders_per_s_16",
    "orders_per_s_256",
    "peer_per_s",
    "ratio_16",
    "ratio_256",
    "p50_ms",
    "p99_ms",
    "compiled",
}


@pytest.mark.slow
def test_the_last_line_has_the_promised_keys() -> None:
    command = [sys.executable, "-m", "bench.order_path", "--json", "--seconds", "0.2", "--rounds", "1"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=True)
    figures = json.loads(run.stdout.splitlines()[-1])
    assert figures.keys() >= KEYS
    assert figures["acknowledged"] > 0
    assert figures["ratio_256"] == round(figures["orders_per_s_256"] / figures["peer_per_s"], 1)
    assert figures["p50_ms"] <= figures["p99_ms"]
