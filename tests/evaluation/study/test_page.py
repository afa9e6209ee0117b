"""Whole small studies in a real browser, by keyboard alone, in a window as narrow as a phone."""

import importlib.util
import json
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.evaluation.study.helpers import BETTER, SCALES, SYSTEMS, built, film, labels, ratings, tone
from tests.evaluation.study.test_server import served
from tietfg.evaluation.study.answers import read_answers
from tietfg.evaluation.study.plan import read_bundle
from tietfg.evaluation.study.report import make_report
from tietfg.evaluation.study.server import StudyServer

DRIVER, BROWSER = Path("/usr/bin/chromedriver"), shutil.which("chromium")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        BROWSER is None or not DRIVER.exists() or importlib.util.find_spec("selenium") is None,
        reason="needs selenium, and Chromium with its driver (Debian packages chromium and chromium-driver)",
    ),
]
WAIT = 60


class Browser:
    """A page 360 pixels wide, of which all that a test does is press keys and look."""

    def __init__(self, server: StudyServer) -> None:
        from selenium import webdriver
        from selenium.webdriver.chrome.service import Service

        options = webdriver.ChromeOptions()
        options.binary_location = str(BROWSER)
        for flag in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--mute-audio"):
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
        self.home = f"http://127.0.0.1:{server.server_port}/"
        self.driver = webdriver.Chrome(options=options, service=Service(str(DRIVER)))
        size = {"width": 360, "height": 740, "deviceScaleFactor": 1, "mobile": False}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)

    def look(self, script: str) -> Any:
        return self.driver.execute_script(f"return {script}")

    def until(self, script: str) -> None:
        from selenium.common.exceptions import WebDriverException

        end = time.monotonic() + WAIT
        while time.monotonic() < end:
            try:
                if self.look(script):
                    return
            except WebDriverException:  # a page that is being left
                pass
            time.sleep(0.02)
        raise AssertionError(f"never: {script}\n{self.look('document.body.innerText')}")

    def press(self, *keys: str) -> None:
        from selenium.webdriver.common.action_chains import ActionChains

        for key in keys:
            ActionChains(self.driver).send_keys(key).perform()

    def heading(self, text: str) -> None:
        self.until(f"document.querySelector('h1')?.textContent === {json.dumps(text)}")
        assert self.look("document.documentElement.scrollWidth") <= 360
        assert not any(word in self.look("document.documentElement.outerHTML") for word in (*SYSTEMS, "superset"))

    def focus(self, selector: str) -> None:
        """Press Tab until the element has the focus."""
        for _ in range(30):
            if self.look(f"document.activeElement === document.querySelector({json.dumps(selector)})"):
                return
            self.press("\ue004")
        raise AssertionError(f"Tab does not reach {selector}")

    def requested(self) -> set[str]:
        """Hosts that were asked since the last call."""
        told = [json.loads(each["message"])["message"] for each in self.driver.get_log("performance")]
        urls = [each["params"]["request"]["url"] for each in told if each["method"] == "Network.requestWillBeSent"]
        return {urlsplit(url).netloc for url in urls if not url.startswith(("data:", "chrome:", "about:"))}


@pytest.fixture
def open_study() -> Iterator[Callable[[StudyServer], Browser]]:
    opened: list[Browser] = []

    def open_(server: StudyServer) -> Browser:
        opened.append(Browser(server))
        opened[-1].driver.get(opened[-1].home)
        return opened[-1]

    yield open_
    for each in opened:
        errors = [entry for entry in each.driver.get_log("browser") if entry["level"] == "SEVERE"]
        hosts = each.requested()
        each.driver.quit()
        assert hosts == {urlsplit(each.home).netloc}
        assert not errors


ENTER, SPACE, LEFT, UP = "\ue007", " ", "\ue012", "\ue013"


