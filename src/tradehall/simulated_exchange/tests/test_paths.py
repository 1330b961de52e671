from tradehall.simulated_exchange.paths import FINE, FairPath, volatility_ppm
from tradehall.simulated_exchange.prng import Prng
from tradehall.simulated_exchange.tests.securities import fund, share

SECOND = 1_000_000


def test_path_stays_within_the_limits():
    day = share()
    path = FairPath.opening(day, Prng(5))
    path.volatility = 300_000  # Wild enough to meet both limits.
    prng, seen = Prng(6), set()
    for _ in range(5_000):
        path.advance(3 * SECOND, prng)
        seen.add(path.price)
    assert min(seen) == day.limit_down
    assert max(seen) == day.limit_up


def test_spread_grows_with_the_root_of_time():
    """A day in steps of a second moves about as far as a day in steps of a minute."""

    def day_move(step: int, seed: int) -> int:
        path, prng = FairPath(100_000 * FINE, 100_000 * FINE, 17_000, 0, 10**12), Prng(seed)
        for _ in range(14_400 // step):
            path.advance(step * SECOND, prng)
        return (path.fine - 100_000 * FINE) ** 2

    coarse = sum(day_move(60, seed) for seed in range(1, 61))
    fine = sum(day_move(5, seed) for seed in range(1, 61))
    assert coarse // 2 < fine < coarse * 2


def test_funds_are_calmer_than_shares():
    assert volatility_ppm(fund()) < volatility_ppm(share())
