// Keeps a page up to date, shows the log as it comes, and reveals a config value in its row.
// Every page works without it.
"use strict";

const LONGEST_LOG = 500;

// Make `old` read like `fresh`, touching only what differs: focus, selection and scrolling stay.
function morph(old, fresh) {
  if (old.isEqualNode(fresh)) return;
  if (old.nodeName !== fresh.nodeName || old.nodeType !== Node.ELEMENT_NODE) {
    old.replaceWith(fresh.cloneNode(true));
    return;
  }
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) old.setAttribute(name, value);
  morphChildren(old, fresh);
}

// Children with an id are the same ones wherever they went; others are by their place.
function morphChildren(old, fresh) {
  const wanted = new Set([...fresh.children].map((child) => child.id));
  for (const child of [...old.children]) if (child.id && !wanted.has(child.id)) child.remove();
  const known = new Map([...old.children].map((child) => [child.id, child]));
  let at = old.firstChild;
  for (const want of fresh.childNodes) {
    const have = want.id ? known.get(want.id) : at && !at.id && at;
    if (!have) {
      old.insertBefore(want.cloneNode(true), at);
      continue;
    }
    // What stands before it is in the way: an element that moves loses the focus.
    while (have !== at && at && !at.id) at = removed(at);
    if (have === at) at = at.nextSibling;
    else old.insertBefore(have, at);
    morph(have, want);
  }
  while (at) at = removed(at);
}

// Take `node` out and tell what came after it.
function removed(node) {
  const next = node.nextSibling;
  node.remove();
  return next;
}

// What counts of an output is at its end; whoever scrolled up is left there.
function follow(change) {
  const before = document.querySelector(".output");
  const following = !before || before.scrollHeight - before.scrollTop - before.clientHeight < 24;
  change();
  const output = document.querySelector(".output");
  if (output && following) output.scrollTop = output.scrollHeight;
}

class Log {
  constructor(lines, button) {
    this.lines = lines;
    this.button = button;
    this.after = lines.dataset.after;
    this.line = document.getElementById("line").content;
    this.waiting = null; // rows, while paused
    lines.scrollTop = lines.scrollHeight;
    button.hidden = false;
    button.addEventListener("click", () => (this.waiting ? this.resume() : this.pause()));
  }

  pause() {
    this.waiting = [];
    this.button.textContent = "Resume";
  }

  resume() {
    const rows = this.waiting;
    this.waiting = null;
    this.button.textContent = "Pause";
    this.show(rows);
  }

  add(rows, after) {
    this.after = after;
    if (!this.waiting) return this.show(rows);
    this.waiting = [...this.waiting, ...rows].slice(-LONGEST_LOG);
    this.button.textContent = `Resume, ${this.waiting.length} new`;
  }

  show(rows) {
    const { lines } = this;
    const following = lines.scrollHeight - lines.scrollTop - lines.clientHeight < 24;
    lines.append(...rows.map((row) => this.paragraph(row)));
    while (lines.childElementCount > LONGEST_LOG) lines.firstElementChild.remove();
    if (following) lines.scrollTop = lines.scrollHeight;
  }

  paragraph(row) {
    const paragraph = this.line.cloneNode(true);
    const [time, from, said] = paragraph.firstElementChild.children;
    time.dateTime = row.at;
    time.textContent = row.at.slice(11, 19);
    from.textContent = row.from;
    from.classList.add(row.from.split("[")[0]);
    said.textContent = row.text;
    return paragraph;
  }
}

// One stream per page, and only while it is looked at: a browser has six connections to a host.
class Live {
  constructor(part, log) {
    this.part = part;
    this.log = log;
    this.status = document.getElementById("connection");
    document.addEventListener("visibilitychange", () => this.adapt());
    this.adapt();
  }

  adapt() {
    if (document.hidden) this.stream?.close();
    else this.connect();
  }

  connect() {
    const url = new URL(this.part.dataset.live, location.href);
    if (this.log) {
      url.search = location.search;
      url.searchParams.set("after", this.log.after);
    }
    this.stream = new EventSource(url);
    this.stream.addEventListener("open", () => this.say(""));
    this.stream.addEventListener("error", () => this.lost());
    this.stream.addEventListener("page", (event) => this.update(JSON.parse(event.data)));
    this.stream.addEventListener("log", (event) => this.log.add(JSON.parse(event.data), event.lastEventId));
    this.stream.addEventListener("over", (event) => this.end(JSON.parse(event.data)));
  }

  update(html) {
    const fresh = document.createElement("template");
    fresh.innerHTML = html;
    const focused = document.activeElement;
    follow(() => morphChildren(this.part, fresh.content));
    if (document.activeElement !== focused && focused.isConnected) focused.focus({ preventScroll: true });
  }

  lost() {
    const given_up = this.stream.readyState === EventSource.CLOSED;
    this.say(given_up ? "This page is no longer up to date. Reload it." : "Connection lost. Trying again …");
  }

  end(reason) {
    this.stream.close();
    this.say(`This page is no longer up to date. ${reason}`);
  }

  say(text) {
    if (this.status.textContent !== text) this.status.textContent = text;
  }
}

// The same form as without this script; only the answer is shown in the row instead of on a page.
function reveal(form) {
  const value = document.getElementById(form.dataset.reveal);
  const verb = form.querySelector("button span");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (verb.textContent === "Hide") {
      value.textContent = value.dataset.masked;
      verb.textContent = "Reveal";
      return;
    }
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    if (!answer.ok) return form.submit();
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    value.textContent = page.getElementById("value").textContent;
    verb.textContent = "Hide";
  });
}

const output = document.querySelector(".output");
if (output) output.scrollTop = output.scrollHeight;
const lines = document.getElementById("lines");
const part = document.querySelector("[data-live]");
if (part) new Live(part, lines && new Log(lines, document.getElementById("pause")));
document.querySelectorAll("form[data-reveal]").forEach(reveal);
