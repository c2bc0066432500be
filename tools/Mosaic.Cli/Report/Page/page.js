"use strict";
(() => {
  const tip = document.getElementById("tip");
  const arrays = {};
  for (const data of document.querySelectorAll("script[data-array]")) arrays[data.id] = JSON.parse(data.textContent);
  const signed = text => text.replace(/-/g, "\u2212");
  const value = (q, i) => {
    const v = q.values[i];
    if (v === null) return null;
    const n = q.rate ? (v === 0 ? "0" : v.toExponential(2)) : String(+v.toFixed(2));
    return `${q.name} ${q.rate ? n : signed(n)}${q.unit ? " " + q.unit : ""}`;
  };
  const lane = (name, i) => {
    const a = arrays[name];
    const lines = a.quantities.map(q => value(q, i)).filter(Boolean);
    return [`row ${Math.floor(i / a.columns)}, column ${i % a.columns}`, ...(lines.length ? lines : ["carries nothing"]), ...(a.notes[i] ? a.notes[i].split("\n") : [])].join("\n");
  };
  // Two UI are drawn, of which each repeats what one holds.
  const eye = (area, x, y) => {
    const data = area.parsed ??= JSON.parse(area.closest("figure").querySelector("script").textContent);
    const box = area.getBoundingClientRect(), n = data.instantsUi.length;
    const time = -1 + 2 * (x - box.left) / box.width;
    const first = data.instantsUi[0], step = (data.instantsUi[n - 1] - first) / (n - 1);
    const i = ((Math.round((time - first) / step) % n) + n) % n;
    const level = Math.min(data.levelsUa.length - 1, Math.max(0, Math.floor((1 - (y - box.top) / box.height) * data.levelsUa.length)));
    return signed(`${+time.toFixed(2)} UI, ${+data.levelsUa[level].toFixed(3)} \u00b5A`) + `\n${data.eye[i][level].toLocaleString("en")} bits`;
  };
  let marked = [];
  const mark = elements => {
    for (const m of marked) m.classList.remove("marked");
    marked = elements;
    for (const m of marked) m.classList.add("marked");
  };
  let keyed = null;
  const hide = () => { tip.hidden = true; keyed = null; mark([]); };
  const show = (contents, x, y) => {
    tip.replaceChildren(...contents.flatMap(content => content.split("\n").map((line, i) => {
      const e = document.createElement(i ? "div" : "b");
      e.textContent = line;
      return e;
    })));
    tip.hidden = false;
    const box = tip.getBoundingClientRect();
    tip.style.left = Math.max(6, Math.min(x + 14, document.documentElement.clientWidth - box.width - 6)) + "px";
    tip.style.top = Math.max(6, y + box.height + 20 > innerHeight ? y - box.height - 12 : y + 16) + "px";
  };
  // What lies on each other is told together.
  const tell = (elements, x, y) => {
    const element = elements[0];
    const cells = element?.closest(".cells");
    if (cells && element !== cells) {
      const i = [...cells.children].indexOf(element);
      // The same lane on every map of the array.
      mark([...document.querySelectorAll(`.cells[data-lanes="${cells.dataset.lanes}"]`)].map(g => g.children[i]));
      return show([lane(cells.dataset.lanes, i)], x, y);
    }
    if (element?.classList.contains("eye")) return mark([]), show([eye(element, x, y)], x, y);
    const points = [...new Set(elements.map(e => e.closest("[data-tip]")))].filter(Boolean);
    if (!points.length) return hide();
    mark(points);
    show(points.map(point => point.dataset.tip), x, y);
  };
  const tellKeyed = () => {
    const box = (keyed.querySelector(".hit") ?? keyed).getBoundingClientRect();
    tell([keyed], box.left + box.width / 2, box.top + box.height / 2);
  };
  const at = e => { keyed = null; tell(document.elementsFromPoint(e.clientX, e.clientY), e.clientX, e.clientY); };
  addEventListener("pointermove", at);
  addEventListener("pointerdown", at);
  addEventListener("scroll", () => keyed ? tellKeyed() : hide(), { passive: true });
  document.documentElement.addEventListener("pointerleave", hide);
  addEventListener("focusout", hide);
  addEventListener("keydown", e => {
    if (e.key === "Escape") return hide();
    const figure = e.target.closest?.("svg");
    if (!figure || e.ctrlKey || e.metaKey || e.altKey) return;
    const cells = figure.querySelector(".cells");
    const items = cells ? [...cells.children] : [...figure.querySelectorAll("[data-tip]")];
    const line = cells ? arrays[cells.dataset.lanes].columns : 1;
    const last = items.indexOf(keyed);
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -line, ArrowDown: line }[e.key];
    const next = e.key === "Home" ? 0 : e.key === "End" ? items.length - 1 : step === undefined ? -1 : last < 0 ? 0 : last + step;
    if (step === undefined && next < 0) return;
    e.preventDefault();
    if (!items[next]) return;
    keyed = items[next];
    tellKeyed();
  });
  const folded = [...document.querySelectorAll("details")];
  addEventListener("beforeprint", () => { for (const d of folded) { d.dataset.was = d.open; d.open = true; } });
  addEventListener("afterprint", () => { for (const d of folded) d.open = d.dataset.was === "true"; });
})();
