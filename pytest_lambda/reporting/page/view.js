// One test, or the whole run, in the main part of the page.
class TestView {
  constructor(number, test) {
    this.summary = index.tests[number];
    this.test = test;
    test.virtual = this.summary.virtual;
    this.selection = new Selection(test);
    this.details = new Details(this.selection);
    this.overview = new Overview(this.selection);
    this.lanes = new Lanes(this.selection);
    this.list = new Rows({ label: "Invocations, oldest first", height: 26, render: (each) => this.row(each),
      choose: (each) => this.selection.choose(each), open: () => this.openDetails() });
    this.details.back = this.list.box;
    this.selection.listeners.push((what) => this.changed(what));
  }

  changed(what) {
    const { selection } = this;
    if (what === "chosen") {
      this.lanes.reveal();
      this.details.show();
      this.list.mark(selection.list.indexOf(selection.chosen));
      remember();
    }
    if (what === "filter") this.fill();
    this.overview.drawing.again();
    this.lanes.drawing.again();
  }

  openDetails() {
    this.details.panel.focus({ preventScroll: true });
  }

  redraw() {
    this.lanes.drawing.now();
    // One axis for both: a scroll bar beside the lanes takes room from both.
    this.overview.drawing.canvas.style.width = `${this.lanes.drawing.width + 2}px`;
    this.overview.drawing.now();
    this.list.draw();
  }

  fill() {
    const { list, chosen } = this.selection;
    this.list.fill(list, list.indexOf(chosen));
    this.found.textContent = this.selection.filtered ? `${whole(list.length)} of ${counted(this.test.count, "invocation")}`
      : counted(this.test.count, "invocation");
  }

  elements() {
    const { summary, test } = this;
    const stage = element("div", { class: "stage" });
    this.found = element("output", { class: "found", "aria-live": "polite" });
    const parts = [
      ...this.heading(),
      figureCards(summary.figures),
      element("div", { class: "work" },
        stage, this.details.panel),
      this.happenings(),
      section("Functions: durations and cost", functionTable("Functions of this test", summary.functions)),
      test.queues.length ? section("Queues and their messages", ...queueTables(test)) : "",
    ];
    stage.append(
      element("section", { "aria-label": "Timeline" }, this.controls(), this.overview.drawing.canvas,
        this.lanes.scroller, this.lanes.tip, legend()),
      element("section", { "aria-label": "Invocations" }, element("h3", {}, "Invocations"), this.finder(), this.head(),
        this.list.box));
    new ResizeObserver(() => this.redraw()).observe(stage);
    this.fill();
    return parts;
  }

  heading() {
    const { summary, test } = this;
    const [file, name] = nodeParts(summary.nodeid);
    const notes = [
      !test.count && !test.marks.at.length ? "no invocation"
        : test.virtual ? `virtual time from ${clock(test.base)}` : "real time",
      summary.examples ? `Hypothesis: the last of ${counted(summary.examples, "example")} is shown, `
        + `${summary.outcome === "failed" ? "the one that fails" : "all others are left out"}` : "",
      summary.repeat ? `again with ${summary.repeat}` : "",
      summary.shown < summary.figures.count ? `the latest ${whole(summary.shown)} invocations are drawn; figures count all` : "",
      test.marks_left_out ? `${whole(test.marks_left_out)} earlier marks are not drawn` : "",
    ].filter(Boolean);
    const message = summary.message && element("pre", { class: "message", tabindex: "0", "aria-label": "Message" },
      visible(summary.message));
    return [
      element("div", { class: "title" }, element("h2", {}, visible(name) + runOf(summary)), verdictBadge(summary.outcome)),
      element("p", { class: "soft" }, visible(file)),
      element("p", { class: "soft" }, notes.join(" \u00b7 ")),
      message || "",
    ];
  }

  controls() {
    const { selection } = this;
    const button = (text, label, act) => element("button", { type: "button", "aria-label": label, title: label,
      onclick: act }, text);
    const fold = element("input", { type: "checkbox", id: "fold", checked: selection.folds,
      onchange: (event) => selection.fold(event.target.checked) });
    return element("div", { class: "controls" },
      button("+", "Zoom in (+)", () => selection.zoom(0.5)),
      button("\u2212", "Zoom out (-)", () => selection.zoom(2)),
      button("All", "Show all of the time (0)", () => selection.show(0, 1)),
      element("label", { for: "fold" }, fold, " fold quiet time"),
      element("span", { class: "soft hint" }, "drag over the chart to zoom, Ctrl and the wheel, or + and \u2212"));
  }

