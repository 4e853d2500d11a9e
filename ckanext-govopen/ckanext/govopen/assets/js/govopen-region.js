/* A division is found by name, short name, alias or pinyin and stored as its six digits; without this script the digits are typed. */
this.ckan.module("govopen-region", ($) => ({
  options: { source: "", label: "" },

  initialize() {
    const input = this.el[0];
    this.input = input;
    this.box = Object.assign(document.createElement("div"), { className: "suggest" });
    this.list = Object.assign(document.createElement("ul"), { id: `${input.id}-list`, hidden: true });
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", this.options.label);
    this.named = Object.assign(document.createElement("span"), { className: "info-block" });
    this.named.setAttribute("aria-live", "polite");
    input.replaceWith(this.box);
    this.box.append(input, this.list, this.named);
    Object.entries({ role: "combobox", autocomplete: "off", "aria-expanded": "false", "aria-controls": this.list.id })
      .forEach(([name, value]) => input.setAttribute(name, value));
    input.addEventListener("input", () => { clearTimeout(this.timer); this.timer = setTimeout(() => this.ask(), 150); });
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => setTimeout(() => this.close(), 150));
    if (input.value) this.ask(true);
  },

  async ask(quiet) {
    const text = this.input.value.trim();
    this.named.textContent = "";
    if (!text) return this.close();
    const regions = await this.find(text);
    if (text !== this.input.value.trim()) return;
    const exact = regions.find((region) => region.code === text);
    if (exact) this.named.textContent = exact.path;
    if (!quiet && document.activeElement === this.input) this.show(regions);
  },

  async find(text) {
    try {
      const answer = await fetch(`${this.options.source}?q=${encodeURIComponent(text)}`);
      return answer.ok ? (await answer.json()).regions : [];
    } catch {
      return []; // no answer, or the page is being left: the digits can still be typed
    }
  },

  show(regions) {
    this.list.replaceChildren(...regions.map((region, index) => {
      const item = Object.assign(document.createElement("li"), { id: `${this.list.id}-${index}` });
      item.setAttribute("role", "option");
      item.dataset.code = region.code;
      item.dataset.path = region.path;
      item.append(Object.assign(document.createElement("span"), { textContent: region.path }),
        Object.assign(document.createElement("span"), { textContent: region.code, className: "muted" }));
      item.addEventListener("mousedown", () => this.choose(item));
      return item;
    }));
    this.list.hidden = !regions.length;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    this.point(0);
  },

  key(event) {
    if (this.list.hidden) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.point(this.at + step);
    else if (event.key === "Enter") this.choose(this.list.children[this.at]);
    else if (event.key === "Escape") this.close();
    else return;
    event.preventDefault();
  },

  point(at) {
    const items = [...this.list.children];
    if (!items.length) return;
    this.at = (at + items.length) % items.length;
    items.forEach((item, index) => item.setAttribute("aria-selected", String(index === this.at)));
    items[this.at].scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", items[this.at].id);
  },

  choose(item) {
    this.input.value = item.dataset.code;
    this.named.textContent = item.dataset.path;
    this.close();
  },

  close() {
    clearTimeout(this.timer);
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  },
}));
