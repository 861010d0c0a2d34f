// Execution environments as lanes over time, under the things that happened to the function's events.
const LANE = 20;
const HEAD = 26;
const AXIS = 22;
const MOST_HEIGHT = 460;
const MOST_LINKS = 300;

class Lanes {
  constructor(selection) {
    this.selection = selection;
    this.chains = [...selection.test.attempts.values()].filter((attempts) => attempts.length > 1);
    this.layOut();
    this.viewport = Math.min(MOST_HEIGHT, this.tall + AXIS + 2);
    this.drawing = new Drawing("", this.viewport, (paint, width) => this.draw(paint, width));
    this.drawing.canvas.setAttribute("aria-label", this.label());
    this.scroller = element("div", { class: "lanes", tabindex: "0", role: "group",
      "aria-label": "Environments over time: arrow keys go from invocation to invocation, plus and minus zoom, 0 shows all" },
    this.drawing.canvas, element("div", { class: "tall" }));
    this.scroller.lastChild.style.height = `${this.tall + AXIS - this.viewport}px`;
    this.scroller.style.maxHeight = `${this.viewport + 2}px`; // with its border
    this.tip = element("div", { class: "tip", hidden: true });
    this.listen();
  }

  label() {
    const { test } = this.selection;
    return `${counted(test.lanes.length, "environment")} of ${counted(test.names.length, "function")}, `
      + `${counted(test.count, "invocation")} over ${moment(test.last)}`;
  }

  layOut() {
    const { test } = this.selection;
    this.rows = [];
    this.rowOfLane = new Array(test.lanes.length);
    let y = 0;
    const add = (row, height) => {
      this.rows.push({ ...row, y, height });
      y += height;
    };
    test.names.forEach((name, number) => {
      const lanes = test.lanes.flatMap(([each], at) => (test.functions[each][0] === number ? [at] : []));
      add({ head: name, lanes: lanes.length }, HEAD);
      for (const kind of Object.keys(MARKS)) {
        const at = [];
        test.marks.kind.forEach((each, mark) => {
          if (each === kind && test.marks.name[mark] === number) at.push(mark);
        });
        if (at.length) add({ kind, marks: at }, LANE);
      }
      lanes.forEach((lane, which) => {
        this.rowOfLane[lane] = this.rows.length;
        add({ lane, which: which + 1 }, LANE);
      });
    });
    this.order = this.rows.flatMap((row) => (row.lane === undefined ? [] : [row.lane]));
    this.tall = y;
  }

  x(us, width) {
    const { from, to, folding } = this.selection;
    return GUTTER + ((folding.to(us) - from) / (to - from)) * (width - GUTTER - EDGE);
  }

  draw(paint, width) {
    const palette = (this.palette = new Palette(paint));
    const top = this.scroller.scrollTop;
    paint.fillStyle = palette.lane;
    paint.fillRect(0, 0, width, this.viewport);
    this.drawAxis(paint, width, palette);
    paint.save();
    paint.beginPath();
    paint.rect(0, AXIS, width, this.viewport - AXIS);
    paint.clip();
    paint.translate(0, AXIS - top);
    this.visible = this.rows.filter((row) => row.y + row.height >= top && row.y <= top + this.viewport);
    for (const row of this.visible) this.drawRow(paint, row, width, palette);
    this.drawLinks(paint, width, palette);
    this.drawChosen(paint, width, palette);
    for (const row of this.visible) this.drawGutter(paint, row, palette);
    paint.restore();
  }

  drawAxis(paint, width, palette) {
    const inner = width - GUTTER - EDGE;
    drawFolds(paint, this.selection, GUTTER, inner, 0, this.viewport, palette);
    paint.font = SMALL;
    let free = GUTTER;
    for (const tick of ticks(this.selection, inner)) {
      const x = GUTTER + tick.x;
      paint.fillStyle = palette.line;
      paint.fillRect(x, AXIS - 6, 1, this.viewport);
      const text = moment(tick.us, tick.span);
      const wide = paint.measureText(text).width;
      if (x < free || x + wide > width) continue;
      free = x + wide + 10;
      paint.fillStyle = palette.soft;
      paint.fillText(text, x + 3, 12);
    }
    paint.fillStyle = palette.line;
    paint.fillRect(0, AXIS - 1, width, 1);
  }

