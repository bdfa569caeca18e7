"use strict";

// Steps through the runs: the chart shows how far we are, the diagrams of those who move show from where to where.
const data = JSON.parse(document.getElementById("data").textContent);
const by = (id) => document.getElementById(id);
const place = { run: "", step: 0 };

function make(name, text, kind) {
  const made = document.createElement(name);
  made.textContent = text;
  if (kind) made.className = kind;
  return made;
}

// -- where we are -----------------------------------------------------------------------------------------------

function valuesAfter(run, steps) {
  const values = new Map(Object.entries(run.first));
  for (const frame of run.frames.slice(0, steps)) for (const [field, value] of frame.changes) values.set(field, value);
  return values;
}

function show(name, step) {
  const run = data.runs[name];
  if (!run) return;
  place.run = name;
  place.step = Math.max(0, Math.min(step, run.frames.length));
  by("run").value = name;
  by("position").textContent = `step ${place.step} of ${run.frames.length}`;
  const frame = place.step ? run.frames[place.step - 1] : null;
  by("happening").textContent = frame ? frame.text : "before the first step";
  by("happening").className = frame ? frame.tone : "";
  for (const [id, off] of [["first", !place.step], ["back", !place.step]]) by(id).disabled = off;
  for (const id of ["forth", "last"]) by(id).disabled = place.step === run.frames.length;
  showChart(name);
  showMovers(run, frame);
  showValues(run, frame);
}

// -- links ------------------------------------------------------------------------------------------------------

// `#run/NAME/STEP` is a step of a run; `#claim-NAME` is a claim.
function followLink() {
  const [kind, name, step] = decodeURIComponent(location.hash.slice(1)).split("/");
  if (kind !== "run" || !data.runs[name]) return false;
  show(name, Number(step) || 0);
  by("stepper").scrollIntoView();
  return true;
}

function keepLink() {
  history.replaceState(null, "", `#run/${encodeURIComponent(place.run)}/${place.step}`);
}

function filterClaims() {
  const wanted = by("filter").value.toLowerCase();
  for (const row of document.querySelectorAll(".finding")) row.hidden = !row.textContent.toLowerCase().includes(wanted);
}

// -- the chart --------------------------------------------------------------------------------------------------

function showChart(name) {
  for (const chart of document.querySelectorAll(".run-chart")) {
    chart.classList.toggle("shown", chart.dataset.run === name);
    if (chart.dataset.run !== name) continue;
    chart.querySelectorAll("[data-at]").forEach((part) => part.classList.toggle("later", Number(part.dataset.at) >= place.step));
    chart.querySelectorAll(".moment").forEach((moment) => {
      const now = Number(moment.dataset.at) === place.step - 1;
      moment.classList.toggle("current", now);
      if (now) keepInSight(by("charts"), moment);
    });
    if (!place.step) by("charts").scrollTop = 0;
  }
}

function keepInSight(frame, part) {
  const outer = frame.getBoundingClientRect();
  const inner = part.getBoundingClientRect();
  if (inner.top < outer.top + 40 || inner.bottom > outer.bottom - 60) frame.scrollTop += inner.top - outer.top - outer.height / 2;
}

// -- the diagrams -----------------------------------------------------------------------------------------------

function showMovers(run, frame) {
  const before = valuesAfter(run, Math.max(place.step - 1, 0));
  const after = valuesAfter(run, place.step);
  const taken = new Map(frame ? frame.rows : []);
  const copies = frame ? [...taken.keys()] : firstMovers(run);
  by("movers").replaceChildren(...copies.map((copy) => mover(copy, before.get(copy), after.get(copy), taken.get(copy))));
  for (const diagram of by("movers").querySelectorAll(".diagram")) {
    const now = diagram.querySelector(".now");
    if (now) keepInSight(diagram, now);
  }
  by("following").scrollTop = 0;
}

function firstMovers(run) {
  return run.frames.length ? run.frames[0].rows.map(([copy]) => copy) : [];
}

function mover(copy, before, after, row) {
  const machine = data.copies[copy];
  const made = make("div", "", "mover");
  made.dataset.copy = copy;
  made.append(make("h3", before === after ? `${copy}: ${after}` : `${copy}: ${before} → ${after}`));
  const figure = [...document.querySelectorAll("figure.machine")].find((one) => one.dataset.machine === machine);
  if (figure) {
    const diagram = figure.querySelector(".diagram").cloneNode(true);
    light(diagram, machine, before, after, row);
    made.append(diagram);
  }
  return made;
}

function named(diagram, id) {
  return [...diagram.querySelectorAll(`[id="${CSS.escape(id)}"]`)];
}

function light(diagram, machine, before, after, row) {
  named(diagram, `${machine}.${after}`).forEach((node) => node.classList.add("now"));
  if (!row) return;
  const lines = named(diagram, `a_${row}`);
  for (const line of nearest(lines, `${machine}.${before}`)) {
    line.classList.add("line-taken");
    line.closest(".edge")?.classList.add("taken");
  }
}

// A row may be written on several arrows: the one that leaves the state counts, else the text inside the state, else all.
function nearest(lines, node) {
  const leaving = lines.filter((line) => leaves(line.closest(".edge"), node));
  const inside = lines.filter((line) => line.closest(".node")?.id === node);
  return [leaving, inside, lines].find((some) => some.length) || [];
}

function leaves(edge, node) {
  return Boolean(edge) && edge.querySelector("title").textContent.startsWith(`${node}->`);
}

// -- every field ------------------------------------------------------------------------------------------------

function showValues(run, frame) {
  const changed = new Set(frame ? frame.changes.map(([field]) => field) : []);
  const rows = [...valuesAfter(run, place.step)].map(([field, value]) => {
    const row = make("tr", "", changed.has(field) ? "changed" : "");
    row.append(make("td", field), make("td", value));
    return row;
  });
  by("values").querySelector("tbody").replaceChildren(...rows);
}

function go(name, step) {
  show(name, step);
  keepLink();
}

// -- keys and buttons -------------------------------------------------------------------------------------------

const moves = {
  ArrowLeft: () => place.step - 1,
  ArrowRight: () => place.step + 1,
  Home: () => 0,
  End: () => data.runs[place.run].frames.length,
};
const buttons = { back: "ArrowLeft", forth: "ArrowRight", first: "Home", last: "End" };

document.addEventListener("keydown", (event) => {
  const busy = event.altKey || event.ctrlKey || event.metaKey || event.target.closest("select, input, textarea");
  if (busy || !(event.key in moves) || !place.run) return;
  event.preventDefault();
  go(place.run, moves[event.key]());
});
for (const [id, key] of Object.entries(buttons)) by(id).addEventListener("click", () => go(place.run, moves[key]()));
by("run").addEventListener("change", () => go(by("run").value, 0));
by("filter").addEventListener("input", filterClaims);
window.addEventListener("hashchange", followLink);
document.addEventListener("click", (event) => {
  const button = event.target.closest("button.show");
  if (button) {
    go(button.dataset.run, 0);
    by("stepper").scrollIntoView();
    by("stepper").focus({ preventScroll: true });
  }
  const link = event.target.closest(".diagram a");
  if (link) event.preventDefault();
});

// -- light and dark ---------------------------------------------------------------------------------------------

const root = document.documentElement;
const darkly = window.matchMedia("(prefers-color-scheme: dark)");
root.dataset.theme = darkly.matches ? "dark" : "light";
darkly.addEventListener("change", () => { root.dataset.theme = darkly.matches ? "dark" : "light"; });
by("theme").addEventListener("click", () => { root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark"; });

if (!followLink()) show(Object.keys(data.runs)[0], 0);
