// Makes pages live that work without it. Every state of a page is HTML that the server made: this fetches it, and puts what has
// changed in the place of what was there. Loaded with "defer".
"use strict";

const announce = text => {
  const line = document.getElementById("announce");
  if (line && text) line.textContent = text;
};

// Puts the elements with these ids of a fetched page in the place of ours; the focus stays where it was.
const swap = (page, ids) => {
  const focused = document.activeElement?.id;
  for (const id of ids.split(" ")) {
    const [ours, theirs] = [document.getElementById(id), page.getElementById(id)];
    if (ours && theirs) {
      if (ours.isEqualNode(theirs)) continue;
      ours.replaceWith(document.adoptNode(theirs));
    }
  }
  if (focused && document.activeElement?.id !== focused) document.getElementById(focused)?.focus();
  document.dispatchEvent(new CustomEvent("swapped"));
};

const fetchPage = async (url, options) => {
  const answer = await fetch(url, { ...options, headers: { Accept: "text/html", "X-Part": "1" }, credentials: "same-origin" });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return { answer, page };
};

// A finger that is down is about to tap, and a tap is lost if its button is moved or exchanged before it is up: what comes by itself waits
// until the tap is through, two seconds at most.
let heldUntil = 0;
addEventListener("pointerdown", () => (heldUntil = Date.now() + 2000), true);
for (const up of ["pointerup", "pointercancel"]) addEventListener(up, () => (heldUntil = Date.now() + 100), true);
const tapThrough = async () => {
  while (Date.now() < heldUntil) await new Promise(done => setTimeout(done, 50));
};
// All wait for the same, so that what came first is shown first.
let holding;
const still = () => (holding ||= tapThrough().finally(() => (holding = null)));

// A form (or its button) with data-swap="id id" is sent without leaving the page. If that fails, it is sent the plain way.
document.addEventListener("submit", async event => {
  const form = event.target;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  const swaps = event.submitter?.dataset.swap || form.dataset.swap;
  if (!swaps) {
    // A second click on a slow answer changes nothing: the form's key is the same; but it need not be sent at all.
    if (form.method === "post") {
      form.dataset.sent = "1";
      setTimeout(() => delete form.dataset.sent, 4000);
    }
    return;
  }
  event.preventDefault();
  const body = new FormData(form, event.submitter);
  form.dataset.sent = "1";
  event.submitter?.setAttribute("aria-busy", "true");
  try {
    const isGet = form.method === "get";
    const url = new URL(event.submitter?.getAttribute("formaction") || form.getAttribute("action"), location.href);
    if (isGet) url.search = new URLSearchParams([...body].filter(([, value]) => value !== ""));
    const { answer, page } = await fetchPage(url, isGet ? {} : { method: "POST", body: new URLSearchParams(body) });
    const place = swaps.split(" ").find(id => page.getElementById(id));
    if (!place) {
      // Another page: a question, or a trouble. Shown as itself.
      if (answer.redirected || isGet) location.assign(answer.url);
      else showPage(page);
      return;
    }
    form.closest("dialog")?.close();
    swap(page, swaps);
    announce(page.getElementById("announce")?.textContent || form.dataset.say);
    if (isGet) history.replaceState(null, "", url);
  } catch {
    delete form.dataset.sent;
    HTMLFormElement.prototype.submit.call(form);
  } finally {
    delete form.dataset.sent;
    event.submitter?.removeAttribute("aria-busy");
  }
});

const showPage = page => {
  document.title = page.title;
  document.getElementById("main").replaceWith(document.adoptNode(page.getElementById("main")));
  document.getElementById("main").focus();
  scrollTo(0, 0);
};

// A link with data-dialog opens its page over this one.
document.addEventListener("click", async event => {
  const link = event.target.closest("a[data-dialog]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  try {
    const { answer, page } = await fetchPage(link.href);
    const content = page.querySelector("[data-dialog-content]");
    if (!answer.ok || !content) throw new Error(answer.status);
    openDialog(content, link);
  } catch {
    location.assign(link.href);
  }
});

