"""Pages of the report in a real browser: their height, what sticks out, which words are broken, what axe-core says.

Headless Chromium, where it is installed; axe-core comes from npm into the home of the lab and is part of nothing else.
"""

import html
import json
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.live import install

AXE = "4.14.1"
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions",
)  # fmt: skip
_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
_MEASURE = """
const told = {height: document.documentElement.scrollHeight, dark: matchMedia('(prefers-color-scheme: dark)').matches};
for (const one of document.querySelectorAll('details')) one.open = true;
const wide = document.documentElement.clientWidth;
told.width = wide;
told.overflow = [];
for (const one of document.body.querySelectorAll('*')) {
  if (one.closest('svg') && one.tagName !== 'svg') continue; // a picture cuts off what it has no room for
  const box = one.getBoundingClientRect();
  if (box.width && (box.right > wide + 1 || box.left < -1) && !one.closest('.skip, .unseen, thead'))
    told.overflow.push(one.tagName + ' ' + one.className + ' ' + one.textContent.trim().slice(0, 60));
}
told.broken = [];
const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
const range = document.createRange();
for (let node = walk.nextNode(); node; node = walk.nextNode()) {
  if (node.parentElement.closest('svg, .unseen, .skip, thead, .long, code, .mono')) continue;
  // A word: what has no space, hyphen, slash or Chinese character in it, and is short enough for a line of a phone.
  for (const found of node.data.matchAll(/[A-Za-z0-9.,:_@]{2,24}/g)) {
    range.setStart(node, found.index);
    range.setEnd(node, found.index + found[0].length);
    const tops = new Set([...range.getClientRects()].filter(r => r.width > 0).map(r => Math.round(r.top / 4)));
    if (tops.size > 1) told.broken.push(found[0]);
  }
}
"""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a browser saw; `height` with what is folded away folded, the others with all of it open."""

    height: int
    width: int
    dark: bool
    overflow: list[str]
    broken: list[str]
    violations: list[str]


def chromium() -> str | None:
    """The browser, None where there is none."""
    return next(
        (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
    )


def axe() -> Path | str:
    """The script of axe-core, installed where it is not yet; a line that says why where it cannot be had."""
    return packaged("axe-core", AXE, "axe.min.js")


def packaged(name: str, version: str, file: str) -> Path | str:
    """A file of a package of npm, installed where it is not yet; a line that says why where it cannot be had."""
    found = install.npm(install.home(), name, version)
    return found / file if isinstance(found, Path) else found


def look(
    browser: str, page: bytes, folder: Path, width: int, *, dark: bool = False, script: Path | None = None
) -> Seen:
    """Opens a page at this width and measures it; `script`: axe-core, without which nothing is said of violations."""
    end = "parent.postMessage(JSON.stringify(told), '*')"
    if script is not None:
        end = (
            "axe.run({resultTypes: ['violations']}).then(found => { told.violations = found.violations.flatMap(one => "
            "one.nodes.map(node => one.id + ': ' + node.html.slice(0, 120))); " + end + "; })"
        )
    ours = (f"<script>{script.read_text('utf-8')}</script>" if script else "") + f"<script>{_MEASURE}{end}</script>"
    inside = _POLICY.sub("", page.decode()).replace("</body>", ours + "</body>")
    host = folder / "host.html"
    host.write_text(
        "<!doctype html><meta charset=utf-8><pre id=told></pre><script>addEventListener('message', said => "
        "{ document.getElementById('told').textContent = said.data; });</script>"
        f'<iframe width="{width}" height="900" style="border:0" srcdoc="{html.escape(inside)}"></iframe>',
        "utf-8",
    )
    argv = [browser, *FLAGS, f"--user-data-dir={folder / 'profile'}", "--window-size=1400,1000"]
    argv += [f"--blink-settings=preferredColorScheme={0 if dark else 1}", "--virtual-time-budget=60000", "--dump-dom"]
    done = subprocess.run([*argv, host.as_uri()], capture_output=True, text=True, timeout=100)
    found = re.search(r'<pre id="told">(.+?)</pre>', done.stdout, re.DOTALL)
    if found is None:
        raise AssertionError(f"the browser said nothing: {install.tail(done.stderr)}")
    told: dict[str, Any] = json.loads(html.unescape(found[1]))
    return Seen(**{"violations": [], **told})


def pages(browser: str, page: bytes, folder: Path) -> int:
    """How many pages it takes on paper."""
    source, target = folder / "page.html", folder / "page.pdf"
    source.write_bytes(page)
    argv = [browser, *FLAGS, f"--user-data-dir={folder / 'profile'}", "--no-pdf-header-footer"]
    subprocess.run([*argv, f"--print-to-pdf={target}", source.as_uri()], check=True, capture_output=True, timeout=100)
    told = subprocess.run(["pdfinfo", str(target)], check=True, capture_output=True, text=True).stdout
    found = re.search(r"^Pages:\s+(\d+)$", told, re.MULTILINE)
    assert found
    return int(found[1])
