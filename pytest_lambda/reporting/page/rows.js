// A list of any length, of which only the rows in sight exist.
class Rows {
  constructor({ label, height, render, choose, open, most = 420 }) {
    Object.assign(this, { height, render, choose, open, most });
    this.items = [];
    this.at = -1;
    this.number = Rows.made = (Rows.made || 0) + 1;
    this.inner = element("div", { class: "rows-inner", role: "presentation" });
    this.box = element("div", { class: "rows", role: "listbox", tabindex: "0", "aria-label": label }, this.inner);
    this.box.addEventListener("scroll", () => this.draw());
    this.box.addEventListener("keydown", (event) => this.key(event));
    this.box.addEventListener("click", (event) => {
      const row = event.target.closest("[data-at]");
      if (row) this.go(Number(row.dataset.at), true);
    });
  }

  fill(items, at) {
    this.items = items;
    this.at = at;
    this.inner.style.height = `${items.length * this.height}px`;
    if (this.most) this.box.style.height = `${Math.min(this.most, Math.max(1, items.length) * this.height + 2)}px`;
    this.draw();
  }

  draw() {
    const first = Math.max(0, Math.floor(this.box.scrollTop / this.height) - 4);
    const shown = Math.ceil((this.box.clientHeight || this.most || 800) / this.height) + 8;
    const made = [];
    for (let at = first; at < Math.min(this.items.length, first + shown); at++) {
      const row = this.render(this.items[at], at);
      row.classList.add("row");
      row.id = `rows${this.number}-${at}`;
      row.dataset.at = at;
      row.style.top = `${at * this.height}px`;
      row.style.height = `${this.height}px`;
      row.setAttribute("role", "option");
      row.setAttribute("aria-selected", String(at === this.at));
      row.setAttribute("aria-posinset", at + 1);
      row.setAttribute("aria-setsize", this.items.length);
      made.push(row);
    }
    this.inner.replaceChildren(...made);
    if (this.at >= first && this.at < first + shown) {
      this.box.setAttribute("aria-activedescendant", `rows${this.number}-${this.at}`);
    } else {
      this.box.removeAttribute("aria-activedescendant");
    }
  }

  key(event) {
    const page = Math.max(1, Math.floor(this.box.clientHeight / this.height) - 1);
    const last = this.items.length - 1;
    const to = { ArrowDown: this.at + 1, ArrowUp: this.at - 1, PageDown: this.at + page, PageUp: this.at - page,
      Home: 0, End: last }[event.key];
    if (event.key === "Enter" && this.open && this.at >= 0) {
      event.preventDefault();
      this.open(this.items[this.at]);
    } else if (to !== undefined && last >= 0) {
      event.preventDefault();
      this.go(Math.min(Math.max(to, 0), last), false);
    }
  }

  go(at, opens) {
    this.mark(at);
    this.choose(this.items[at]);
    if (opens && this.open) this.open(this.items[at]);
  }

  mark(at) {
    this.at = at;
    if (at >= 0) {
      const top = at * this.height;
      if (top < this.box.scrollTop) this.box.scrollTop = top;
      else if (top + this.height > this.box.scrollTop + this.box.clientHeight) {
        this.box.scrollTop = top + this.height - this.box.clientHeight;
      }
    }
    this.draw();
  }
}