  finder() {
    const { selection } = this;
    const field = element("input", { type: "search", id: "find", placeholder: "function, request id, error, source",
      autocomplete: "off", spellcheck: "false" });
    const deep = element("input", { type: "checkbox", id: "deep" });
    const progress = element("span", { class: "soft", id: "progress" });
    const search = () => selection.search(field.value.trim().toLowerCase(), deep.checked, (part) => {
      progress.textContent = part < 1 ? `searching, ${Math.floor(part * 100)} %` : "";
    });
    let timer = 0;
    field.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(search, 120);
    });
    deep.addEventListener("change", search);
    return element("div", { class: "finder", role: "search" },
      element("label", { for: "find" }, "Find "), field,
      element("label", { for: "deep" }, deep, " also in logs, events and results"), progress,
      element("div", { class: "chips", role: "group", "aria-label": "Show only" },
        ...OUTCOMES.map((outcome, at) => this.chip(selection.outcomes, at, `${outcome.sign} ${outcome.word}`,
          this.test.outcome.filter((each) => each === at).length)),
        this.chip(selection.only, "cold", "\u2744 cold starts", this.test.cold.filter(Boolean).length),
        this.chip(selection.only, "repeated", "\u21bb retries", this.test.attempt.filter((each) => each > 1).length)),
      this.found);
  }

  chip(set, value, text, count) {
    if (!count) return "";
    return element("button", { type: "button", class: "chip", "aria-pressed": "false", onclick: (event) => {
      if (!set.delete(value)) set.add(value);
      event.target.setAttribute("aria-pressed", String(set.has(value)));
      this.selection.filter();
    } }, `${text} ${whole(count)}`);
  }

  head() {
    return element("div", { class: "invocation heads", "aria-hidden": "true" },
      ...["began", "outcome", "function", "duration", "", "error or verdict", "request id"].map((text) =>
        element("span", {}, text)));
  }

  row(each) {
    const { test } = this;
    const { strings } = test;
    const { word, sign: mark } = OUTCOMES[test.outcome[each]];
    const signs = [test.cold[each] ? "\u2744 cold" : "", test.attempt[each] > 1 ? `\u21bb ${test.attempt[each]}` : ""];
    return element("div", { class: "invocation" },
      element("span", { class: "number" }, moment(test.starts[each])),
      element("span", { class: `outcome outcome-${test.outcome[each]}` }, `${mark} ${word}`),
      element("span", {}, test.functionOf(each)),
      element("span", { class: "number" }, milliseconds(test.duration[each] / 1000)),
      element("span", {}, signs.filter(Boolean).join(" ")),
      element("span", {}, visible(strings[test.error[each]] || strings[test.verdict[each]])),
      element("span", { class: "mono soft" }, strings[test.id[each]]));
  }

  happenings() {
    const { marks, strings, names } = this.test;
    if (!marks.at.length) return "";
    const rows = new Rows({ label: "What happened besides, oldest first", height: 26, most: 320, choose: () => {},
      render: (at) => element("div", { class: "happening" },
        element("span", { class: "number" }, moment(marks.at[at])),
        element("span", {}, MARKS[marks.kind[at]] ? marks.kind[at] : "note"),
        element("span", {}, names[marks.name[at]]),
        element("span", { title: visible(strings[marks.text[at]]) }, visible(strings[marks.text[at]])),
        element("span", { class: "mono soft" }, visible(strings[marks.about[at]]))) });
    rows.fill(marks.at.map((_, at) => at), -1);
    return section("Throttles, retries, dead letters", rows.box);
  }
}

function section(title, ...parts) {
  return element("section", { "aria-label": title }, element("h3", {}, title), ...parts);
}

function legend() {
  return element("ul", { class: "legend", "aria-label": "Legend" },
    ...OUTCOMES.map((outcome, at) => element("li", {}, element("span", { class: `swatch outcome-${at}` }),
      `${outcome.sign} ${outcome.word}`)),
    element("li", {}, element("span", { class: "swatch init" }), "\u2744 init of a cold start"),
    element("li", {}, element("span", { class: "swatch throttle" }), "throttled"),
    element("li", {}, element("span", { class: "swatch link" }), "the same event again"));
}

function wholeRun() {
  if (!index.tests.length) {
    return [element("div", { class: "empty" }, element("h2", {}, "No test of this run invoked a Lambda function"),
      element("p", {}, "The page shows what happens to functions of the fixtures lambda_function, "
        + "lambda_function_factory and lambda_service."))];
  }
  const tests = new Rows({ label: "Tests with their figures", height: 28, most: 560, choose: () => {},
    open: (number) => open(number), render: (number) => testRow(number) });
  tests.fill(index.tests.map((_, number) => number), -1);
  return [element("h2", {}, "The whole run"), figureCards(index.figures),
    section("Functions: durations and cost", functionTable("Functions of all tests", index.functions)),
    section("Tests", tests.box)];
}

function testRow(number) {
  const test = index.tests[number];
  const { figures } = test;
  return element("div", { class: "test-row" }, verdictBadge(test.outcome),
    element("span", {}, visible(test.nodeid) + runOf(test)),
    element("span", { class: "number" }, counted(figures.count, "invocation")),
    element("span", { class: "number" }, figures.errors ? counted(figures.errors, "error") : ""),
    element("span", { class: "number" }, happened(figures, "throttle")
      ? counted(happened(figures, "throttle"), "throttle") : ""));
}
