"""Drives a headless Chromium through its DevTools protocol, over a pipe: no driver, no port, no thread."""

from __future__ import annotations

import base64
import json
import os
import select
import shutil
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
#: a busy machine takes its time
SECONDS = 60.0

_KEYS = {
    "Enter": (13, "\r"), "Escape": (27, ""), "Home": (36, ""), "End": (35, ""), "PageDown": (34, ""), "Tab": (9, ""),
    "ArrowDown": (40, ""), "ArrowUp": (38, ""), "ArrowLeft": (37, ""), "ArrowRight": (39, ""),
}  # fmt: skip


def find_browser() -> str | None:
    """The program of a Chromium that runs; `CHROMIUM` names one that is not on the PATH."""
    if os.name != "posix":
        return None
    found = filter(None, (os.environ.get("CHROMIUM"), *map(shutil.which, NAMES)))
    return next(filter(_runs, found), None)


def _runs(program: str) -> bool:
    # Ubuntu's package is a stub that asks for another package manager.
    try:
        return subprocess.run([program, "--version"], capture_output=True, timeout=SECONDS, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


class Browser:
    """A browser that runs until it is closed."""

    def __init__(self, program: str, folder: Path) -> None:
        import fcntl  # find_browser() finds none where there is no such module

        commands, self._to = os.pipe()
        self._from, answers = os.pipe()
        self._log = (folder / "browser.log").open("wb")
        # The browser reads its commands from descriptor 3, and answers on 4.
        apart = [fcntl.fcntl(each, fcntl.F_DUPFD, 10) for each in (commands, answers)]
        os.close(commands)
        os.close(answers)
        self._process = subprocess.Popen(
            [
                program, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-extensions",
                "--disable-background-networking", "--disable-dev-shm-usage", "--remote-debugging-pipe",
                f"--user-data-dir={folder / 'profile'}", "about:blank",
            ],
            stdout=self._log, stderr=self._log, pass_fds=(3, 4),
            preexec_fn=lambda: [os.dup2(each, number) for each, number in zip(apart, (3, 4), strict=True)],
        )  # fmt: skip
        for each in apart:
            os.close(each)
        self._number = 0
        self._held = b""
        self.events: list[dict[str, Any]] = []

    def call(self, method: str, session: str | None = None, **parameters: Any) -> dict[str, Any]:
        """Send a command and wait for its answer."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if session is not None:
            message["sessionId"] = session
        content = json.dumps(message).encode() + b"\0"
        while content:
            content = content[os.write(self._to, content) :]
        while True:
            answer = self._next()
            if answer.get("id") != self._number:
                self.events.append(answer)
                continue
            if "error" in answer:
                raise AssertionError(f"{method}: {answer['error']}")
            result: dict[str, Any] = answer["result"]
            return result

    def open(self, url: str, **options: Any) -> Page:
        """A page of its own."""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        return Page(self, target, session, url, **options)

    def close(self) -> None:
        """End it."""
        self._process.kill()
        self._process.wait()
        os.close(self._to)
        os.close(self._from)
        self._log.close()

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._held:
            ready, _, _ = select.select([self._from], [], [], SECONDS)
            content = os.read(self._from, 1 << 20) if ready else b""
            if not content:
                raise AssertionError(f"the browser is silent: {Path(self._log.name).read_text('utf-8', 'replace')[-2000:]}")
            self._held += content
        message, _, self._held = self._held.partition(b"\0")
        found: dict[str, Any] = json.loads(message)
        return found


class Page:
    """One page.

    Args:
        url: of the page.
        width, height: of the window.
        dark: whether the person prefers it dark.
        before: a script that runs before those of the page.
    """

    def __init__(
        self, browser: Browser, target: str, session: str, url: str, *, width: int = 1400, height: int = 1000,
        dark: bool = False, before: str = "",
    ) -> None:  # fmt: skip
        self._browser = browser
        self._target = target
        self._session = session
        for domain in ("Page", "Runtime", "Log", "Network", "Accessibility"):
            self.call(f"{domain}.enable")
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        self.prefer_dark(dark)
        if before:
            self.call("Page.addScriptToEvaluateOnNewDocument", source=before)
        self.call("Page.navigate", url=url)
        self.wait("document.readyState === 'complete' && document.querySelector('#view h2') !== null")

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """A command about this page."""
        return self._browser.call(method, self._session, **parameters)

    def run(self, expression: str) -> Any:
        """The value of an expression; a promise is awaited."""
        answer = self.call("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in answer:
            raise AssertionError(f"{expression}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def wait(self, condition: str) -> None:
        """Until an expression is true."""
        end = time.monotonic() + SECONDS
        while not self.run(condition):
            assert time.monotonic() < end, f"never true: {condition}\n{self.text('#view')[:2000]}"
            time.sleep(0.02)

    def text(self, selector: str) -> str:
        """What can be read in the first element."""
        found = self.run(f"(document.querySelector({json.dumps(selector)}) || {{}}).innerText || ''")
        return str(found)

    def texts(self, selector: str) -> list[str]:
        """What can be read in all elements."""
        found: list[str] = self.run(f"[...document.querySelectorAll({json.dumps(selector)})].map((e) => e.innerText)")
        return found

    def box(self, selector: str) -> tuple[float, float, float, float]:
        """Left, top, width and height of the first element, which is scrolled into sight."""
        left, top, width, height = self.run(
            f"(() => {{ const e = document.querySelector({json.dumps(selector)}); e.scrollIntoView({{block: 'nearest'}});"
            "const b = e.getBoundingClientRect(); return [b.left, b.top, b.width, b.height]; })()"
        )
        return left, top, width, height

    def click(self, selector: str) -> None:
        """With the mouse, in the middle of the element."""
        left, top, width, height = self.box(selector)
        self.click_at(left + width / 2, top + height / 2)

    def click_at(self, x: float, y: float) -> None:
        """With the mouse."""
        for kind in ("mouseMoved", "mousePressed", "mouseReleased"):
            self._mouse(kind, x, y)

    def drag(self, places: Sequence[tuple[float, float]]) -> None:
        """Press at the first place, move, and release at the last one."""
        self._mouse("mousePressed", *places[0])
        for place in places[1:]:
            self._mouse("mouseMoved", *place)
        self._mouse("mouseReleased", *places[-1])

    def press(self, *keys: str) -> None:
        """Keys by their names, one after the other."""
        for key in keys:
            code, text = _KEYS.get(key, (ord(key[0].upper()), key))
            pressed: dict[str, Any] = {"key": key, "windowsVirtualKeyCode": code}
            if text:
                pressed["text"] = text
            self.call("Input.dispatchKeyEvent", type="keyDown", **pressed)
            self.call("Input.dispatchKeyEvent", type="keyUp", key=key, windowsVirtualKeyCode=code)

    def write(self, selector: str, text: str) -> None:
        """Into a field, in place of what it holds."""
        self.run(f"(() => {{ const e = document.querySelector({json.dumps(selector)}); e.focus(); e.select(); }})()")
        if text:
            self.call("Input.insertText", text=text)
        else:
            self.call("Input.dispatchKeyEvent", type="keyDown", key="Delete", windowsVirtualKeyCode=46)

    def prefer_dark(self, dark: bool, media: str = "") -> None:
        """What the person's system says."""
        features = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
        self.call("Emulation.setEmulatedMedia", media=media, features=features)

    def picture(self) -> bytes:
        """PNG of what is in sight."""
        return base64.b64decode(self.call("Page.captureScreenshot", format="png")["data"])

    def complaints(self) -> list[str]:
        """Errors of scripts and of the content security policy."""
        self.run("1")
        found = []
        for event in self._mine():
            if event["method"] == "Runtime.exceptionThrown":
                found.append(str(event["params"]["exceptionDetails"]))
            elif event["method"] == "Log.entryAdded" and event["params"]["entry"]["level"] == "error":
                found.append(event["params"]["entry"]["text"])
        return found

    def forgive(self) -> None:
        """Forget the complaints so far, which a test has asked for."""
        mine = self._mine()
        self._browser.events = [event for event in self._browser.events if event not in mine or "request" in str(event)]

    def requests(self) -> list[str]:
        """Addresses that the page asked for."""
        self.run("1")
        events = self._mine()
        return [each["params"]["request"]["url"] for each in events if each["method"] == "Network.requestWillBeSent"]

    def close(self) -> None:
        """Close the tab."""
        self._browser.call("Target.closeTarget", targetId=self._target)

    def _mine(self) -> list[dict[str, Any]]:
        return [event for event in self._browser.events if event.get("sessionId") == self._session]

    def _mouse(self, kind: str, x: float, y: float) -> None:
        pressed = {} if kind == "mouseMoved" else {"button": "left", "clickCount": 1}
        held = {"buttons": 0 if kind == "mouseReleased" else 1} if pressed else {}
        self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, **pressed, **held)
