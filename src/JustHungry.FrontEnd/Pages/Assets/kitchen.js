// The kitchen's board, live: what comes is shown and heard, and no tap is lost when the network is. Loaded after site.js.
"use strict";

const bar = document.getElementById("board-bar");

if (bar) {
  const words = JSON.parse(bar.dataset.words);
  const say = (key, ...values) => values.reduce((text, value, index) => text.replace(`{${index}}`, value), words[key] || key);
  const count = (key, n) => say(`${key}.${n === 1 ? "one" : "other"}`, n);
  const byId = id => document.getElementById(id);

  // ---- What is seen --------------------------------------------------------------------------------------------------
  // A card that has not changed stays where it is, so that what a finger is about to touch does not move or close.
  const show = page => {
    const theirs = page.getElementById("board");
    const known = new Set([...theirs.querySelectorAll(".order-card")].map(card => card.id));
    document.querySelectorAll("#board .order-card").forEach(card => known.has(card.id) || card.remove());
    for (const cards of theirs.querySelectorAll(".cards")) {
      const ours = byId(cards.id);
      [...cards.children].forEach((card, index) => {
        const known = byId(card.id);
        const placed = known && known.dataset.version === card.dataset.version ? known : document.adoptNode(card);
        if (known && known !== placed) known.remove();
        if (ours.children[index] !== placed) ours.insertBefore(placed, ours.children[index] || null);
      });
    }
    for (const column of document.querySelectorAll("#board .column")) {
      column.querySelector(".count").textContent = column.querySelectorAll(".order-card").length;
    }
    marks();
    ages();
    ring();
  };

  const refresh = async () => {
    const { answer, page } = await fetchPage(bar.dataset.board);
    if (answer.redirected && new URL(answer.url).pathname !== bar.dataset.board) throw Object.assign(new Error("signed out"), { out: true });
    if (!answer.ok) throw new Error(answer.status);
    await still();
    show(page);
  };

  // Several events at once are one look.
  let looking, again;
  const look = async () => {
    if (looking) {
      again = true;
      return looking;
    }
    looking = (async () => {
      do {
        again = false;
        try {
          await refresh();
          state("live");
        } catch (error) {
          state(error.out ? "signed-out" : "lost");
          if (error.out) return;
          setTimeout(look, 1500);
          return;
        }
      } while (again);
      send();
    })().finally(() => (looking = null));
    return looking;
  };

  const state = key => {
    const line = byId("link");
    line.className = `link-state ${key}`;
    const text = say(key);
    if (line.lastElementChild.textContent !== text) line.lastElementChild.textContent = text;
  };

  const ages = () => {
    for (const time of document.querySelectorAll("time[data-since]")) {
      const minutes = Math.floor((Date.now() - Date.parse(time.dateTime)) / 60000);
      if (minutes >= 0 && minutes < 90) time.textContent = time.textContent.replace(/\d+/, minutes);
    }
  };
  setInterval(ages, 15000);

  // ---- What is tapped ------------------------------------------------------------------------------------------------
  // Each tap is written down before it is sent, with the key that makes it one: sent twice it is done once. What cannot be sent now is
  // sent when the network is back, after a reload too, in the order of tapping.
  const place = `taps:${bar.dataset.board}`;
  const taps = () => JSON.parse(localStorage.getItem(place) || "[]");
  const keep = list => {
    localStorage.setItem(place, JSON.stringify(list));
    marks();
  };

  const marks = () => {
    const waiting = taps();
    const line = byId("waiting");
    line.hidden = waiting.length === 0;
    if (waiting.length) line.textContent = count("waiting", waiting.length);
    const orders = new Set(waiting.map(tap => tap.order));
    document.querySelectorAll("#board .order-card").forEach(card => card.classList.toggle("is-waiting", orders.has(card.dataset.order)));
  };

  document.addEventListener("submit", event => {
    const form = event.target;
    if (form.dataset.tap === undefined) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const card = form.closest(".order-card");
    if (card.classList.contains("is-waiting")) return;
    const body = new URLSearchParams(new FormData(form, event.submitter)).toString();
    keep([...taps(), { url: form.getAttribute("action"), body, order: card.dataset.order, number: form.dataset.tap, words: event.submitter?.textContent.trim() }]);
    seen();
    send();
  }, true);

  let sending;
  const send = () => (sending ||= deliver().finally(() => (sending = null)));

  const deliver = async () => {
    for (let first = taps()[0]; first; first = taps()[0]) {
      let answer, page;
      try {
        ({ answer, page } = await fetchPage(first.url, {
          method: "POST",
          body: new URLSearchParams(first.body),
          signal: AbortSignal.timeout(20000),
        }));
      } catch {
        state("lost");
        setTimeout(send, 1500);
        return;
      }
      const where = new URL(answer.url).pathname;
      if (answer.redirected && where !== bar.dataset.board) {
        state("signed-out");
        return;
      }
      // 5xx is nobody's answer: it is asked again under the same key.
      if (answer.status >= 500) {
        state("lost");
        setTimeout(send, 1500);
        return;
      }
      keep(taps().filter(tap => tap.body !== first.body));
      const done = answer.redirected && answer.ok;
      announce(say(done ? "sent" : "refused", `#${first.number}`, first.words));
      if (done && page.getElementById("board")) {
        await still();
        show(page);
      } else {
        tell(say("refused", `#${first.number}`, first.words));
        await look();
      }
    }
  };

  const tell = text => {
    const line = document.createElement("p");
    line.className = "notice wait board-said";
    line.setAttribute("role", "alert");
    line.textContent = text;
    bar.after(line);
    setTimeout(() => line.remove(), 12000);
  };

  // ---- What is heard -------------------------------------------------------------------------------------------------
  // Browsers let a page sound only after a tap, so there is a button for it. It rings until the new orders have been seen: until
  // somebody touches the board.
  let audio, ringing;
  const unseen = new Set();
  const known = new Set([...document.querySelectorAll("#column-new .order-card")].map(card => card.dataset.order));

  const chime = () => {
    if (!audio) return;
    [[0, 880], [0.18, 1174.7], [0.36, 1568]].forEach(([after, pitch]) => {
      const tone = audio.createOscillator();
      const loud = audio.createGain();
      const at = audio.currentTime + after;
      tone.frequency.value = pitch;
      loud.gain.setValueAtTime(0, at);
      loud.gain.linearRampToValueAtTime(0.5, at + 0.02);
      loud.gain.exponentialRampToValueAtTime(0.001, at + 0.5);
      tone.connect(loud).connect(audio.destination);
      tone.start(at);
      tone.stop(at + 0.55);
    });
    document.documentElement.dataset.rung = Number(document.documentElement.dataset.rung || 0) + 1;
  };

  const ring = () => {
    const now = new Set([...document.querySelectorAll("#column-new .order-card")].map(card => card.dataset.order));
    for (const order of now) {
      if (!known.has(order)) {
        known.add(order);
        unseen.add(order);
        byId(`order-${order}`)?.classList.add("is-new");
      }
    }
    for (const order of unseen) if (!now.has(order)) unseen.delete(order);
    const banner = byId("ring");
    banner.hidden = unseen.size === 0;
    document.title = (unseen.size ? `(${unseen.size}) ` : "") + document.title.replace(/^\(\d+\) /, "");
    if (unseen.size === 0) {
      clearInterval(ringing);
      ringing = null;
      return;
    }
    const text = count("new", unseen.size);
    banner.querySelector("span").textContent = text;
    announce(text);
    if (!ringing) {
      chime();
      ringing = setInterval(chime, 3000);
    }
  };

  const seen = () => {
    if (unseen.size === 0) return;
    unseen.clear();
    document.querySelectorAll(".order-card.is-new").forEach(card => card.classList.remove("is-new"));
    ring();
  };

  byId("ring").addEventListener("click", seen);
  // Not as soon as it is touched: the banner goes, and everything below it moves up.
  for (const touch of ["click", "pointercancel"]) byId("board").addEventListener(touch, seen);
  document.addEventListener("keydown", event => event.key !== "Tab" && seen());

  const sound = byId("sound");
  sound.hidden = false;
  sound.addEventListener("click", async () => {
    if (audio) {
      audio.close();
      audio = null;
    } else {
      audio = new AudioContext();
      await audio.resume();
      chime();
    }
    sound.setAttribute("aria-pressed", String(!!audio));
    sound.querySelector("span").textContent = say(audio ? "sound-off" : "sound-on");
  });

  // ---- What comes ----------------------------------------------------------------------------------------------------
  let source;
  const open = () => {
    source?.close();
    source = new EventSource(bar.dataset.events);
    source.addEventListener("board", look);
    source.addEventListener("order", look);
    source.addEventListener("open", look);
    source.addEventListener("error", () => {
      state("lost");
      if (source.readyState === EventSource.CLOSED) setTimeout(() => look().then(open), 2000);
    });
  };
  open();
  addEventListener("online", () => { open(); send(); });
  addEventListener("offline", () => state("lost"));
  addEventListener("pagehide", () => source.close());
  addEventListener("pageshow", event => event.persisted && open());
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && look());
  marks();
  send();
}

// ---- The menu editor's preview: what is typed is shown as customers will see it ---------------------------------------
document.addEventListener("input", event => {
  const shown = event.target.dataset.shows && document.getElementById(event.target.dataset.shows);
  if (!shown) return;
  const price = event.target.name === "price" && Number(event.target.value.replace(",", ".").replace("£", ""));
  shown.textContent = event.target.name === "price" && Number.isFinite(price) ? `£${price.toFixed(2)}` : event.target.value;
});
