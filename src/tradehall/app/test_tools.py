"""`make test` needs a browser for its journeys: Debian's Chromium, installed through apt when it is missing."""

import os
import shutil
import subprocess
import sys

PACKAGES = ("chromium", "fonts-noto-cjk")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def browser() -> str | None:
    """Path of a Chromium of this machine; `TRADEHALL_CHROMIUM` names another."""
    named = os.environ.get("TRADEHALL_CHROMIUM")
    return named or next((found for name in BROWSERS if (found := shutil.which(name))), None)


def main() -> None:
    """Install what is missing, or say what to do."""
    if browser() or os.environ.get("TRADEHALL_WITHOUT_BROWSER"):
        return
    apt = shutil.which("apt-get")
    sudo = [] if os.getuid() == 0 else ["sudo", "-n"]
    if apt is None or (sudo and shutil.which("sudo") is None):
        sys.exit(_advice("this machine cannot install it for you"))
    print("Installing Chromium for the browser journeys …", flush=True)  # noqa: T201 -- a build step's own words
    settings = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *PACKAGES]):
        result = subprocess.run(
            [*sudo, apt, *command], env=settings, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False
        )
        if result.returncode:
            sys.exit(_advice(f"`{' '.join([*sudo, 'apt-get', *command])}` failed"))


def _advice(reason: str) -> str:
    return (
        f"The browser journeys need Chromium, and {reason}. Do one of these, then run `make test` again:\n"
        f"  apt-get install --no-install-recommends {' '.join(PACKAGES)}     (as root)\n"
        "  export TRADEHALL_CHROMIUM=/path/to/a/chromium\n"
        "  export TRADEHALL_WITHOUT_BROWSER=1     (leaves the journeys out)"
    )


if __name__ == "__main__":
    main()
