// The whole test at one look: how many invocations of each outcome, throttles, and how many events wait.
const OVERVIEW = 96;

class Overview {
  constructor(selection) {
    this.selection = selection;
    this.waiting = selection.test.waiting();
    this.drawing = new Drawing(this.label(), OVERVIEW, (paint, width) => this.draw(paint, width));
    this.drawing.canvas.className = "overview";
    this.drawing.canvas.addEventListener("pointerdown", (event) => this.drag(event));
  }

  label() {
    const { test } = this.selection;
    const counts = OUTCOMES.map((outcome, at) => `${test.outcome.filter((each) => each === at).length} ${outcome.word}`);
    return `Invocations over ${moment(test.last)}: ${counts.join(", ")}. The list below has each of them.`;
  }

  // Counts for each column of the chart: one for each outcome, then throttles.
  columns(bins) {
    const { test, folding } = this.selection;
    const counts = Array.from({ length: OUTCOMES.length + 1 }, () => new Uint32Array(bins));
    const bin = (us) => Math.min(bins - 1, Math.floor(folding.to(us) * bins));
    for (let each = 0; each < test.count; each++) counts[test.outcome[each]][bin(test.starts[each])]++;
    test.marks.at.forEach((us, at) => {
      if (test.marks.kind[at] === "throttle") counts[OUTCOMES.length][bin(us)]++;
    });
    return counts;
  }

  draw(paint, width) {
    const palette = new Palette(paint);
    const height = OVERVIEW - 18;
    const inner = width - GUTTER - EDGE;
    const whole_ = { folding: this.selection.folding, from: 0, to: 1 };
    paint.fillStyle = palette.lane;
    paint.fillRect(0, 0, width, height);
    drawFolds(paint, whole_, GUTTER, inner, 0, height, palette);
    const most = this.drawColumns(paint, inner, height, palette);
    const waiting = this.drawWaiting(paint, inner, height, palette);
    this.drawAxis(paint, inner, height, palette, whole_);
    this.drawWindow(paint, inner, height, palette);
    paint.font = SMALL;
    paint.fillStyle = palette.soft;
    const texts = ["invocations by outcome,", `throttles: at most ${whole(most)}`];
    if (waiting) texts.push("", "line: events that wait,", `at most ${whole(waiting)}`);
    texts.forEach((text, at) => paint.fillText(text, 8, 14 + at * 15));
  }

  drawColumns(paint, inner, height, palette) {
    const bins = Math.max(1, Math.floor(inner / 5));
    const counts = this.columns(bins);
    let most = 1;
    for (let at = 0; at < bins; at++) most = Math.max(most, counts.reduce((sum, column) => sum + column[at], 0));
    const fills = [...palette.hatches, palette.throttleHatch];
    for (let at = 0; at < bins; at++) {
      let y = height;
      fills.forEach((fill, kind) => {
        if (!counts[kind][at]) return;
        const tall = Math.max(2, (counts[kind][at] * (height - 8)) / most);
        y -= tall;
        paint.fillStyle = fill;
        paint.fillRect(GUTTER + (at / bins) * inner, y, Math.max(1, inner / bins - 1), tall);
      });
    }
    return most;
  }

  drawWaiting(paint, inner, height, palette) {
    let most = 0;
    let now = 0;
    for (const [, change] of this.waiting) most = Math.max(most, (now += change));
    if (!most) return 0;
    paint.strokeStyle = palette.waiting;
    paint.lineWidth = 1.5;
    paint.beginPath();
    now = 0;
    let y = height - 1;
    paint.moveTo(GUTTER, y);
    for (const [us, change] of this.waiting) {
      const x = GUTTER + this.selection.folding.to(us) * inner;
      now += change;
      paint.lineTo(x, y);
      y = height - 1 - (now / most) * (height - 8);
      paint.lineTo(x, y);
    }
    paint.lineTo(GUTTER + inner, y);
    paint.stroke();
    return most;
  }

  drawAxis(paint, inner, height, palette, whole_) {
    paint.fillStyle = palette.soft;
    paint.font = SMALL;
    let free = GUTTER;
    for (const tick of ticks(whole_, inner)) {
      const text = moment(tick.us, tick.span);
      const x = GUTTER + tick.x;
      if (x < free) continue;
      free = x + paint.measureText(text).width + 12;
      if (free - 8 > GUTTER + inner) break;
      paint.fillRect(x, height, 1, 4);
      paint.fillText(text, x + 3, height + 13);
    }
  }

  drawWindow(paint, inner, height, palette) {
    const { from, to } = this.selection;
    if (to - from >= 1) return;
    paint.fillStyle = palette.ink;
    paint.globalAlpha = 0.14;
    paint.fillRect(GUTTER, 0, from * inner, height);
    paint.fillRect(GUTTER + to * inner, 0, inner - to * inner, height);
    paint.globalAlpha = 1;
    paint.strokeStyle = palette.focus;
    paint.lineWidth = 2;
    paint.strokeRect(GUTTER + from * inner, 1, Math.max(2, (to - from) * inner), height - 2);
  }

  drag(event) {
    const { canvas } = this.drawing;
    const place = (moved) => {
      const box = canvas.getBoundingClientRect();
      return Math.min(1, Math.max(0, (moved.clientX - box.left - GUTTER) / (box.width - GUTTER - EDGE)));
    };
    const begin = place(event);
    let end = begin;
    canvas.setPointerCapture(event.pointerId);
    const move = (moved) => {
      end = place(moved);
      if (Math.abs(end - begin) > 0.004) this.selection.show(Math.min(begin, end), Math.max(begin, end));
    };
    const done = () => {
      canvas.removeEventListener("pointermove", move);
      if (Math.abs(end - begin) > 0.004) return;
      const half = Math.min(0.5, (this.selection.to - this.selection.from) / 2);
      if (half < 0.5) this.selection.show(begin - half, begin + half);
    };
    canvas.addEventListener("pointermove", move);
    canvas.addEventListener("pointerup", done, { once: true });
  }
}
