// From time to the share of the width, 0 to 1. Quiet time can be folded: retries come minutes after what failed within
// a millisecond, and in proportion neither would be seen.
const MOST_FOLDS = 40;

class Folding {
  constructor(test, fold) {
    const first = 0;
    const last = Math.max(test.last, 1);
    const gaps = fold ? worthFolding(quiet(test), last - first) : [];
    this.segments = [];
    let at = first;
    for (const [begin, end] of gaps) {
      this.segments.push({ begin: at, end: begin, folded: false }, { begin, end, folded: true });
      at = end;
    }
    this.segments.push({ begin: at, end: last, folded: false });
    this.folded = gaps.length;
    share(this.segments);
  }

  to(us) {
    const segment = found(this.segments, "end", us);
    const length = segment.end - segment.begin;
    return segment.left + (length ? (us - segment.begin) / length : 0.5) * segment.width;
  }

  from(part) {
    const segment = found(this.segments, "right", part);
    return segment.begin + ((part - segment.left) / segment.width) * (segment.end - segment.begin);
  }
}

function found(segments, name, value) {
  let low = 0;
  let high = segments.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (segments[middle][name] < value) low = middle + 1;
    else high = middle;
  }
  return segments[low];
}

// Spans in which nothing runs and nothing happens.
function quiet(test) {
  const spans = [];
  let until = 0;
  let mark = 0;
  const { at } = test.marks;
  const busy = (begin, end) => {
    if (begin > until) spans.push([until, begin]);
    until = Math.max(until, end);
  };
  for (let each = 0; each < test.count; each++) {
    for (; mark < at.length && at[mark] <= test.starts[each]; mark++) busy(at[mark], at[mark]);
    busy(test.starts[each], test.ends[each]);
  }
  for (; mark < at.length; mark++) busy(at[mark], at[mark]);
  return spans;
}

function worthFolding(spans, total) {
  const chosen = [];
  let rest = total;
  for (const span of [...spans].sort((one, other) => other[1] - other[0] - (one[1] - one[0]))) {
    const length = span[1] - span[0];
    if (length < rest * 0.08 || chosen.length === MOST_FOLDS) break;
    chosen.push(span);
    rest -= length;
  }
  return chosen.sort((one, other) => one[0] - other[0]);
}

function share(segments) {
  const busy = segments.filter((segment) => !segment.folded);
  const length = busy.reduce((sum, segment) => sum + segment.end - segment.begin, 0);
  for (const segment of segments) {
    segment.width = segment.folded ? 0.35 / busy.length
      : Math.max(length ? (segment.end - segment.begin) / length : 0, 0.25 / busy.length);
  }
  const total = segments.reduce((sum, segment) => sum + segment.width, 0);
  let left = 0;
  for (const segment of segments) {
    segment.left = left;
    segment.width /= total;
    left += segment.width;
    segment.right = left;
  }
}
