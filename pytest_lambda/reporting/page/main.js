// Opens tests as the address says, `#test=3&invocation=57`, so that a link can name one; dark or light; printing.
const place = document.getElementById("view");
let shown = null;
let opening = 0;

async function open(number, invocation = -1) {
  const asked = ++opening;
  list.mark(number);
  if (!index.tests[number]) {
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

// As the system has it until the button is used; on paper it is light.
function switchTheme() {
  const button = document.getElementById("theme");
  const colours = document.getElementById("dark");
  const system = matchMedia("(prefers-color-scheme: dark)");
  let chosen = null;
  let printing = false;
  const wanted = () => (printing ? false : chosen);
  const isDark = () => wanted() ?? system.matches;
  const show = () => {
    colours.media = wanted() === null ? system.media : wanted() ? "all" : "not all";
    button.setAttribute("aria-pressed", String(isDark()));
    if (shown) shown.redraw();
  };
  const print = (begins) => {
    printing = begins;
    show();
  };
  button.addEventListener("click", () => {
    chosen = !isDark();
    show();
  });
  system.addEventListener("change", show);
  addEventListener("beforeprint", () => print(true));
  addEventListener("afterprint", () => print(false));
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
