/* The search box suggests while somebody types: a combobox with a list of links in groups, by the pattern of ARIA 1.2.
   Without this script the box is a form. */
const WAIT = 120;
const GROUPS = ["titles", "departments", "regions", "themes", "queries"];

function make(name, attributes, ...children) {
  const element = document.createElement(name);
  Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
  element.append(...children);
  return element;
}

class Suggestions {
  constructor(form) {
    this.form = form;
    this.words = form.dataset;
    this.input = form.querySelector("input[type=search]");
    this.list = make("div", { id: `${this.input.id}-list`, class: "suggestions", role: "listbox", "aria-label": this.words.label });
    this.status = make("span", { class: "visually-hidden", role: "status" });
    this.at = -1;
    this.close();
    form.append(this.list, this.status);
    Object.entries({ role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-haspopup": "listbox" })
      .forEach(([name, value]) => this.input.setAttribute(name, value));
    this.input.addEventListener("input", (event) => event.isComposing || this.later());
    this.input.addEventListener("compositionend", () => this.later());
    this.input.addEventListener("keydown", (event) => event.isComposing || this.key(event));
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.input.addEventListener("blur", () => this.close());
    form.addEventListener("submit", () => this.close());
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), WAIT);
  }

  async ask() {
    this.request?.abort();
    const text = this.input.value.trim();
    if (!text) return this.close();
    const request = this.request = new AbortController();
    try {
      const answer = await fetch(`${this.words.source}?q=${encodeURIComponent(text)}`, { signal: request.signal });
      const found = answer.ok ? (await answer.json()).result : {};
      if (!request.signal.aborted && document.activeElement === this.input) this.show(found);
    } catch {
      if (!request.signal.aborted) this.close(); // no answer, no suggestions: the form still searches
    }
  }

  show(found) {
    const groups = GROUPS.filter((name) => found[name]?.length).map((name) => this.group(name, found[name]));
    this.list.replaceChildren(...groups);
    this.options = [...this.list.querySelectorAll("[role=option]")];
    this.options.forEach((option, index) => { option.id = `${this.list.id}-${index}`; });
    if (!this.options.length) return this.close();
    this.list.hidden = false;
    this.list.scrollTop = 0;
    this.input.setAttribute("aria-expanded", "true");
    this.input.setAttribute("aria-controls", this.list.id);
    this.status.textContent = this.words.count.replace("{count}", this.options.length);
    this.point(-1);
  }

  group(name, entries) {
    const heading = make("div", { id: `${this.list.id}-${name}`, role: "presentation" }, this.words[name]);
    const options = entries.map((entry) => make(
      "a", { role: "option", tabindex: "-1", "aria-selected": "false", href: this.address(name, entry) },
      ...this.marked(entry.title ?? entry.path ?? entry.name ?? entry), ...this.beside(entry),
    ));
    return make("div", { role: "group", "aria-labelledby": heading.id }, heading, ...options);
  }

  marked(text) {
    const parts = this.input.value.trim().split(/\s+/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    return text.split(new RegExp(`(${parts.join("|")})`, "i")).map((part, at) => (at % 2 ? make("mark", {}, part) : part));
  }

  beside(entry) {
    const said = entry.title ? [entry.region, entry.department].filter(Boolean).join(" · ") : entry.count?.toLocaleString();
    return said ? [" ", make("small", {}, said)] : [];
  }

  address(name, entry) {
    if (name === "titles") return this.words.dataset.replace("_name_", encodeURIComponent(entry.name));
    const [field, value] = { departments: ["organization", entry.code], regions: ["region_path", entry.code],
      themes: ["theme", entry.code], queries: ["q", entry] }[name];
    return `${this.form.getAttribute("action")}?${new URLSearchParams({ [field]: value })}`;
  }

  key(event) {
    const last = this.list.hidden ? -1 : this.options.length - 1;
    if (event.key === "ArrowDown" && this.list.hidden) this.ask();
    else if (event.key === "ArrowDown") this.point(this.at === last ? -1 : this.at + 1);
    else if (event.key === "ArrowUp" && last >= 0) this.point(this.at < 0 ? last : this.at - 1);
    else if (event.key === "Home" && this.at >= 0) this.point(0);
    else if (event.key === "End" && this.at >= 0) this.point(last);
    else if (event.key === "Enter" && this.at >= 0) this.options[this.at].click();
    else if (event.key === "Escape" && last >= 0) this.close();
    else return;
    event.preventDefault();
  }

  point(at) {
    this.at = at;
    this.options.forEach((option, index) => option.setAttribute("aria-selected", String(index === at)));
    if (at < 0) return this.input.removeAttribute("aria-activedescendant");
    this.input.setAttribute("aria-activedescendant", this.options[at].id);
    this.options[at].scrollIntoView({ block: "nearest" });
  }

  close() {
    clearTimeout(this.timer);
    this.request?.abort();
    this.at = -1;
    this.list.hidden = true;
    this.status.textContent = "";
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-controls");
    this.input.removeAttribute("aria-activedescendant");
  }
}

document.querySelectorAll("form.search[data-source]").forEach((form) => new Suggestions(form));