  drawRow(paint, row, width, palette) {
    if (row.head !== undefined) {
      paint.fillStyle = palette.stripe;
      paint.fillRect(0, row.y, width, row.height);
      return;
    }
    paint.save();
    paint.beginPath();
    paint.rect(GUTTER, row.y, width - GUTTER, row.height);
    paint.clip();
    if (row.kind) this.drawMarks(paint, row, width);
    else this.drawLane(paint, row, width, palette);
    paint.restore();
  }

  drawGutter(paint, row, palette) {
    paint.fillStyle = row.head !== undefined ? palette.stripe : palette.lane;
    paint.fillRect(0, row.y, GUTTER - 4, row.height);
    paint.fillStyle = palette.ink;
    const base = row.y + row.height / 2 + 4;
    if (row.head !== undefined) {
      paint.font = `600 ${FONT}`;
      paint.fillText(clipped(paint, row.head, GUTTER - 20), 8, base);
      return;
    }
    paint.font = SMALL;
    paint.fillStyle = palette.soft;
    if (row.kind) {
      sign(paint, MARKS[row.kind].shape, 17, row.y + row.height / 2, colour(MARKS[row.kind].colour));
      paint.fillStyle = palette.soft;
      paint.fillText(`${MARKS[row.kind].words}: ${whole(row.marks.length)}`, 30, base);
      return;
    }
    const runs = this.selection.test.byLane[row.lane].length;
    paint.fillText(`environment ${row.which}`, 12, base);
    paint.textAlign = "right";
    paint.fillText(whole(runs), GUTTER - 12, base);
    paint.textAlign = "left";
  }

  drawMarks(paint, row, width) {
    const { test } = this.selection;
    const tone = colour(MARKS[row.kind].colour);
    const y = row.y + row.height / 2;
    let last = -Infinity;
    let run = 0;
    row.marks.forEach((mark) => {
      const x = this.x(test.marks.at[mark], width);
      if (x < GUTTER - 8 || x > width + 8) return;
      if (x - last < 5) {
        run++;
        if (run > 1 && x - last < 0.5) return;
        paint.fillStyle = tone;
        paint.globalAlpha = 0.25;
        paint.fillRect(last, row.y + 3, Math.max(1, x - last), row.height - 6);
        paint.globalAlpha = 1;
        if (x - last < 3) return;
      } else {
        run = 0;
      }
      sign(paint, MARKS[row.kind].shape, x, y, tone);
      last = x;
    });
  }

  drawLane(paint, row, width, palette) {
    const { test } = this.selection;
    const middle = row.y + row.height / 2;
    paint.fillStyle = palette.line;
    paint.fillRect(GUTTER, row.y + row.height - 1, width, 1);
    let crowd = [];
    let column = -1;
    for (const each of this.within(test.byLane[row.lane], width)) {
      const x = this.x(test.starts[each], width);
      const end = this.x(test.ends[each], width);
      const at = Math.floor(x / 3);
      if (at !== column || end - x >= 3) {
        this.drawCrowd(paint, crowd, column, middle, width, palette);
        crowd = [];
        column = at;
      }
      crowd.push(each);
    }
    this.drawCrowd(paint, crowd, column, middle, width, palette);
  }

  // What falls into the same three pixels is drawn as one column, each outcome by its share.
  drawCrowd(paint, crowd, column, middle, width, palette) {
    const { test } = this.selection;
    const { passes } = this.selection;
    const last = crowd[crowd.length - 1];
    if (!crowd.length) return;
    if (crowd.length === 1) {
      const x = this.x(test.starts[last], width);
      this.drawBar(paint, last, x, Math.max(x + 3, this.x(test.ends[last], width)), middle, width, palette);
      return;
    }
    const seen = crowd.filter((each) => passes[each]);
    const counts = OUTCOMES.map(() => 0);
    for (const each of seen.length ? seen : crowd) counts[test.outcome[each]]++;
    const total = seen.length || crowd.length;
    paint.globalAlpha = seen.length ? 1 : 0.15;
    let y = middle + 8;
    counts.forEach((count, outcome) => {
      if (!count) return;
      const tall = Math.max(2, Math.round((count / total) * 16));
      y -= tall;
      paint.fillStyle = palette.hatches[outcome];
      paint.fillRect(column * 3, Math.max(y, middle - 9), 3, tall);
    });
    if (crowd.some((each) => test.cold[each])) {
      paint.fillStyle = palette.init;
      paint.fillRect(column * 3, middle - 9, 2, 18);
    }
    paint.globalAlpha = 1;
  }

