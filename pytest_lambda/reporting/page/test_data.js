// One test: columns of numbers, one entry for each invocation in the order of time. Times are microseconds.
class TestData {
  constructor(number, columns) {
    Object.assign(this, columns);
    this.number = number;
    this.texts = new Texts(number);
    this.count = columns.start.length;
    this.starts = new Float64Array(this.count);
    this.ends = new Float64Array(this.count);
    let at = 0;
    for (let each = 0; each < this.count; each++) {
      at += columns.start[each];
      this.starts[each] = at;
      this.ends[each] = at + columns.length[each];
    }
    this.byLane = this.lanes.map(() => []);
    columns.lane.forEach((lane, each) => this.byLane[lane].push(each));
    this.attempts = new Map();
    columns.id.forEach((id, each) => {
      const known = this.attempts.get(id);
      if (known) known.push(each);
      else this.attempts.set(id, [each]);
    });
    this.last = Math.max(0, ...this.marks.at.slice(-1), this.ends.reduce((most, end) => Math.max(most, end), 0));
  }

  functionOf(each) {
    return this.names[this.functions[this.lanes[this.lane[each]][0]][0]];
  }

  // How many asynchronous events wait: moments and changes, in order.
  waiting() {
    const changes = [];
    for (const attempts of this.attempts.values()) {
      if (!this.kind[attempts[0]]) continue;
      const first = attempts[0];
      changes.push([this.starts[first] - this.asked[first], 1], [this.ends[attempts[attempts.length - 1]], -1]);
    }
    return changes.sort((one, other) => one[0] - other[0] || other[1] - one[1]);
  }

  // What a search looks into, but for the texts.
  matches(each, wanted) {
    const { strings } = this;
    return [
      this.functionOf(each), strings[this.id[each]], strings[this.error[each]], strings[this.source[each]],
      strings[this.verdict[each]], OUTCOMES[this.outcome[each]].word, strings[this.lanes[this.lane[each]][1]],
      this.cold[each] ? "cold start" : "", this.attempt[each] > 1 ? "retry" : "",
    ].some((text) => text.toLowerCase().includes(wanted));
  }
}
