// What is looked at within one test: which part of the time, which invocations, and which one of them.
class Selection {
  constructor(test) {
    this.test = test;
    this.listeners = [];
    this.folding = new Folding(test, true);
    this.folds = this.folding.folded > 0;
    this.from = 0;
    this.to = 1;
    this.outcomes = new Set();
    this.only = new Set();
    this.wanted = "";
    this.deep = null;
    this.chosen = -1;
    this.order = null;
    this.filter();
  }

  tell(what) {
    for (const listener of this.listeners) listener(what);
  }

  choose(invocation) {
    this.chosen = invocation;
    this.tell("chosen");
  }

  show(from, to) {
    const width = Math.min(1, Math.max(to - from, 1e-9));
    this.from = Math.min(Math.max(from, 0), 1 - width);
    this.to = this.from + width;
    this.tell("time");
  }

  zoom(factor, around = (this.from + this.to) / 2) {
    this.show(around - (around - this.from) * factor, around + (this.to - around) * factor);
  }

  fold(on) {
    this.folds = on;
    this.folding = new Folding(this.test, on);
    this.show(0, 1);
  }

  get filtered() {
    return this.outcomes.size > 0 || this.only.size > 0 || this.wanted !== "";
  }

  filter() {
    const { test } = this;
    this.passes = new Uint8Array(test.count);
    this.list = [];
    for (let each = 0; each < test.count; each++) {
      if (!this.takes(each)) continue;
      this.passes[each] = 1;
      this.list.push(each);
    }
    this.tell("filter");
  }

  takes(each) {
    const { test } = this;
    if (this.outcomes.size && !this.outcomes.has(test.outcome[each])) return false;
    if (this.only.has("cold") && !test.cold[each]) return false;
    if (this.only.has("repeated") && test.attempt[each] < 2) return false;
    return !this.wanted || test.matches(each, this.wanted) || Boolean(this.deep && this.deep.has(each));
  }

  // Looks into logs, events and results as well, which are unpacked for it.
  async search(wanted, deeply, progress) {
    this.wanted = wanted;
    this.deep = null;
    this.filter();
    if (!wanted || !deeply) return;
    const deep = (this.deep = new Set());
    let done = 0;
    for await (const found of this.test.texts.having(wanted, this.test.count, () => this.deep === deep)) {
      found.forEach((each) => deep.add(each));
      done += index.details;
      progress(Math.min(1, done / this.test.count));
    }
    if (this.deep === deep) this.filter();
  }
}
