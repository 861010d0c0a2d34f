// Words, signs and numbers for people. Signs stand beside words and colours, never alone.
const OUTCOMES = [
  { word: "ok", sign: "\u2713", colour: "--ok" },
  { word: "error", sign: "\u2715", colour: "--error" },
  { word: "timeout", sign: "\u25d4", colour: "--timeout" },
  { word: "exit", sign: "\u25a0", colour: "--exit" },
  { word: "init error", sign: "\u2298", colour: "--init-error" },
];

const MARKS = {
  throttle: { words: "throttles", colour: "--throttle", shape: "triangle" },
  "system error": { words: "system errors", colour: "--exit", shape: "diamond" },
  retry: { words: "retries planned", colour: "--repeat", shape: "ring" },
  "given up": { words: "given up", colour: "--error", shape: "cross" },
  "dead letter": { words: "dead letters", colour: "--lost", shape: "letter" },
  destination: { words: "to a destination", colour: "--init", shape: "arrow" },
  lost: { words: "lost", colour: "--lost", shape: "cross" },
  filtered: { words: "filtered", colour: "--soft", shape: "dash" },
  note: { words: "notes", colour: "--soft", shape: "dot" },
};

const VERDICTS = {
  passed: { word: "passed", sign: "\u2713", colour: "good" },
  failed: { word: "failed", sign: "\u2715", colour: "bad" },
  error: { word: "error in a fixture", sign: "\u2715", colour: "bad" },
  crashed: { word: "the worker crashed", sign: "\u2715", colour: "bad" },
  interrupted: { word: "did not end", sign: "\u25a0", colour: "bad" },
  skipped: { word: "skipped", sign: "\u2013", colour: "quiet" },
  xfailed: { word: "failed as expected", sign: "\u2713", colour: "quiet" },
  xpassed: { word: "passed unexpectedly", sign: "!", colour: "quiet" },
};

const whole = (number) => number.toLocaleString("en-US");
const counted = (number, what) => `${whole(number)} ${what}${number === 1 ? "" : "s"}`;

function milliseconds(value) {
  if (value === null || value === undefined) return "\u2013";
  if (value >= 1000) return `${(value / 1000).toLocaleString("en-US", { maximumFractionDigits: 3 })} s`;
  return `${value.toLocaleString("en-US", { maximumFractionDigits: 2 })} ms`;
}

function dollars(text) {
  if (text === null) return "\u2013";
  const value = Number(text);
  if (value === 0) return "$0";
  return `$${value >= 0.01 ? value.toFixed(4) : value.toPrecision(3).replace(/e-0?/, "\u00d710^-")}`;
}

// Microseconds since the test's first moment, as short as the span allows.
function moment(us, spanUs = Infinity) {
  const sign = us < 0 ? "\u2212" : "";
  let rest = Math.abs(us) / 1e6;
  const digits = spanUs < 1e3 ? 6 : spanUs < 1e5 ? 5 : spanUs < 2e7 ? 3 : spanUs < 1e8 ? 1 : 0;
  const parts = [];
  for (const [unit, seconds] of [["d", 86400], ["h", 3600], ["min", 60]]) {
    if (rest >= seconds) {
      parts.push(`${Math.floor(rest / seconds)} ${unit}`);
      rest %= seconds;
    }
  }
  const shown = Number(rest.toFixed(digits));
  if (shown || !parts.length) parts.push(`${spanUs === Infinity ? shown.toFixed(3) : shown} s`);
  return sign + parts.join(" ");
}

function clock(us) {
  const date = new Date(us / 1000);
  return Number.isNaN(date.getTime()) ? "" : date.toISOString();
}

// What cannot be seen is shown by its picture.
const visible = (text) => text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g,
  (character) => String.fromCharCode(0x2400 + character.charCodeAt(0)));

function pretty(text) {
  if (text.length > 200000) return text;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