const openDialog = (content, opener) => {
  const dialog = document.createElement("dialog");
  dialog.setAttribute("aria-labelledby", content.querySelector("h1")?.id || "");
  const close = document.createElement("button");
  close.className = "round-button dialog-close";
  close.type = "button";
  close.setAttribute("aria-label", content.dataset.close || "×");
  close.textContent = "✕";
  close.addEventListener("click", () => dialog.close());
  dialog.append(close, document.adoptNode(content));
  dialog.addEventListener("click", event => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (opener.isConnected) opener.focus();
  });
  document.body.append(dialog);
  dialog.showModal();
  document.dispatchEvent(new CustomEvent("swapped"));
};

// data-live="/events" data-live-swap="ids": whenever the stream says that something has happened, the page is fetched again and those
// parts are put in. A stream that breaks is opened again, as long as it takes; data-live-lost names the element that says so meanwhile.
// Another server may answer the page than the stream, and be a moment behind: data-live-version says up to which event it has come.
const follow = element => {
  const { live, liveSwap, liveLost } = element.dataset;
  let pause = 500, wanted = 0, source, timer;
  const version = of => Number(of.querySelector("[data-live]")?.dataset.liveVersion ?? NaN);
  const lost = isLost => {
    const line = liveLost && document.getElementById(liveLost);
    if (line) line.hidden = !isLost;
  };
  const renew = async () => {
    try {
      const { answer, page } = await fetchPage(location.href);
      if (!answer.ok) throw new Error(answer.status);
      await still();
      // Asked before the swap, which takes the parts out of the fetched page.
      const [isOver, isBehind] = [!page.querySelector("[data-live]"), version(page) < wanted];
      const words = page.querySelector("[data-live-say]")?.textContent;
      swap(page, liveSwap);
      announce(words);
      lost(false);
      if (isOver) source.close();
      else if (isBehind) timer = setTimeout(renew, 150);
    } catch {
      lost(true);
      clearTimeout(timer);
      timer = setTimeout(renew, 1000);
    }
  };
  const open = () => {
    source = new EventSource(live);
    source.addEventListener("open", () => {
      if (pause > 500) renew();
      pause = 500;
      lost(false);
    });
    for (const name of (element.dataset.liveOn || "status").split(" ")) source.addEventListener(name, event => {
      wanted = Math.max(wanted, Number(event.lastEventId) || 0);
      clearTimeout(timer);
      if (!(version(document) >= wanted)) renew();
    });
    source.addEventListener("error", () => {
      if (!document.querySelector("[data-live]")) return source.close();
      lost(true);
      pause = Math.min(pause * 2, 5000);
      if (source.readyState !== EventSource.CLOSED) return;
      // The browser has given up (a refusal, or the end): the page tells which.
      setTimeout(() => renew().then(() => document.querySelector("[data-live]") && open()), pause);
    });
  };
  open();
  addEventListener("pagehide", () => source.close());
  addEventListener("pageshow", event => event.persisted && open());
};

document.querySelectorAll("[data-live]").forEach(follow);

// Forms with data-auto send themselves when something in them changes; fields with data-update press the button "update".
document.addEventListener("change", event => {
  const form = event.target.form;
  if (form?.dataset.auto !== undefined && event.target.type !== "search") form.requestSubmit();
  if (event.target.dataset.update !== undefined) form.requestSubmit(document.getElementById("update"));
});

// data-keep="/address" on a form: what has been typed is kept there, without a word.
document.addEventListener("change", event => {
  const form = event.target.form;
  if (form?.dataset.keep) {
    fetch(form.dataset.keep, { method: "POST", body: new URLSearchParams(new FormData(form)), credentials: "same-origin" }).catch(() => {});
  }
});

document.addEventListener("click", event => {
  if (event.target.closest("[data-print]")) print();
});
