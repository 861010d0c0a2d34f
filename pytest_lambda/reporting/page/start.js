// What the run was: its tests and their figures. All else is unpacked when it is looked at.
const index = JSON.parse(document.getElementById("index").textContent);

const OK = 0;
// Left of the time axis stand names; right of it is a little room.
const GUTTER = 188;
const EDGE = 8;
const FONT = "12px system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif";
const SMALL = "11px system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif";
