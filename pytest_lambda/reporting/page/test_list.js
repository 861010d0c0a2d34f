// All tests, to be found and chosen.
class TestList {
  constructor(open) {
    this.entries = [{ number: -1, text: "" }, ...index.tests.map((test, number) => ({ number,
      text: [test.nodeid, test.outcome, ...Object.keys(test.functions)].join("\n").toLowerCase() }))];
    this.rows = new Rows({ label: "Tests", height: 44, most: 0, render: (entry) => this.row(entry),
      choose: (entry) => open(entry.number) });
    this.field = document.getElementById("find-test");
    this.field.addEventListener("input", () => this.filter());
    document.getElementById("tests").append(this.rows.box);
    this.open = -1;
    this.filter();
  }

  filter() {
    const wanted = this.field.value.trim().toLowerCase();
    const shown = this.entries.filter((entry) => !wanted || entry.text.includes(wanted));
    this.rows.fill(shown, shown.findIndex((entry) => entry.number === this.open));
  }

  mark(number) {
    this.open = number;
    this.rows.mark(this.rows.items.findIndex((entry) => entry.number === number));
  }

  row(entry) {
    if (entry.number < 0) {
      return element("div", { class: "test" }, element("span", { class: "name" }, "The whole run"),
        element("span", { class: "soft" }, counted(index.tests.length, "test")));
    }
    const test = index.tests[entry.number];
    const { sign: mark, word, colour: tone } = VERDICTS[test.outcome] || VERDICTS.interrupted;
    const [file, name] = nodeParts(test.nodeid);
    const { count, errors } = test.figures;
    const throttles = happened(test.figures, "throttle");
    return element("div", { class: "test", title: visible(test.nodeid) },
      element("span", { class: "name" },
        element("span", { class: `dot ${tone}`, "aria-hidden": "true" }, mark),
        element("span", { class: "sr" }, `${word}: `), visible(name) + runOf(test)),
      element("span", { class: "soft" }, visible(file)),
      element("span", { class: "soft counts" }, counted(count, "invocation"),
        errors ? `, ${counted(errors, "error")}` : "", throttles ? `, ${counted(throttles, "throttle")}` : ""));
  }
}

function nodeParts(nodeid) {
  const at = nodeid.indexOf("::");
  return at < 0 ? ["", nodeid] : [nodeid.slice(0, at), nodeid.slice(at + 2)];
}

const runOf = (test) => (test.run[1] > 1 ? ` (run ${test.run[0]} of ${test.run[1]})` : "");
