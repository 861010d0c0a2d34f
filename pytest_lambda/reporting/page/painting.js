// Shapes and patterns: what is told by colour is told by these as well.
class Palette {
  constructor(context) {
    this.outcomes = OUTCOMES.map((outcome) => colour(outcome.colour));
    for (const name of ["ink", "soft", "line", "lane", "stripe", "init", "focus", "waiting", "throttle", "card"]) {
      this[name] = colour(`--${name}`);
    }
    this.onBar = colour("--on-bar");
    this.hatches = this.outcomes.map((tone, at) => (at < 2 ? tone : hatch(context, tone, this.onBar, at)));
    this.initHatch = hatch(context, this.init, this.onBar, 1);
    this.throttleHatch = hatch(context, this.throttle, this.onBar, 2);
  }
}

function hatch(context, tone, lines, kind) {
  const tile = document.createElement("canvas");
  tile.width = tile.height = 6;
  const paint = tile.getContext("2d");
  paint.fillStyle = tone;
  paint.fillRect(0, 0, 6, 6);
  paint.strokeStyle = lines;
  paint.globalAlpha = 0.55;
  paint.lineWidth = 1.2;
  paint.beginPath();
  if (kind !== 1) [[-1, 1, 1, -1], [0, 6, 6, 0], [5, 7, 7, 5]].forEach(([x, y, x2, y2]) => line(paint, x, y, x2, y2));
  if (kind === 1 || kind === 3) [[-1, 5, 1, 7], [0, 0, 6, 6], [5, -1, 7, 1]].forEach((each) => line(paint, ...each));
  if (kind === 4) line(paint, 3, 0, 3, 6);
  paint.stroke();
  return context.createPattern(tile, "repeat");
}

function line(paint, x, y, x2, y2) {
  paint.moveTo(x, y);
  paint.lineTo(x2, y2);
}

// The sign of something that happened, at most ten pixels wide.
function sign(paint, shape, x, y, tone) {
  paint.fillStyle = paint.strokeStyle = tone;
  paint.lineWidth = 1.6;
  paint.beginPath();
  SHAPES[shape](paint, x, y);
}

const SHAPES = {
  triangle(paint, x, y) {
    paint.moveTo(x - 4, y - 4);
    paint.lineTo(x + 4, y - 4);
    paint.lineTo(x, y + 4);
    paint.closePath();
    paint.stroke();
  },
  diamond(paint, x, y) {
    paint.moveTo(x, y - 5);
    paint.lineTo(x + 4, y);
    paint.lineTo(x, y + 5);
    paint.lineTo(x - 4, y);
    paint.closePath();
    paint.stroke();
  },
  ring(paint, x, y) {
    paint.arc(x, y, 3.5, 0.5, 6.2);
    paint.stroke();
    paint.beginPath();
    paint.moveTo(x + 1.5, y - 1);
    paint.lineTo(x + 6, y - 1);
    paint.lineTo(x + 4, y - 4.5);
    paint.fill();
  },
  cross(paint, x, y) {
    line(paint, x - 3.5, y - 3.5, x + 3.5, y + 3.5);
    line(paint, x + 3.5, y - 3.5, x - 3.5, y + 3.5);
    paint.lineWidth = 2.2;
    paint.stroke();
  },
  letter(paint, x, y) {
    paint.rect(x - 5, y - 3.5, 10, 7);
    line(paint, x - 5, y - 3.5, x, y + 1);
    line(paint, x, y + 1, x + 5, y - 3.5);
    paint.stroke();
  },
  arrow(paint, x, y) {
    line(paint, x - 5, y, x + 1, y);
    paint.stroke();
    paint.beginPath();
    paint.moveTo(x, y - 4);
    paint.lineTo(x + 5, y);
    paint.lineTo(x, y + 4);
    paint.fill();
  },
  dash(paint, x, y) {
    line(paint, x - 4, y, x + 4, y);
    paint.stroke();
  },
  dot(paint, x, y) {
    paint.arc(x, y, 2.2, 0, 7);
    paint.fill();
  },
};

// Where lines of the time axis stand, and what is written there.
function ticks(selection, width) {
  const { folding, from, to } = selection;
  const places = [];
  const span = folding.from(to) - folding.from(from);
  const wanted = Math.max(2, Math.floor(width / 130));
  for (const segment of folding.segments) {
    const left = Math.max(segment.left, from);
    const right = Math.min(segment.right, to);
    if (segment.folded || right <= left) continue;
    const begin = folding.from(left);
    const end = folding.from(right);
    const room = ((right - left) / (to - from)) * wanted;
    const step = roundStep((end - begin) / Math.max(room, 0.8));
    if (segment.left >= from || !places.length) places.push({ us: begin, part: left, span: Math.min(step * 2, span) });
    for (let us = Math.ceil(begin / step) * step; us <= end && places.length < 200; us += step) {
      if (us > begin) places.push({ us, part: folding.to(us), span: step * 2 });
    }
  }
  return places.map((place) => ({ ...place, x: ((place.part - from) / (to - from)) * width }));
}

const STEPS = [1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21600, 43200, 86400];

function roundStep(us) {
  const seconds = us / 1e6;
  if (seconds >= 1) return (STEPS.find((step) => step >= seconds) || Math.ceil(seconds / 86400) * 86400) * 1e6;
  const power = 10 ** Math.floor(Math.log10(Math.max(us, 1e-3)));
  return [1, 2, 5, 10].find((step) => step * power >= us) * power;
}

// Folded time is a torn strip.
function drawFolds(paint, selection, left, width, top, height, palette) {
  for (const segment of selection.folding.segments) {
    if (!segment.folded || segment.right < selection.from || segment.left > selection.to) continue;
    const scale = width / (selection.to - selection.from);
    const x = left + (segment.left - selection.from) * scale;
    const end = left + (segment.right - selection.from) * scale;
    paint.fillStyle = palette.stripe;
    paint.fillRect(x, top, end - x, height);
    paint.strokeStyle = palette.line;
    paint.lineWidth = 1;
    paint.setLineDash([3, 3]);
    paint.beginPath();
    line(paint, x, top, x, top + height);
    line(paint, end, top, end, top + height);
    paint.stroke();
    paint.setLineDash([]);
    const text = `\u2026 ${moment(segment.end - segment.begin, segment.end - segment.begin)}`;
    paint.font = SMALL;
    if (paint.measureText(text).width < end - x - 4) {
      paint.fillStyle = palette.soft;
      paint.textAlign = "center";
      paint.fillText(text, (x + end) / 2, top + Math.min(12, height / 2));
      paint.textAlign = "left";
    }
  }
}
