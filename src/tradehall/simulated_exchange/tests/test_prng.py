from tradehall.simulated_exchange.prng import GAUSS_UNIT, Prng, seed_of


def test_known_numbers():
    prng = Prng(seed_of(7, "600000.SH"))
    again = Prng(seed_of(7, "600000.SH"))
    assert [prng.bits() for _ in range(5)] == [again.bits() for _ in range(5)]
    assert seed_of(1, "a") != seed_of("1a")
    assert Prng(1).bits() == 0x47E4CE4B896CDD1D


def test_below_covers_its_range_evenly():
    prng = Prng(12345)
    counts = [0] * 10
    for _ in range(20_000):
        counts[prng.below(10)] += 1
    assert min(counts) > 1_850
    assert max(counts) < 2_150


def test_gauss_has_its_unit_of_spread():
    prng = Prng(99)
    draws = [prng.gauss() for _ in range(20_000)]
    mean = sum(draws) // len(draws)
    variance = sum(draw * draw for draw in draws) // len(draws)
    assert abs(mean) < GAUSS_UNIT // 40
    assert abs(variance - GAUSS_UNIT**2) < GAUSS_UNIT**2 // 20
