"""The page in a real browser: real clicks and keys, nothing of a user's data executed, nothing asked of a network."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench.report_speed import INVOCATIONS, copied, written_page
from pytest_lambda.reporting.fragment import Fragment
from pytest_lambda.reporting.recorder import Recorder
from pytest_lambda.runtime.function import LambdaFunction
from tests.reporting.pages import ReportPage

#: where the time axis of the drawings begins, and how high their rows are
GUTTER, AXIS, HEAD, LANE = 188, 22, 26, 20


@pytest.fixture
def opened(open_page, storm_page):
    """Opens the page at one of its tests."""
    nodeids = ReportPage(storm_page).nodeids

    def open_test(name="", *, invocation=None, **options):
        number = next(at for at, nodeid in enumerate(nodeids) if name in nodeid)
        fragment = f"#test={number}" + ("" if invocation is None else f"&invocation={invocation}")
        page = open_page(storm_page, fragment if name else "", **options)
        return page

    return open_test


def details(page):
    """The texts of the invocation that is shown."""
    page.wait("document.querySelectorAll('.details pre').length === 3")
    return {name: page.text(f".details pre[data-text={name}]") for name in ("log", "event", "result")}


def test_it_opens_at_the_first_test_that_failed(opened):
    page = opened()
    assert page.text("h2") == "test_examples"
    assert "failed" in page.text(".title")
    assert "the last of " in page.text("#view")
    assert "the one that fails" in page.text("#view")
    assert "assert (20 < 20" in page.text(".message")


def test_a_test_is_opened_by_a_click(opened):
    page = opened()
    page.run("[...document.querySelectorAll('.test')].find((e) => e.innerText.includes('test_storm')).id = 'wanted'")
    page.click("#wanted")
    page.wait("document.querySelector('h2').innerText === 'test_storm'")
    cards = dict(zip(page.texts(".card dt"), page.texts(".card dd"), strict=True))
    assert cards["invocations"] == "34"
    assert cards["throttles"] == "21"
    assert cards["dead letters"] == "6"
    assert page.run("location.hash").startswith("#test=")


def test_a_click_on_an_invocation_shows_log_event_and_result(opened):
    page = opened("test_good")
    left, top, width, _ = page.box(".lanes canvas")
    assert page.run("document.querySelector('.details').hidden")
    page.click_at(left + width - 20, top + AXIS + HEAD + LANE / 2)
    shown = details(page)
    assert "INIT_START" in shown["log"]
    assert "REPORT RequestId" in shown["log"]
    assert json.loads(shown["event"]) == {"Records": []}
    assert json.loads(shown["result"]) == {"ok": True}
    assert "yes, init 400 ms" in page.text(".details dl")


def test_a_click_beside_all_invocations_shows_nothing(opened):
    page = opened("test_good")
    left, top, _, _ = page.box(".lanes canvas")
    page.click_at(left + 40, top + AXIS + HEAD + LANE / 2)
    assert page.run("document.querySelector('.details').hidden")


def test_what_is_under_the_mouse_is_told(opened):
    page = opened("test_good")
    left, top, width, _ = page.box(".lanes canvas")
    page.call("Input.dispatchMouseEvent", type="mouseMoved", x=left + width - 20, y=top + AXIS + HEAD + LANE / 2)
    page.wait("!document.querySelector('.tip').hidden")
    assert "ok" in page.text(".tip")
    assert "cold start, init 400 ms" in page.text(".tip")


def test_the_attempts_of_one_event_lead_to_each_other(opened):
    page = opened("test_storm")
    page.run("[...document.querySelectorAll('.invocation.row')].find((e) => e.innerText.includes('ConnectionError')).id='x'")
    page.click("#x")
    page.wait("document.querySelectorAll('.attempts button').length === 3")
    page.click(".attempts button:nth-child(3)")
    page.wait("document.querySelector('.attempts button:nth-child(3)').ariaCurrent === 'true'")
    assert "attempt" in page.text(".details dl")
    assert "the bank does not answer" in details(page)["log"]


def test_keys_alone_are_enough(opened):
    page = opened("test_storm")
    page.run("document.querySelector('section[aria-label=Invocations] .rows').focus()")
    page.press("ArrowDown", "ArrowDown")
    first = page.text(".details dl")
    page.press("End")
    page.wait(f"document.querySelector('.details dl').innerText !== {json.dumps(first)}")
    selected = "document.querySelector('section[aria-label=Invocations] [aria-selected=true]')"
    assert page.run(f"{selected}.getAttribute('aria-posinset')") == "34"
    page.press("Enter")
    assert page.run("document.activeElement.className") == "details"
    page.press("Escape")
    assert page.run("document.querySelector('.details').hidden")
    assert page.run("document.activeElement.getAttribute('aria-label')") == "Invocations, oldest first"


def test_lanes_have_keys_too(opened):
    page = opened("test_storm")
    page.run("document.querySelector('.lanes').focus()")
    page.press("ArrowRight")
    began = page.text(".details dl")
    page.press("ArrowRight")
    assert page.text(".details dl") != began
    page.press("ArrowDown")
    before = page.run("document.querySelector('.lanes canvas').toDataURL()")
    page.press("+", "+")
    page.run("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    zoomed = page.run("document.querySelector('.lanes canvas').toDataURL()")
    assert zoomed != before
    page.press("0")
    page.run("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert page.run("document.querySelector('.lanes canvas').toDataURL()") == before


def test_a_drag_over_the_chart_zooms(opened):
    page = opened("test_storm")
    left, top, width, height = page.box(".overview")
    before = page.run("document.querySelector('.lanes canvas').toDataURL()")
    inner = width - GUTTER
    page.drag([(left + GUTTER + inner * part, top + height / 2) for part in (0.2, 0.3, 0.5)])
    page.run("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert page.run("document.querySelector('.lanes canvas').toDataURL()") != before
    page.click("button[aria-label^='Show all of the time']")
    page.run("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert page.run("document.querySelector('.lanes canvas').toDataURL()") == before


def test_quiet_time_can_be_unfolded(opened):
    page = opened("test_storm")
    before = page.run("document.querySelector('.lanes canvas').toDataURL()")
    assert page.run("document.querySelector('#fold').checked")
    page.click("#fold")
    page.run("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert page.run("document.querySelector('.lanes canvas').toDataURL()") != before


def test_search_finds_errors_and_ids(opened):
    page = opened("test_storm")
    page.write("#find", "connectionerror")
    page.wait("document.querySelector('.found').innerText === '12 of 34 invocations'")
    assert all("ConnectionError" in text for text in page.texts(".invocation.row"))
    request_id = page.texts(".invocation.row .mono")[0]
    page.write("#find", request_id)
    page.wait("document.querySelector('.found').innerText === '3 of 34 invocations'")
    page.write("#find", "")
    page.wait("document.querySelector('.found').innerText === '34 invocations'")


def test_search_looks_into_logs_and_payloads_if_it_is_to(opened):
    page = opened("test_storm")
    page.write("#find", "the bank does not answer")
    page.wait("document.querySelector('.found').innerText === '0 of 34 invocations'")
    page.click("#deep")
    page.wait("document.querySelector('.found').innerText === '12 of 34 invocations'")


def test_filters_show_only_some(opened):
    page = opened("test_storm")
    for chip, found in (("timeout", 6), ("exit", 9)):
        page.run(f"[...document.querySelectorAll('.chip')].find((e) => e.innerText.includes('{chip}')).id = '{chip}'")
        page.click(f"#{chip}")
        page.wait(f"document.querySelector('.found').innerText === '{found} of 34 invocations'")
        assert page.run(f"document.querySelector('#{chip}').ariaPressed") == "true"
    outcomes = {text.split("\n")[1] for text in page.texts(".invocation.row")}
    assert {each.split()[-1] for each in outcomes} == {"timeout", "exit"}


def test_the_list_of_tests_is_filtered(opened):
    page = opened()
    page.write("#find-test", "payments")
    page.wait("document.querySelectorAll('.test').length === 1")
    assert "test_storm" in page.text(".test")
    page.write("#find-test", "init error")
    page.wait("document.querySelectorAll('.test').length === 0")


def test_a_link_names_an_invocation(opened):
    page = opened("test_storm", invocation=4)
    details(page)
    assert page.run("location.hash").endswith("&invocation=4")


def test_dark_and_light(opened):
    background = "getComputedStyle(document.body).backgroundColor"
    page = opened("test_storm")
    light, drawn = page.run(background), page.run("document.querySelector('.lanes canvas').toDataURL()")
    page.click("#theme")
    assert page.run(background) != light
    assert page.run("document.querySelector('.lanes canvas').toDataURL()") != drawn
    page.click("#theme")
    assert page.run(background) == light
    dark = opened("test_storm", dark=True)
    assert dark.run(background) == "rgb(18, 22, 28)"
    assert dark.run("document.querySelector('#theme').ariaPressed") == "true"
    dark.prefer_dark(False)
    assert dark.run(background) == light
    dark.click("#theme")
    dark.prefer_dark(True)
    dark.prefer_dark(False)
    assert dark.run(background) == "rgb(18, 22, 28)"  # what was chosen stays


def test_data_of_users_are_never_executed(opened):
    page = opened("test_hostile")
    assert "</script><script>window.hacked = 3</script>" in page.text("h2")
    page.click(".invocation.row")
    shown = details(page)
    assert "window.hacked = 1" in shown["log"]
    assert "onerror" in shown["log"]
    assert "\u2400 end of the line" in shown["log"]
    assert "window.hacked = 4" in shown["event"]
    assert "lone" in shown["event"]
    assert page.run("typeof window.hacked") == "undefined"


def test_a_huge_payload_is_cut_with_a_note(opened):
    page = opened("test_hostile", invocation=1)
    result = details(page)["result"]
    assert len(result) < 20_000
    assert "cut here for the report: 100," in result


def test_no_script_but_its_own_would_run(open_page, storm_page, tmp_path):
    text = storm_page.read_text(encoding="ascii")
    changed = tmp_path / "changed.html"
    changed.write_text(text.replace("</main>", "</main><script>window.hacked = 5</script>"), encoding="ascii")
    page = open_page(changed)
    assert page.run("typeof window.hacked") == "undefined"
    assert any("Content Security Policy" in each for each in page.complaints())
    page.forgive()


def test_without_the_browsers_own_decompression(opened):
    page = opened("test_storm", invocation=0)
    alone = opened("test_storm", invocation=0, before="delete window.DecompressionStream")
    assert alone.run("typeof DecompressionStream") == "undefined"
    assert details(alone) == details(page)
    assert alone.text("#view") == page.text("#view")


@pytest.mark.parametrize("text", ["", "a", "abc" * 40_000, "\u00e9\u4e2d\U0001f600" * 500])
@pytest.mark.parametrize("level", [0, 1, 9])
def test_its_own_decompression_knows_every_kind_of_block(open_page, storm_page, text, level):
    import base64
    import zlib

    squeeze = zlib.compressobj(level, zlib.DEFLATED, -15)
    content = base64.b64encode(squeeze.compress(text.encode()) + squeeze.flush()).decode()
    script = (Path(__file__).parents[2] / "pytest_lambda/reporting/page/inflate.js").read_text(encoding="ascii")
    page = open_page(storm_page)
    found = page.run(
        f"(() => {{ {script}; const bytes = Uint8Array.from(atob('{content}'), (c) => c.charCodeAt(0));"
        "return new TextDecoder().decode(new Inflater(bytes).whole()); })()"
    )
    assert found == text


def test_a_narrow_window(opened):
    page = opened("test_storm", invocation=3, width=420, height=800)
    details(page)
    assert page.run("document.documentElement.scrollWidth") <= 420


def test_it_prints(opened):
    page = opened("test_storm", dark=True)
    page.prefer_dark(True, media="print")
    assert page.run("getComputedStyle(document.querySelector('nav')).display") == "none"
    assert page.run("getComputedStyle(document.querySelector('main')).overflow") == "visible"
    assert len(page.call("Page.printToPDF")["data"]) > 10_000
    page.prefer_dark(True)
    background = "getComputedStyle(document.body).backgroundColor"
    assert page.run(background) == "rgb(18, 22, 28)"
    page.run("dispatchEvent(new Event('beforeprint'))")
    assert page.run(background) == "rgb(246, 247, 249)"
    page.run("dispatchEvent(new Event('afterprint'))")
    assert page.run(background) == "rgb(18, 22, 28)"


def test_what_can_be_used_has_a_name(opened):
    page = opened("test_storm", invocation=0)
    details(page)
    nodes = page.call("Accessibility.getFullAXTree")["nodes"]
    used = ("button", "checkbox", "searchbox", "listbox", "option", "image", "navigation", "main", "complementary", "table")
    found = [node for node in nodes if not node["ignored"] and node["role"]["value"] in used]
    names = {(node["role"]["value"], node.get("name", {}).get("value", "")) for node in found}
    assert [role for role, name in names if not name and role != "main"] == []
    assert {"searchbox", "listbox", "option", "image", "navigation", "complementary", "table"} <= {role for role, _ in names}


def test_tables_of_functions_and_queues(opened):
    page = opened("test_storm")
    functions = page.text("section[aria-label='Functions: durations and cost'] table")
    assert "orders" in functions
    assert "128 MB" in functions
    assert "$" in functions
    queues = page.text("section[aria-label='Queues and their messages']")
    assert "6 dead letter" in queues
    assert "orders-dlq" in queues
    assert "sent 0.000 s" in queues
    assert "dead_letter" in queues


@pytest.mark.parametrize("address", ["#test=-1", "#test=999", "#test=orders"])
def test_an_address_without_a_test_shows_the_whole_run(open_page, storm_page, address):
    assert open_page(storm_page, address).text("h2") == "The whole run"


def test_the_whole_run(open_page, storm_page):
    page = open_page(storm_page, "#test=-1")
    assert page.text("h2") == "The whole run"
    assert "payments" in page.text("table")
    page.run("[...document.querySelectorAll('.test-row')].find((e) => e.innerText.includes('test_good')).id = 'wanted'")
    page.click("#wanted")
    page.wait("document.querySelector('h2').innerText === 'test_good'")


def test_a_run_without_functions(open_page, project):
    project.test("def test_it(): pass")
    project.passes(1, "--lambda-report=report.html")
    page = open_page(project.path / "report.html")
    assert page.text("h2") == "No test of this run invoked a Lambda function"


def test_an_example_that_invokes_nothing(open_page, tmp_path):
    (tmp_path / "app.py").write_text("def handler(event, context): return event\n")
    fragment = Fragment(tmp_path / "main.jsonl")
    recorder = Recorder(fragment)
    recorder.begin_test("test_orders.py::test_examples")
    with LambdaFunction("app.handler", task_root=tmp_path) as function:
        recorder.function(function)
        recorder.begin_example()
        function.invoke({})
        recorder.begin_example()
    recorder.end_test("failed", "assert False")
    fragment.close()
    written_page(tmp_path, tmp_path / "report.html")

    page = open_page(tmp_path / "report.html")
    assert page.text("h2") == "test_examples"
    assert "no invocation" in page.text("#view")
    assert "the last of 2 examples is shown, the one that fails" in page.text("#view")
    assert page.text(".message") == "assert False"
    assert page.text(".found") == "0 invocations"


def test_100_000_invocations(open_page, tmp_path):
    (tmp_path / "app.py").write_text("def handler(event, context):\n    return event['id'] / (event['id'] % 100)\n")
    (tmp_path / "one").mkdir()
    (tmp_path / "many").mkdir()
    fragment = Fragment(tmp_path / "one" / "main.jsonl")
    recorder = Recorder(fragment)
    recorder.begin_test("test_orders.py::test_many")
    with LambdaFunction("app.handler", task_root=tmp_path) as function:
        recorder.function(function)
        for number in range(1000):
            function.invoke({"id": number})
    recorder.end_test("passed", "")
    fragment.close()
    copied(tmp_path / "one" / "main.jsonl", tmp_path / "many" / "main.jsonl")
    written_page(tmp_path / "many", tmp_path / "report.html")

    page = open_page(tmp_path / "report.html")
    assert page.text(".found") == f"{INVOCATIONS:,} invocations"
    rows = "section[aria-label=Invocations] .rows"
    assert page.run(f"document.querySelectorAll('{rows} .row').length") < 60
    page.run(f"document.querySelector('{rows}').scrollTop = 1e9")
    page.wait(f"[...document.querySelectorAll('{rows} .row')].some((e) => e.ariaPosInSet === '{INVOCATIONS}')")
    page.run(f"document.querySelector('{rows}').focus()")
    page.press("End")
    assert json.loads(details(page)["event"]) == {"id": 999}
    page.write("#find", "zerodivisionerror")
    page.wait("document.querySelector('.found').innerText === '1,000 of 100,000 invocations'")
    page.run("document.querySelector('.lanes').focus()")
    page.press("0", "+", "+", "ArrowLeft")
    assert json.loads(details(page)["event"]) == {"id": 900}  # the one before that passes the filter