  // Those of a lane that can be seen; one lane runs one at a time, so they are in order.
  *within(lane, width) {
    const { folding, from, to } = this.selection;
    const test = this.selection.test;
    const begin = folding.from(from) - 1;
    const end = folding.from(to) + 1;
    let low = 0;
    let high = lane.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (test.ends[lane[middle]] < begin) low = middle + 1;
      else high = middle;
    }
    for (low = Math.max(0, low - 1); low < lane.length && test.starts[lane[low]] <= end; low++) yield lane[low];
  }

  drawBar(paint, each, x, end, middle, width, palette) {
    const { test, selection } = { test: this.selection.test, selection: this.selection };
    const outcome = test.outcome[each];
    const half = outcome === OK ? 5 : 8;
    paint.globalAlpha = selection.passes[each] ? 1 : 0.15;
    const inits = test.init[each] > 0 || test.cold[each];
    let from = x;
    if (inits) {
      from = Math.min(Math.max(x + 3, this.x(test.starts[each] + test.init[each], width)), Math.max(end - 2, x + 3));
      paint.fillStyle = palette.initHatch;
      paint.fillRect(x, middle - half, from - x, 2 * half);
      paint.fillStyle = palette.init;
      paint.fillRect(x, middle - 9, 2, 18);
      end = Math.max(end, from + 2);
    }
    paint.fillStyle = palette.hatches[outcome];
    paint.fillRect(from, middle - half, end - from - (end - from > 6 ? 1 : 0), 2 * half);
    if (end - from > 26 || (outcome !== OK && end - from > 13)) this.drawWord(paint, each, from, end, middle, palette);
    paint.globalAlpha = 1;
  }

  drawWord(paint, each, x, end, middle, palette) {
    const { test } = this.selection;
    const { word, sign: mark } = OUTCOMES[test.outcome[each]];
    const again = test.attempt[each] > 1 ? ` \u21bb${test.attempt[each]}` : "";
    paint.font = SMALL;
    const choices = [`${mark} ${word}${again}`, `${mark}${again}`, mark];
    const text = choices.find((choice) => paint.measureText(choice).width < end - x - 6);
    if (!text) return;
    const wide = paint.measureText(text).width;
    if (test.outcome[each] > 1) {
      paint.fillStyle = palette.outcomes[test.outcome[each]];
      paint.fillRect(x + 2, middle - 6, wide + 4, 12);
    }
    paint.fillStyle = palette.onBar;
    paint.fillText(text, x + 4, middle + 4);
  }

  // From each attempt to the next one of the same event: those of the chosen one only, where they are too many.
  drawLinks(paint, width, palette) {
    const { test, chosen, passes } = this.selection;
    const chains = this.chains.filter((attempts) => attempts.some((each) => passes[each]));
    const few = chains.reduce((sum, attempts) => sum + attempts.length, 0) <= MOST_LINKS;
    for (const attempts of few ? chains : []) this.drawChain(paint, attempts, width, palette.outcomes[1], 0.35);
    const mine = chosen < 0 ? [] : test.attempts.get(test.id[chosen]);
    this.drawChain(paint, mine, width, palette.focus, 1);
  }

  drawChain(paint, attempts, width, tone, alpha) {
    paint.strokeStyle = tone;
    paint.globalAlpha = alpha;
    paint.lineWidth = alpha === 1 ? 2 : 1;
    paint.beginPath();
    for (let at = 1; at < attempts.length; at++) this.link(paint, attempts[at - 1], attempts[at], width);
    paint.stroke();
    paint.globalAlpha = 1;
  }

  link(paint, one, next, width) {
    const { test } = this.selection;
    const from = this.rows[this.rowOfLane[test.lane[one]]];
    const to = this.rows[this.rowOfLane[test.lane[next]]];
    const x = Math.max(this.x(test.ends[one], width), this.x(test.starts[one], width) + 3);
    const x2 = this.x(test.starts[next], width);
    if (x2 < GUTTER || x > width || x2 - x < 4) return;
    const y = from.y + LANE / 2;
    const y2 = to.y + LANE / 2;
    const lift = from === to ? -9 : 0;
    paint.moveTo(x, y);
    paint.bezierCurveTo(x + (x2 - x) * 0.3, y + lift, x2 - (x2 - x) * 0.3, y2 + lift, x2, y2);
  }

  drawChosen(paint, width, palette) {
    const each = this.selection.chosen;
    const { test } = this.selection;
    if (each < 0) return;
    const row = this.rows[this.rowOfLane[test.lane[each]]];
    const x = this.x(test.starts[each], width);
    const end = Math.max(x + (test.cold[each] ? 6 : 3), this.x(test.ends[each], width));
    paint.strokeStyle = palette.focus;
    paint.lineWidth = 2.5;
    paint.strokeRect(x - 2.5, row.y + 0.5, end - x + 5, LANE - 2);
  }

  at(event) {
    const box = this.drawing.canvas.getBoundingClientRect();
    const x = event.clientX - box.left;
    const y = event.clientY - box.top - AXIS + this.scroller.scrollTop;
    const row = (this.visible || []).find((each) => y >= each.y && y < each.y + each.height);
    if (!row || x < GUTTER || event.clientY - box.top < AXIS) return null;
    if (row.kind) return this.markAt(row, x);
    return row.lane === undefined ? null : this.barAt(row, x);
  }

  markAt(row, x) {
    const { marks } = this.selection.test;
    const near = (mark) => Math.abs(this.x(marks.at[mark], this.drawing.width) - x);
    const best = row.marks.reduce((one, other) => (near(other) < near(one) ? other : one));
    return near(best) < 8 ? { mark: best } : null;
  }

  barAt(row, x) {
    const { test } = this.selection;
    const width = this.drawing.width;
    let best = null;
    for (const each of this.within(test.byLane[row.lane], width)) {
      const left = this.x(test.starts[each], width);
      const right = Math.max(left + 3, this.x(test.ends[each], width));
      const far = x < left ? left - x : x > right ? x - right : 0;
      const better = !best || far < best.far || (far === best.far && test.outcome[each] > test.outcome[best.each]);
      if (far <= 6 && better) best = { each, far };
    }
    return best ? { invocation: best.each } : null;
  }

  // ---- mouse and keyboard

  listen() {
    const { scroller, selection } = this;
    scroller.addEventListener("scroll", () => this.drawing.again());
    scroller.addEventListener("pointerdown", (event) => this.press(event));
    scroller.addEventListener("pointermove", (event) => this.hover(event));
    scroller.addEventListener("pointerleave", () => (this.tip.hidden = true));
    scroller.addEventListener("keydown", (event) => this.key(event));
    scroller.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const box = this.drawing.canvas.getBoundingClientRect();
      const part = (event.clientX - box.left - GUTTER) / (this.drawing.width - GUTTER - EDGE);
      selection.zoom(event.deltaY > 0 ? 1.25 : 0.8, selection.from + part * (selection.to - selection.from));
    }, { passive: false });
  }

  press(event) {
    if (event.button) return;
    const hit = this.at(event);
    const { selection, scroller } = this;
    if (hit && hit.invocation !== undefined) {
      selection.choose(hit.invocation);
      return;
    }
    const scale = (selection.to - selection.from) / (this.drawing.width - GUTTER - EDGE);
    let before = event.clientX;
    const move = (moved) => {
      if (!moved.buttons) return;
      selection.show(selection.from + (before - moved.clientX) * scale, selection.to + (before - moved.clientX) * scale);
      before = moved.clientX;
    };
    scroller.addEventListener("pointermove", move);
    window.addEventListener("pointerup", () => scroller.removeEventListener("pointermove", move), { once: true });
  }

  hover(event) {
    const hit = this.at(event);
    this.tip.hidden = !hit;
    this.scroller.classList.toggle("on-bar", Boolean(hit && hit.invocation !== undefined));
    if (!hit) return;
    const { test } = this.selection;
    const { marks } = test;
    this.tip.textContent = hit.mark === undefined ? this.told(hit.invocation)
      : `${moment(marks.at[hit.mark])}: ${test.strings[marks.text[hit.mark]]}\n${test.strings[marks.about[hit.mark]]}`;
    const box = this.scroller.parentElement.getBoundingClientRect();
    const x = event.clientX - box.left;
    this.tip.style.left = `${Math.min(x + 12, box.width - 260)}px`;
    this.tip.style.top = `${event.clientY - box.top + 16}px`;
  }

  told(each) {
    const { test } = this.selection;
    const { word, sign: mark } = OUTCOMES[test.outcome[each]];
    const lines = [`${mark} ${word}${test.error[each] ? ` ${test.strings[test.error[each]]}` : ""}`,
      `at ${moment(test.starts[each])} for ${milliseconds(test.duration[each] / 1000)}`];
    if (test.cold[each]) lines.push(`cold start, init ${milliseconds(test.init[each] / 1000)}`);
    if (test.attempt[each] > 1) lines.push(`attempt ${test.attempt[each]}`);
    return lines.join("\n");
  }

  key(event) {
    const { selection } = this;
    const actions = {
      ArrowRight: () => this.step(1), ArrowLeft: () => this.step(-1),
      ArrowDown: () => this.change(1), ArrowUp: () => this.change(-1),
      "+": () => selection.zoom(0.5), "=": () => selection.zoom(0.5), "-": () => selection.zoom(2),
      0: () => selection.show(0, 1),
    };
    if (!actions[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    actions[event.key]();
  }

  // To the invocation before or after it in its lane.
  step(by) {
    const { test, chosen, passes } = this.selection;
    if (chosen < 0) return this.begin();
    const lane = test.byLane[test.lane[chosen]].filter((each) => passes[each] || each === chosen);
    return this.goTo(lane[lane.indexOf(chosen) + by]);
  }

  // To the lane above or below: what runs there next.
  change(by) {
    const { test, chosen, passes } = this.selection;
    if (chosen < 0) return this.begin();
    for (let at = this.order.indexOf(test.lane[chosen]) + by; this.order[at] !== undefined; at += by) {
      const lane = test.byLane[this.order[at]].filter((each) => passes[each]);
      if (lane.length) {
        return this.goTo(lane.find((each) => test.starts[each] >= test.starts[chosen]) ?? lane[lane.length - 1]);
      }
    }
    return undefined;
  }

  begin() {
    const { test, passes } = this.selection;
    const lane = this.order.find((each) => test.byLane[each].some((run) => passes[run]));
    if (lane !== undefined) this.goTo(test.byLane[lane].find((run) => passes[run]));
  }

  goTo(each) {
    if (each !== undefined) this.selection.choose(each);
  }

  // Bring the chosen one into sight.
  reveal() {
    const { test, chosen, folding, from, to } = this.selection;
    if (chosen < 0) return;
    const row = this.rows[this.rowOfLane[test.lane[chosen]]];
    const { scroller } = this;
    if (row.y < scroller.scrollTop) scroller.scrollTop = row.y;
    const below = row.y + LANE + AXIS - this.viewport;
    if (below > scroller.scrollTop) scroller.scrollTop = below;
    const part = folding.to(test.starts[chosen]);
    if (part < from || part > to) this.selection.show(part - (to - from) / 2, part + (to - from) / 2);
  }
}

function clipped(paint, text, width) {
  if (paint.measureText(text).width <= width) return text;
  let shown = text;
  while (shown && paint.measureText(`${shown}\u2026`).width > width) shown = shown.slice(0, -1);
  return `${shown}\u2026`;
}
