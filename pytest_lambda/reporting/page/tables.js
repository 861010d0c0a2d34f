// Tables: figures of functions, queues and their messages.
function table(caption, heads, rows) {
  const isNumber = (cell) => /^[\d$<\u2013]/.test(cell);
  const side = (at) => (at && rows.length && rows.every((cells) => isNumber(cells[at])) ? "number" : null);
  return element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
    element("table", {}, element("caption", {}, caption),
      element("thead", {}, element("tr", {}, ...heads.map((head, at) => element("th", { scope: "col", class: side(at) }, head)))),
      element("tbody", {}, ...rows.map((cells) => element("tr", {}, ...cells.map((cell, at) => (at
        ? element("td", { class: side(at) }, cell)
        : element("th", { scope: "row" }, cell))))))));
}

function functionTable(caption, functions) {
  const names = Object.keys(functions);
  return table(caption,
    ["function", "invocations", "cold starts", "errors", "throttles", "retries", "p50", "p90", "p99", "max", "billed",
      "memory", "cost"],
    names.map((name) => {
      const figures = functions[name];
      return [name, whole(figures.count), whole(figures.cold), whole(figures.errors), whole(happened(figures, "throttle")),
        whole(happened(figures, "repeated")), ...figures.durations.map(milliseconds), milliseconds(figures.billed),
        figures.memory.length ? `${figures.memory.join(", ")} MB` : "\u2013", dollars(figures.cost)];
    }));
}

const happened = (figures, kind) => figures.events[kind] || 0;

function queueTables(test) {
  return test.queues.flatMap((queue) => [
    element("h4", {}, queue.name),
    element("p", {}, Object.entries(queue.states).filter(([, number]) => number)
      .map(([state, number]) => `${whole(number)} ${state}`).join(", ") || "no message came"),
    queue.messages.length ? table(`Messages of ${queue.name}`, ["message", "in the end", "receives", "its life"],
      queue.messages.map(([id, state, receives, moments]) => [id, state, whole(receives),
        moments.map(([us, what]) => `${what} ${moment(us - test.base)}`).join(" \u2192 ")])) : "",
    queue.left_out ? element("p", { class: "soft" }, `${counted(queue.left_out, "further message")} not shown`) : "",
  ]);
}

function figureCards(figures) {
  const cards = [
    ["invocations", whole(figures.count), ""],
    ["cold starts", whole(figures.cold), "cold"],
    ["errors", whole(figures.errors), figures.errors ? "bad" : ""],
    ["throttles", whole(happened(figures, "throttle")), happened(figures, "throttle") ? "warn" : ""],
    ["retries", whole(happened(figures, "repeated")), happened(figures, "repeated") ? "warn" : ""],
    ["dead letters", whole(happened(figures, "dead letter")), happened(figures, "dead letter") ? "bad" : ""],
    ["to destinations", whole(happened(figures, "destination")), ""],
    ["lost", whole(happened(figures, "lost")), happened(figures, "lost") ? "bad" : ""],
    ["p50 / p99", `${milliseconds(figures.durations[0])} / ${milliseconds(figures.durations[2])}`, ""],
    ["cost", dollars(figures.cost), ""],
  ].filter(([name, value], at) => at < 4 || value !== "0" || name === "cost");
  return element("dl", { class: "cards" }, ...cards.map(([name, value, tone]) =>
    element("div", { class: `card ${tone}` }, element("dt", {}, name), element("dd", {}, value))));
}
