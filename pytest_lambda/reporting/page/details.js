// What is known of one invocation: facts, log, event and result.
class Details {
  constructor(selection) {
    this.selection = selection;
    this.asked = 0;
    this.panel = element("aside", { class: "details", "aria-label": "Invocation", tabindex: "-1", hidden: true });
    this.panel.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
    });
  }

  close() {
    this.selection.choose(-1);
    if (this.back) this.back.focus();
  }

  async show() {
    const each = this.selection.chosen;
    const asked = ++this.asked;
    this.panel.hidden = each < 0;
    if (each < 0) return;
    const texts = element("div", { class: "texts" }, element("p", { class: "soft" }, "Unpacking\u2026"));
    this.panel.replaceChildren(this.head(each), this.attempts(each), this.facts(each), this.failures(each), texts);
    this.panel.scrollTop = 0;
    const found = await this.selection.test.texts.of(each);
    if (asked !== this.asked) return;
    texts.replaceChildren(...this.texts(found));
  }

  head(each) {
    const { test } = this.selection;
    const { word, sign: mark } = OUTCOMES[test.outcome[each]];
    return element("div", { class: "details-head" },
      element("h3", {}, badge(test.outcome[each]), ` ${test.functionOf(each)}`,
        element("span", { class: "sr" }, `, ${mark} ${word}`)),
      element("button", { type: "button", class: "close", onclick: () => this.close(), "aria-label": "Close" }, "\u2715"));
  }

  attempts(each) {
    const { test } = this.selection;
    const all = test.attempts.get(test.id[each]);
    if (all.length < 2) return element("div", { class: "none" });
    return element("div", { class: "attempts", role: "group", "aria-label": "Attempts with this event" },
      ...all.map((other, at) => element("button", { type: "button", "aria-current": String(other === each),
        onclick: () => this.selection.choose(other) },
      `${OUTCOMES[test.outcome[other]].sign} attempt ${at + 1}, ${moment(test.starts[other])}`)));
  }

  facts(each) {
    const { test } = this.selection;
    const { strings } = test;
    const [number, stream] = test.lanes[test.lane[each]];
    const [, handler, memory, timeout, runtime] = test.functions[number];
    const facts = [
      ["error", strings[test.error[each]]],
      ["request id", strings[test.id[each]]],
      ["began", `${moment(test.starts[each])}${test.virtual ? "" : " (real time)"}, ${clock(test.base + test.starts[each])}`],
      ["waited before", test.asked[each] > 0 ? moment(test.asked[each]) : ""],
      ["duration", `${milliseconds(test.duration[each] / 1000)}, billed ${whole(test.billed[each])} ms`],
      ["cold start", test.cold[each] ? `yes, init ${milliseconds(test.init[each] / 1000)}` : ""],
      ["attempt", test.attempt[each] > 1 ? whole(test.attempt[each]) : ""],
      ["invoked", test.source[each] && strings[test.source[each]]
        ? `by ${strings[test.source[each]]} with ${counted(test.records[each], "record")}`
        : test.kind[each] ? "asynchronously" : "synchronously"],
      ["verdict", strings[test.verdict[each]]],
      ["environment", strings[stream]],
      ["configuration", `${handler}, ${memory} MB, ${timeout} s, ${runtime}`],
    ];
    return element("dl", {}, ...facts.filter(([, value]) => value).flatMap(([name, value]) => [
      element("dt", {}, name), element("dd", {}, visible(value))]));
  }

  failures(each) {
    const failed = this.selection.test.failures[each];
    if (!failed) return element("div", { class: "none" });
    return element("details", { class: "failures" },
      element("summary", {}, `Records that are not done: ${whole(failed.length)}`),
      element("ul", {}, ...failed.map((text) => element("li", {}, visible(text)))));
  }

  texts(found) {
    if (!found) return [element("p", { class: "soft" }, "Its texts are not kept: retain_invocations.")];
    return [["Log", found.log], ["Event", pretty(found.event)], ["Result", pretty(found.payload)]].map(([name, text]) =>
      element("section", {}, element("h4", {}, name),
        element("pre", { tabindex: "0", "data-text": name.toLowerCase(), "aria-label": name }, visible(text))));
  }
}

function badge(outcome) {
  const { word, sign: mark } = OUTCOMES[outcome];
  return element("span", { class: `badge outcome-${outcome}` },
    element("span", { "aria-hidden": "true" }, `${mark} `), word);
}

function verdictBadge(outcome) {
  const { word, sign: mark, colour: tone } = VERDICTS[outcome] || VERDICTS.interrupted;
  return element("span", { class: `badge ${tone}` }, element("span", { "aria-hidden": "true" }, `${mark} `), word);
}
