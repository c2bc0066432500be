"use strict";
(() => {
  const tip = document.getElementById("tip");
  const arrays = {};
  for (const data of document.querySelectorAll("script[data-array]")) arrays[data.id] = JSON.parse(data.textContent);
  const text = (q, i) => {
    const v = q.values[i];
    if (v === null) return null;
    const n = q.rate ? (v === 0 ? "0" : v.toExponential(2)) : v.toFixed(2);
    return `${q.name} ${n.replace(/^-/, "\u2212")}${q.unit ? " " + q.unit : ""}`;
  };
  const lane = (name, i) => {
    const a = arrays[name];
    const lines = a.quantities.map(q => text(q, i)).filter(Boolean);
    return [`row ${Math.floor(i / a.columns)}, column ${i % a.columns}`, ...(lines.length ? lines : ["carries nothing"]), ...(a.notes[i] ? a.notes[i].split("\n") : [])].join("\n");
  };
  let marked = [];
  const unmark = () => { for (const m of marked) m.classList.remove("marked"); marked = []; };
  const hide = () => { tip.hidden = true; unmark(); };
  const show = (content, x, y) => {
    tip.replaceChildren(...content.split("\n").map((line, i) => {
      const e = document.createElement(i ? "div" : "b");
      e.textContent = line;
      return e;
    }));
    tip.hidden = false;
    const box = tip.getBoundingClientRect();
    tip.style.left = Math.max(6, Math.min(x + 14, innerWidth - box.width - 6)) + "px";
    tip.style.top = Math.max(6, y + box.height + 20 > innerHeight ? y - box.height - 12 : y + 16) + "px";
  };
  const at = e => {
    const cells = e.target.closest?.(".cells");
    if (cells && e.target !== cells) {
      const i = [...cells.children].indexOf(e.target);
      unmark();
      // The same lane on every map of the array.
      marked = [...document.querySelectorAll(`.cells[data-lanes="${cells.dataset.lanes}"]`)].map(g => g.children[i]);
      for (const m of marked) m.classList.add("marked");
      return show(lane(cells.dataset.lanes, i), e.clientX, e.clientY);
    }
    const point = e.target.closest?.("[data-tip]");
    if (!point) return hide();
    unmark();
    marked = [point];
    point.classList.add("marked");
    show(point.dataset.tip, e.clientX, e.clientY);
  };
  addEventListener("pointermove", at);
  addEventListener("pointerdown", at);
  addEventListener("scroll", hide, { passive: true });
  document.documentElement.addEventListener("pointerleave", hide);
  addEventListener("keydown", e => { if (e.key === "Escape") hide(); });
  const folded = [...document.querySelectorAll("details")];
  addEventListener("beforeprint", () => { for (const d of folded) { d.dataset.was = d.open; d.open = true; } });
  addEventListener("afterprint", () => { for (const d of folded) d.open = d.dataset.was === "true"; });
})();
