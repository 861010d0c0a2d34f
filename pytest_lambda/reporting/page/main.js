// Opens tests as the address says, `#test=3&invocation=57`, so that a link can name one; dark or light; printing.
const place = document.getElementById("view");
let shown = null;
let opening = 0;

async function open(number, invocation = -1) {
  const asked = ++opening;
  list.mark(number);
  if (number < 0 || number >= index.tests.length) {
    shown = null;
    place.replaceChildren(...wholeRun());
    remember(-1);
    return;
  }
  place.setAttribute("aria-busy", "true");
  const view = new TestView(number, new TestData(number, await unpacked(`t${number}`)));
  if (asked !== opening) return;
  shown = view;
  place.replaceChildren(...view.elements());
  place.removeAttribute("aria-busy");
  view.redraw();
  if (invocation >= 0 && invocation < view.test.count) view.selection.choose(invocation);
  else remember();
}

function remember(number = shown ? shown.test.number : -1) {
  const chosen = shown ? shown.selection.chosen : -1;
  const address = number < 0 ? "#" : `#test=${number}${chosen >= 0 ? `&invocation=${chosen}` : ""}`;
  history.replaceState(null, "", address);
}

function asAddressed() {
  const wanted = new URLSearchParams(location.hash.slice(1));
  const failed = index.tests.findIndex((test) => ["failed", "error", "crashed", "interrupted"].includes(test.outcome));
  const first = index.tests.length === 1 ? 0 : failed;
  open(wanted.has("test") ? Number(wanted.get("test")) : first, Number(wanted.get("invocation") ?? -1));
}

function switchTheme() {
  const root = document.documentElement;
  const button = document.getElementById("theme");
  const isDark = () => (root.dataset.theme || (dark.matches ? "dark" : "light")) === "dark";
  const show = () => {
    button.setAttribute("aria-pressed", String(isDark()));
    if (shown) shown.redraw();
  };
  const dark = matchMedia("(prefers-color-scheme: dark)");
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    show();
  });
  dark.addEventListener("change", show);
  addEventListener("beforeprint", () => {
    root.dataset.printing = root.dataset.theme || "";
    root.dataset.theme = "light";
    show();
  });
  addEventListener("afterprint", () => {
    root.dataset.theme = root.dataset.printing;
    if (!root.dataset.theme) delete root.dataset.theme;
    show();
  });
  show();
}

document.getElementById("sum").textContent = `${counted(index.tests.length, "test")}, `
  + `${counted(index.figures.count, "invocation")}, ${counted(index.figures.errors, "error")}, `
  + `${counted(happened(index.figures, "throttle"), "throttle")}, ${dollars(index.figures.cost)}`;
const list = new TestList((number) => open(number));
switchTheme();
addEventListener("hashchange", asAddressed);
addEventListener("keydown", (event) => {
  if (event.key !== "/" || /input|textarea/i.test(event.target.tagName)) return;
  event.preventDefault();
  (document.getElementById("find") || list.field).focus();
});
asAddressed();
