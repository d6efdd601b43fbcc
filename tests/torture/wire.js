// Put into a page before its own scripts: its network and its clock obey the test. Every message between page and server lies
// in `items` until somebody says what becomes of it; timers run only when `advance` is called.
(() => {
  if (window.top !== window || window.wire || !location.protocol.startsWith('http')) return;
  const SHORT = 20; // ms: timers up to here run by themselves
  const BARRIER = 1_000_000; // pings with a number from here on are ours
  const MOST_STEPS = 300;
  const real = { fetch: window.fetch.bind(window), Socket: window.WebSocket, later: window.setTimeout.bind(window), never: window.clearTimeout.bind(window), now: performance.now.bind(performance) };
  const PATIENCE = 15_000; // ms of real time until a test is told what does not end
  const channel = new MessageChannel();
  const ticks = [];
  channel.port1.onmessage = () => ticks.shift()();
  const tick = () => new Promise((done) => { ticks.push(done); channel.port2.postMessage(0); });

  // The clock
  const remembered = Number(sessionStorage.getItem("wire:date"));
  const clock = { now: 0, base: remembered || Date.now(), next: 1e9, timers: new Map() };
  const remember = () => sessionStorage.setItem("wire:date", String(Date.now()));
  let short = 0;
  const plan = (call, ms, every, rest) => {
    clock.next += 1;
    clock.timers.set(clock.next, { at: clock.now + ms, every, call: () => call(...rest) });
    return clock.next;
  };
  const shorts = new Set();
  window.setTimeout = (call, ms = 0, ...rest) => {
    if (ms > SHORT) return plan(call, ms, 0, rest);
    const id = real.later(() => { shorts.delete(id); call(...rest); }, ms);
    shorts.add(id);
    return id;
  };
  window.setInterval = (call, ms = 0, ...rest) => plan(call, Math.max(ms, 1), Math.max(ms, 1), rest);
  window.clearTimeout = window.clearInterval = (id) => { if (!clock.timers.delete(id)) { shorts.delete(id); real.never(id); } };
  performance.now = () => clock.now;
  Date.now = () => clock.base + clock.now;
  AbortSignal.timeout = (ms) => {
    const held = new AbortController();
    setTimeout(() => held.abort(new DOMException("too late", "TimeoutError")), ms);
    return held.signal;
  };
  let dice = 1;
  Math.random = () => { dice = (dice * 1103515245 + 12345) % 2147483648; return dice / 2147483648; };

  async function advance(ms, frozen = false) {
    const until = clock.now + ms;
    if (frozen) clock.now = until;
    for (;;) {
      const due = [...clock.timers].filter(([, timer]) => timer.at <= until).sort((a, b) => a[1].at - b[1].at || a[0] - b[0])[0];
      if (!due) break;
      const [id, timer] = due;
      clock.now = Math.max(clock.now, timer.at);
      if (timer.every) timer.at = clock.now + timer.every;
      else clock.timers.delete(id);
      timer.call();
      await tick();
      if (wire.flowing) await flow();
    }
    clock.now = until;
    remember();
    await quiet();
  }

  // The disk: what has been kept, in the order in which it was first complete
  let disk = 0;
  const kept = new Map();
  const transaction = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function (...asked) {
    const held = transaction.apply(this, asked);
    disk += 1;
    for (const end of ["complete", "abort"]) held.addEventListener(end, () => { disk -= 1; });
    return held;
  };
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (row, ...rest) {
    const { id, kind, fields } = row;
    this.transaction.addEventListener("complete", () => { if (id && !kept.has(id)) kept.set(id, { id, kind, text: fields?.text ?? "" }); });
    return put.call(this, row, ...rest);
  };

  // The network
  const items = [], answered = new Map(), old = [], sockets = new Set();
  let numbers = 0, inflight = 0, barriers = BARRIER, heals = 0, epochs = 0;
  const waitsFor = new Map();
  const add = (item) => { items.push({ n: ++numbers, ...item }); };
  const remove = (item) => { const at = items.indexOf(item); if (at >= 0) items.splice(at, 1); };

  /** @returns "post" | "heal" | "poll" | "" */
  function kindOf(url, init) {
    if (url.pathname === "/commands") return "post";
    if (url.pathname === "/live") return "poll";
    return new Headers(init.headers).has("X-Stoliki-Heal") ? "heal" : "";
  }

  window.fetch = (input, init = {}) => {
    const url = new URL(typeof input === "string" ? input : input.url, location.href), kind = kindOf(url, init);
    if (!kind) return real.fetch(input, init);
    return new Promise((resolve, reject) => {
      const item = { n: ++numbers, kind, stage: "request", url: url.href, init, resolve, reject, gone: false, reply: null };
      init.signal?.addEventListener("abort", () => {
        item.gone = true;
        reject(init.signal.reason);
        if (item.stage === "answer") remove(item);
      });
      items.push(item);
    });
  };

  async function carry(item) {
    if (wire.down) throw new TypeError("nobody is there");
    inflight += 1;
    try {
      const { signal, ...init } = item.init;
      const answer = await real.fetch(item.url, init);
      return { status: answer.status, headers: [...answer.headers], body: await answer.text(), url: answer.url, redirected: answer.redirected };
    } finally { inflight -= 1; }
  }

  function settle(item, reply) {
    remove(item);
    if (item.gone) return;
    if (!reply) { item.reject(new TypeError("the network is gone")); return; }
    const made = new Response(reply.body, { status: reply.status, headers: reply.headers });
    Object.defineProperties(made, { url: { value: reply.url }, redirected: { value: reply.redirected } });
    if (item.kind === "post" && reply.real) {
      let said = null;
      try { said = JSON.parse(reply.body); } catch { /* not from our server */ }
      for (const { id, status, seq } of said?.answers ?? []) if (status === "recorded") answered.set(id, seq);
    }
    item.resolve(made);
  }

  const PORTAL = { status: 200, headers: [["Content-Type", "text/html"]], body: "<h1>Witamy w sieci Hotel</h1>", url: "http://portal/", redirected: false };
  const BUSY = { status: 503, headers: [["Content-Type", "application/json"], ["X-Stoliki", "1"], ["Retry-After", "1"]], body: "{}", url: "", redirected: false };

  const REQUESTS = {
    async deliver(item) {
      if (item.kind === "poll") { settle(item, null); return; } // the long poll has stories of its own: real time passes in it
      try {
        item.reply = { ...await carry(item), real: true };
        if (item.kind === "heal" && item.reply.status === 200) { old.push(item.reply); if (old.length > 8) old.splice(1, 1); }
        if (item.gone) remove(item); else item.stage = "answer";
      } catch { settle(item, null); }
    },
    async twice(item) { await carry(item).catch(() => {}); await REQUESTS.deliver(item); },
    drop(item) { remove(item); },
    fail(item) { settle(item, null); },
    later(item) { item.gone = true; item.reject(new TypeError("lost, as it seems")); },
    portal(item) { settle(item, PORTAL); },
    busy(item) { settle(item, item.kind === "post" ? BUSY : null); },
  };
  const ANSWERS = {
    deliver(item) { settle(item, item.reply); },
    drop(item) { remove(item); },
    fail(item) { settle(item, null); },
    portal(item) { settle(item, PORTAL); },
    stale(item) { settle(item, item.kind === "heal" ? old[0] : item.reply); },
  };
  const FRAMES = {
    deliver(item) { remove(item); item.socket.onmessage?.({ data: item.data }); },
    drop(item) { remove(item); },
    async twice(item) { FRAMES.deliver(item); await tick(); item.socket.onmessage?.({ data: item.data }); },
    keep(item) { item.socket.onmessage?.({ data: item.data }); },
  };
  const OPENINGS = {
    async deliver(item) { remove(item); await item.socket.begin(); },
    drop(item) { remove(item); },
    fail(item) { remove(item); item.socket.over(1006); },
  };
  const CLOSINGS = { deliver(item) { remove(item); item.socket.over(item.code); }, drop(item) { remove(item); } };
  const FATES = { frame: FRAMES, open: OPENINGS, close: CLOSINGS };

  class Socket {
    static CONNECTING = 0; static OPEN = 1; static CLOSING = 2; static CLOSED = 3;
    readyState = 0; onopen = null; onmessage = null; onclose = null; onerror = null; truth = null;
    constructor(url) { this.url = String(url); add({ kind: "open", stage: "request", socket: this }); }
    begin() {
      if (wire.down || this.readyState !== 0) { this.over(1006); return null; }
      return new Promise((done) => {
        const truth = this.truth = new real.Socket(this.url);
        sockets.add(truth);
        truth.onopen = () => { this.readyState = 1; this.onopen?.({}); done(); };
        truth.onmessage = ({ data }) => this.heard(data);
        truth.onclose = ({ code }) => { sockets.delete(truth); release(truth); done(); add({ kind: "close", stage: "answer", socket: this, code }); };
      });
    }
    heard(data) {
      const said = JSON.parse(data);
      if (said.t === "pong" && said.k >= BARRIER) { waitsFor.get(said.k)?.done(); waitsFor.delete(said.k); return; }
      if (this.readyState === 1) add({ kind: "frame", stage: "answer", socket: this, data, t: said.t });
    }
    over(code) { if (this.readyState === 3) return; this.close(); this.onclose?.({ code }); }
    send(data) { if (this.truth?.readyState === 1) this.truth.send(data); }
    close() {
      this.readyState = 3;
      for (const item of items.filter((one) => one.socket === this)) remove(item);
      if (this.truth) { this.truth.onmessage = this.truth.onclose = null; sockets.delete(this.truth); release(this.truth); this.truth.close(); }
    }
  }
  window.WebSocket = Socket;

  function release(truth) { for (const [k, wait] of waitsFor) if (wait.truth === truth) { waitsFor.delete(k); wait.done(); } }

  /** All that the server has sent so far lies in `items`. */
  async function barrier() {
    if (wire.down) return;
    for (const truth of [...sockets].filter((one) => one.readyState === 1)) {
      barriers += 1;
      const k = barriers;
      waitsFor.set(k, { truth, done() {} });
      truth.send(JSON.stringify({ t: "ping", k }));
      await until("pong", () => !waitsFor.has(k));
    }
  }

  /** @param {string} what @param {() => boolean} done */
  async function until(what, done) {
    for (const since = real.now(); !done();) {
      if (real.now() - since > PATIENCE) throw new Error(`it does not end: ${what}, disk ${disk}, requests ${inflight}, timers ${shorts.size}`);
      await new Promise((go) => { real.later(go, 1); });
    }
  }

  /** Nothing moves any more but what we hold. */
  async function quiet() {
    for (let calm = 0; calm < 3;) {
      const busy = disk || inflight || shorts.size;
      if (busy) await until("quiet", () => !disk && !inflight && !shorts.size);
      else await tick();
      calm = busy || disk || inflight || shorts.size ? 0 : calm + 1;
    }
  }

  async function act(item, how) {
    const fates = FATES[item.kind] ?? (item.stage === "request" ? REQUESTS : ANSWERS);
    await (fates[how] ?? fates.deliver)(item);
    await quiet();
  }

  let flows = false;
  async function flow() {
    if (flows) return;
    flows = true;
    const done = [];
    try {
      for (;;) {
        await quiet();
        if (!items.length) await barrier();
        if (!items.length) break;
        const { kind, stage, t, code, init } = items[0];
        done.push([kind, stage, t ?? "", code ?? "", init?.body ?? ""].join(" "));
        if (done.length > MOST_STEPS) throw new Error(`a storm without time passing: ${done.slice(-12).join(" | ")}`);
        await act(items[0], "deliver");
      }
    } finally { flows = false; }
  }

  // What the page shows
  const textOf = (element) => element?.textContent.trim() ?? "";
  function digest(page, withNotes) {
    const rows = [...page.querySelectorAll("#log > li")].map((row) => {
      const { born, state, topic, kind, revision, parked, note } = row.dataset;
      const versions = [...row.querySelectorAll("[data-variant]")].map((one) => [one.dataset.variant, textOf(one.querySelector("p"))]);
      const id = row.id.replace("issue-", "");
      return { id, born, state, topic, kind, revision, parked, note: (withNotes && note) || "", text: textOf(row.querySelector(".issue-said .issue-text")),
        marks: [...row.querySelectorAll(".issue-mark")].map(textOf), hands: textOf(page.getElementById(`hands-${id}`)), versions };
    });
    const topics = [...page.querySelectorAll("#topics .choice")].map((one) => [one.dataset.topic, textOf(one.querySelector(".topic-title"))]);
    return { rows, topics, headcount: textOf(page.getElementById("headcount")), sitting: page.getElementById("sitting")?.dataset.state };
  }

  async function fresh() {
    const answer = await real.fetch(location.href.split("#")[0], { cache: "no-store" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return { seq: Number(page.body.dataset.seq), epoch: page.body.dataset.epoch, digest: digest(page, true) };
  }

  let modules = null;
  async function state() {
    modules ??= await Promise.all(["hearing", "outbox"].map((name) => import(new URL(`${name}.js`, document.querySelector("script[type=module]").src).href)));
    const [hearing, outbox] = modules;
    return {
      items: items.map(({ n, kind, stage, gone, t, init }) => ({ n, kind, stage, gone: Boolean(gone), t: t ?? "", body: kind === "post" ? init.body : "" })),
      newest: hearing.newest(), epoch: hearing.epoch(), heals, epochs, kept: [...kept.values()], answered: [...answered],
      queued: outbox.queued().map((row) => row.id), attention: outbox.attention().map((row) => row.id), strangers: outbox.strangers().length,
      waiting: outbox.waiting().map((row) => row.id), shownWaiting: document.querySelectorAll("#waiting > li").length,
      trouble: outbox.trouble(), now: clock.now, digest: digest(document, true),
    };
  }

  /** Every row of the outbox as it is on disk. */
  const stored = () => new Promise((done, fail) => {
    const asked = indexedDB.open("stoliki", 1);
    asked.onerror = () => fail(asked.error);
    asked.onsuccess = () => {
      const all = transaction.call(asked.result, "outbox").objectStore("outbox").getAll();
      all.onsuccess = () => { asked.result.close(); done(all.result.map(({ id, kind, state: is, n, seq, code, fields }) => ({ id, kind, state: is, n, seq, code, text: fields?.text ?? "" }))); };
    };
  });

  function write(text) {
    const box = document.getElementById("text");
    box.value = text;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    document.getElementById("composer").requestSubmit();
  }

  /** Press a key of the nth row that has it. @returns the id, "" when there is none */
  function press(wish, nth, times = 1) {
    const rows = [...document.querySelectorAll("#log > li, #waiting > li")].filter((row) => row.querySelector(`[data-do=${wish}]`));
    if (!rows.length) return "";
    const row = rows[nth % rows.length], { id } = row;
    for (let i = 0; i < times; i += 1) document.getElementById(id)?.querySelector(`[data-do=${wish}]`)?.click();
    return id.replace(/^(issue|waiting)-/, "");
  }

  const wire = window.wire = { down: false, flowing: false, advance, flow, quiet, barrier, act, state, stored, write, press, fresh, items, old, digest,
    jump(ms) { clock.base += ms; remember(); },
    async fate(kind, stage, nth, how) {
      await barrier();
      const found = items.filter((item) => (!kind || item.kind === kind) && (!stage || item.stage === stage));
      if (!found.length) return "";
      const item = found[nth % found.length];
      await act(item, how);
      return item.kind;
    },
    async dead(is) { wire.down = is; if (is) await until("death", () => [...sockets].every((one) => one.readyState === 3)); },
  };
  document.addEventListener("stoliki:healed", () => { heals += 1; });
  document.addEventListener("stoliki:epoch", () => { epochs += 1; });
})();