def test_ratings_with_a_break(tmp_path: Path, open_study: Callable[[StudyServer], Browser]) -> None:
    film(tmp_path / "check.mp4")
    folder = built(
        ratings(
            tmp_path,
            stimuli=2,
            consent="Do you agree?",
            details=[{"name": "age", "text": "Age"}],
            checks=[{"media": "check.mp4", "text": "Choose 3", "answer": 3}],
        ),
        tmp_path,
    )
    with served(folder) as server:
        page = open_study(server)
        page.heading("Study")
        page.focus("button")
        page.press(ENTER)
        page.heading("Faces")
        page.focus("input[type=checkbox]")
        page.press(SPACE)
        page.focus("input[type=text]")
        page.press("3", "1", ENTER)
        code = next(iter(server.plan.participants))
        for number in range(1, 6):
            page.heading(f"Video {number} of 5")
            groups = page.look("document.querySelectorAll('.tiles').length")
            page.press("4", ENTER)  # too early
            assert page.look("document.querySelectorAll('input:checked').length") == 0
            assert page.look("document.querySelector('button[type=submit]').disabled")
            page.press(SPACE)
            page.until("document.querySelector('.hint').textContent === 'Please answer.'")
            check = page.look("document.querySelector('legend').textContent === 'Choose 3'")
            page.press(*["3" if check else str(number)] * groups)
            if number == 2 and groups == 2:
                page.press(UP, "5")
            page.until("!document.querySelector('button[type=submit]').disabled")
            page.press(ENTER)
            if number == 3:
                page.heading("Video 4 of 5")
                page.driver.refresh()
                page.heading("Faces")
                page.focus("button")
                page.press(ENTER)
        page.heading("Everything is answered")
        page.focus("button")  # back, and another answer to the last
        page.press(ENTER)
        page.heading("Video 5 of 5")
        page.press("1")
        page.press(ENTER)
        page.heading("Everything is answered")
        page.focus("button.main")
        page.press(ENTER)
        page.heading("Thank you")
        page.driver.get(page.home)
        page.heading("Thank you")
    bundle = read_bundle(folder)
    standing = read_answers(folder / "answers.jsonl", bundle.plan)[code]
    assert standing.submitted
    assert standing.profile is not None
    assert standing.profile.details == {"age": "31"}
    for position, turn in enumerate(bundle.plan.participants[code]):
        answer = standing.answers[turn.trial]
        if turn.trial in bundle.key.checks:
            assert list(answer.answers.values()) == [[3]]
        elif position in (0, 2, 3):
            assert set(map(str, answer.answers.values())) == {f"[{position + 1}]"}
        elif position == 4:
            assert [1] in answer.answers.values()
        assert standing.seconds[turn.trial] >= 0.3
    assert sum(standing.revisions.values()) == 1


def test_pairs_of_sounds(tmp_path: Path, open_study: Callable[[StudyServer], Browser]) -> None:
    for number in range(2):
        for pitch, system in zip((0.1, 0.2), SYSTEMS, strict=True):
            tone(tmp_path / system / f"s{number}.wav", pitch=pitch)
    document = {
        "kind": "listening",
        "title": "Voices",
        "systems": {system: system for system in SYSTEMS},
        "stimuli": [{"name": f"s{number}"} for number in range(2)],
        "pairs": [list(SYSTEMS)],
        "scales": [SCALES[0]],
        "preferences": [BETTER],
        "participants": 2,
    }
    folder = built(document, tmp_path)
    with served(folder) as server:
        page = open_study(server)
        page.heading("Study")
        page.focus("button")
        page.press(ENTER)
        page.heading("Voices")
        page.focus("button")
        page.press(ENTER)
        for number in (1, 2):
            page.heading(f"Sound {number} of 2")
            page.press("b")
            page.until("document.querySelectorAll('progress')[2].value === 1")
            assert page.look("document.querySelector('.tiles input').disabled")
            page.press(SPACE)  # what was not heard yet
            page.until("document.querySelector('.hint').textContent === 'Please answer.'")
            page.press("5", "2", "3", LEFT)  # A 5, B 2, then B is better; one to the left: no difference
            page.until("document.querySelector('input[value=same]').checked")
            page.press("1", ENTER)
        page.heading("Everything is answered")
        page.press(ENTER)
        page.heading("Thank you")
    bundle = read_bundle(folder)
    standings = read_answers(folder / "answers.jsonl", bundle.plan)
    report = make_report(bundle, standings)
    (standing,) = (each for each in standings.values() if each.answers)
    assert all(each.answers == {"control": [5, 2], "better": "a"} for each in standing.answers.values())
    # One of the two pairs has changed sides: each system was A once.
    assert [each.mean.estimate for each in report.ratings] == [3.5, 3.5]
    assert (report.compared[0].preferred, report.compared[0].not_preferred) == (1, 1)


def test_labels_and_another_visit(tmp_path: Path, open_study: Callable[[StudyServer], Browser]) -> None:
    folder = built(labels(tmp_path), tmp_path)
    with served(folder) as server:
        page = open_study(server)
        code = list(server.plan.participants)[1]
        page.driver.get(f"{page.home}?participant={code}")
        page.heading("Labels")
        page.focus("button")
        page.press(ENTER)
        for number, key in enumerate("28", 1):
            page.heading(f"Picture {number} of 3")
            page.until("!document.querySelector('.tiles input').disabled")
            page.press(key, ENTER)
        page.heading("Picture 3 of 3")
    with served(folder) as server:  # the server was restarted meanwhile, on another port
        page = open_study(server)
        page.driver.get(f"{page.home}?participant={code}")
        page.heading("Labels")
        page.focus("button")
        page.press(ENTER)
        page.heading("Picture 3 of 3")
        page.until("!document.querySelector('.tiles input').disabled")
        page.press("4", ENTER)
        page.heading("Everything is answered")
        page.press(ENTER)
        page.heading("Thank you")
    bundle = read_bundle(folder)
    standing = read_answers(folder / "answers.jsonl", bundle.plan)[code]
    told = [standing.answers[turn.trial].answers["emotion"] for turn in bundle.plan.participants[code]]
    assert told == ["happy", "cannot tell", "angry"]
