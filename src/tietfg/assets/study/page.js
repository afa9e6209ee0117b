// The page of a study: begin, one trial after the other, hand in. Texts come from text.json, all else from the server.

const LABELS = ["neutral", "happy", "sad", "angry", "fear", "disgust", "surprise", "cannot tell"];
const REMEMBERED = "study-participant";
const main = document.getElementById("main");
const status = document.getElementById("status");
const texts = await (await fetch("text.json")).json();
let session = null;
let current = null; // the trial on the screen

function say(key, values = {}) {
  return texts[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

function make(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in node) node[name] = value;
    else node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

function show(...children) {
  current = null;
  status.textContent = main.className = "";
  const heading = make("h1", { tabIndex: -1 }, children.shift());
  main.replaceChildren(heading, ...children);
  window.scrollTo(0, 0);
  heading.focus({ preventScroll: true });
  const header = document.querySelector("header");
  header.hidden = !session;
  if (!session) return;
  const done = session.trials.filter((trial) => trial.answers).length;
  const values = { done, total: session.trials.length };
  document.getElementById("title").textContent = session.title;
  document.getElementById("progress-text").textContent = say("progress", values);
  Object.assign(document.getElementById("progress"), { max: values.total, value: done });
}

async function ask(address, body) {
  let response;
  try {
    const sent = body && { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
    response = await fetch(address, sent);
  } catch {
    throw new Error(texts.offline);
  }
  const answer = await response.json().catch(() => ({ error: texts.offline }));
  if (!response.ok) throw Object.assign(new Error(answer.error), { refused: response.status });
  return answer;
}

// Sends a record; true when it is saved. Until then the screen stays as it is.
async function save(record, button) {
  button.disabled = true;
  try {
    await ask("api/record", { study: session.study, participant: session.participant, ...record });
    return true;
  } catch (error) {
    status.textContent = say("not_saved", { reason: error.message });
    return false;
  } finally {
    button.disabled = false;
  }
}

// Where to begin: a place is taken once and kept in the address.

async function open() {
  document.documentElement.lang = texts.language;
  document.title = texts.study;
  const code = new URLSearchParams(location.search).get("participant");
  const before = localStorage.getItem(REMEMBERED);
  if (!code && before) return void location.replace(`?participant=${encodeURIComponent(before)}`);
  if (!code) return start();
  try {
    session = await ask(`api/session?participant=${encodeURIComponent(code)}`);
  } catch (error) {
    if (error.refused) localStorage.removeItem(REMEMBERED);
    return show(texts.problem, make("p", {}, error.message));
  }
  localStorage.setItem(REMEMBERED, code);
  document.title = session.title;
  if (session.submitted) return thanks();
  welcome();
}

function start() {
  const button = make("button", { className: "main" }, texts.take_place);
  button.onclick = async () => {
    button.disabled = true;
    try {
      const { participant } = await ask("api/join", {});
      location.replace(`?participant=${encodeURIComponent(participant)}`);
    } catch (error) {
      status.textContent = error.message;
      button.disabled = false;
    }
  };
  show(texts.study, make("p", {}, texts.start), button);
}

function welcome() {
  const form = make("form");
  if (session.instructions) form.append(make("p", { className: "card prose" }, session.instructions));
  const pair = session.trials.some((trial) => trial.media.length > 1);
  const keys = session.kind === "labels" ? texts.keys_labels : pair ? texts.keys_pair : texts.keys_media;
  form.append(make("div", { className: "card keys" }, make("h2", {}, texts.keys_title), keys));
  if (!session.begun) {
    if (session.consent) {
      const tick = make("input", { type: "checkbox", required: true, name: "consent" });
      const agree = make("label", { className: "tick" }, tick, make("span", {}, texts.consent));
      form.append(make("div", { className: "card" }, make("div", { className: "prose" }, session.consent), agree));
    }
    if (session.details.length) form.append(make("div", { className: "card" }, ...session.details.map(detail)));
  }
  const address = make("a", { href: location.href }, location.href);
  const button = make("button", { className: "main" }, session.begun ? texts.continue : texts.begin);
  form.append(make("p", {}, texts.address, " ", address), make("div", { className: "go" }, make("span"), button));
  form.onsubmit = async (event) => {
    event.preventDefault();
    if (!session.begun) {
      const details = {};
      for (const { name } of session.details) details[name] = form.elements[`detail/${name}`].value.trim();
      if (!(await save({ event: "profile", consent: Boolean(session.consent), details }, button))) return;
      session.begun = true;
    }
    const open = session.trials.findIndex((trial) => !trial.answers);
    open < 0 ? finish() : trialAt(open);
  };
  show(session.title, form);
  main.className = "narrow";
  document.querySelector("header").hidden = true; // the heading says it
}

function detail({ name, text, choices, required }) {
  const properties = { name: `detail/${name}`, required, autocomplete: "off" };
  const options = ["", ...choices].map((choice) => make("option", { value: choice }, choice || texts.choose));
  const field = choices.length
    ? make("select", properties, ...options)
    : make("input", { ...properties, type: "text", maxLength: 300 });
  const told = required ? text : `${text} (${texts.optional})`;
  return make("label", { className: "field" }, make("span", {}, told), field);
}

// One trial: media that must be played to their ends, then questions.

function trialAt(place) {
  const trial = session.trials[place];
  const two = trial.media.length > 1;
  const sides = two ? [texts.first, texts.second] : [""];
  const players = trial.media.map((name, side) => player(name, sides[side]));
  const questions = trial.questions.map((name) => question(name, trial, sides));
  const hint = make("p", { className: "hint", ariaLive: "polite" });
  const back = make("button", { type: "button", disabled: place === 0 }, texts.back);
  const next = make("button", { type: "submit", className: "main" }, texts.next);
  const asked = make("form", {}, hint, ...questions.map((each) => each.node), make("div", { className: "go" }, back, next));
  const stage = make("div", { className: `stage ${two ? "two" : "one"}` }, ...players.map((each) => each.node));
  const whole = make("div", { className: `trial ${two ? "two" : "one"} ${session.kind}` });
  if (trial.prompt) whole.append(make("div", { className: "card prompt" }, make("b", {}, texts.asked_for), trial.prompt));
  whole.append(stage, asked);
  show(say(session.kind, { number: place + 1, total: session.trials.length }), whole);
  current = {
    place, trial, players, hint, back, next,
    groups: questions.flatMap((each) => each.groups),
    group: 0,
    ready: Boolean(trial.answers),
    shown: performance.now(),
  };
  back.onclick = () => trialAt(place - 1);
  asked.onsubmit = (event) => {
    event.preventDefault();
    goOn();
  };
  asked.onchange = update;
  update();
}

function player(name, side) {
  const address = `media/${name}`;
  const state = { done: false, media: null, node: null };
  if (session.kind === "labels") {
    const picture = make("img", { alt: "", src: address });
    state.node = make("figure", { className: "player" }, picture);
    picture.onload = () => ended(state);
    picture.onerror = () => (status.textContent = texts.media_failed);
    return state;
  }
  const video = session.kind === "video";
  const media = make(video ? "video" : "audio", { src: address, preload: "auto", playsInline: true });
  const label = side ? say("play_which", { which: side }) : texts.play;
  const button = make("button", { type: "button", className: "main" }, label);
  const bar = make("progress", { max: 1, value: 0, ariaHidden: "true" });
  state.node = make("figure", { className: `player ${video ? "" : "sound"}` });
  if (side) state.node.append(make("h2", {}, side));
  state.node.append(media, make("div", { className: "bar" }, button, bar));
  state.media = media;
  button.onclick = () => toggle(state);
  media.ontimeupdate = () => (bar.value = media.duration ? media.currentTime / media.duration : 0);
  media.onplay = media.onpause = () => {
    state.node.classList.toggle("playing", !media.paused);
    button.textContent = !media.paused ? texts.pause : state.done && media.ended ? texts.again : label;
  };
  media.onended = () => {
    ended(state);
    bar.value = 1;
    button.className = "";
    button.textContent = texts.again;
    state.node.classList.remove("playing");
  };
  media.onerror = () => (status.textContent = texts.media_failed);
  return state;
}

function toggle(state) {
  if (!state.media.paused) return state.media.pause();
  for (const other of current.players) if (other !== state) other.media.pause();
  state.media.play().catch(() => (status.textContent = texts.media_failed));
}

function ended(state) {
  state.done = true;
  if (!current || current.ready || !current.players.every((each) => each.done)) return;
  current.ready = true;
  update();
  focusGroup(0);
}

// A question: a group of tiles, or one for each side.

function question(name, trial, sides) {
  const { kind, text, low, high, same } = session.questions[name];
  const given = trial.answers?.[name];
  const asked = text || texts.which_emotion;
  const legend = make("legend", {}, asked);
  if (kind !== "scale") {
    const values = kind === "label" ? LABELS : same ? ["a", "same", "b"] : ["a", "b"];
    const words = kind === "label" ? LABELS.map((label) => texts[label]) : values.map(
      (value) => ({ a: texts.first, same: texts.same, b: texts.second })[value]);
    const group = tiles(name, values, words, given, kind === "label" ? "eight" : "three", true);
    return { node: make("fieldset", { className: "card" }, legend, group.node), groups: [{ ...group, name }] };
  }
  const values = [1, 2, 3, 4, 5];
  const groups = sides.map((side, index) => {
    const group = tiles(`${name}/${index}`, values, values, given?.[index], "", false, { 1: low, 5: high });
    return { ...group, name, side };
  });
  const ends = make("p", { className: `ends ${sides.length > 1 ? "beside" : ""}` });
  if (low) ends.append(make("span", {}, `1 ${low}`), make("span", {}, `5 ${high}`));
  const rows = sides.length === 1 ? [groups[0].node] : groups.map((group) => {
    const spoken = say("question_of", { question: asked, which: group.side });
    return make("fieldset", { ariaLabel: spoken }, make("legend", {}, group.side), group.node);
  });
  return { node: make("fieldset", { className: "card" }, legend, ...rows, ends), groups };
}

function tiles(name, values, words, given, look, numbered, spoken = {}) {
  const inputs = values.map((value, index) => {
    const input = make("input", { type: "radio", name, value: String(value), checked: value === given });
    if (spoken[value]) input.ariaLabel = `${value}, ${spoken[value]}`;
    if (numbered) input.setAttribute("aria-keyshortcuts", String(index + 1));
    return input;
  });
  const labels = inputs.map((input, index) => {
    const key = numbered ? [make("kbd", { ariaHidden: "true" }, String(index + 1))] : [];
    return make("label", {}, input, make("span", {}, ...key, String(words[index])));
  });
  const value = () => values[inputs.findIndex((input) => input.checked)];
  return { node: make("div", { className: `tiles ${look}` }, ...labels), inputs, value };
}

function focusGroup(index) {
  current.group = index;
  const { inputs } = current.groups[index];
  (inputs.find((input) => input.checked) ?? inputs[0]).focus();
}

function complete() {
  return current.groups.every((group) => group.value() !== undefined);
}

function update() {
  for (const { inputs } of current.groups) for (const input of inputs) input.disabled = !current.ready;
  const wait = current.players.length > 1 ? texts.wait_pair : texts[`wait_${session.kind}`];
  current.hint.textContent = !current.ready ? wait : complete() ? texts.complete : texts.ready;
  current.next.disabled = !current.ready || !complete();
  status.textContent = "";
}

async function goOn() {
  const here = current;
  if (!here.ready || here.next.disabled) {
    here.hint.textContent = here.ready ? texts.incomplete : here.hint.textContent;
    return;
  }
  const answers = {};
  for (const { name, side, value } of here.groups) {
    if (side === undefined) answers[name] = value();
    else (answers[name] ??= []).push(value());
  }
  for (const { media } of here.players) media?.pause();
  if (JSON.stringify(answers) !== JSON.stringify(here.trial.answers)) {
    const duration = (performance.now() - here.shown) / 1000;
    const record = { event: "answer", trial: here.trial.trial, position: here.place, answers, duration };
    if (!(await save(record, here.next))) return;
    here.trial.answers = answers;
  }
  if (current !== here) return;
  here.place + 1 < session.trials.length ? trialAt(here.place + 1) : finish();
}

document.addEventListener("keydown", (event) => {
  if (!current || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest?.("button, a") && [" ", "Enter"].includes(event.key)) return; // it is pressed
  const act = {
    " ": space,
    Enter: goOn,
    ArrowUp: () => move(-1),
    ArrowDown: () => move(1),
    a: () => current.players.length > 1 && toggle(current.players[0]),
    b: () => current.players.length > 1 && toggle(current.players[1]),
  }[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (act) {
    event.preventDefault();
    act();
  } else if (/^[1-9]$/.test(event.key) && current.ready) {
    choose(Number(event.key) - 1);
  } else if (/^Arrow(Left|Right)$/.test(event.key) && current.ready && event.target.type !== "radio") {
    focusGroup(current.group);
    event.preventDefault();
  }
});

document.addEventListener("focusin", ({ target }) => {
  const index = current?.groups.findIndex((group) => group.inputs.includes(target)) ?? -1;
  if (index >= 0) current.group = index;
});

function space() {
  const { players } = current;
  if (!players[0].media) return;
  const playing = players.find((each) => !each.media.paused);
  toggle(playing ?? players.find((each) => !each.done) ?? players[0]);
}

function move(step) {
  if (!current.ready) return;
  focusGroup(Math.min(Math.max(current.group + step, 0), current.groups.length - 1));
}

function choose(index) {
  const input = current.groups[current.group].inputs[index];
  if (!input) return;
  input.checked = true;
  update();
  const open = current.groups.findIndex((group) => group.value() === undefined);
  focusGroup(open < 0 ? current.group : open);
}

// The end.

function finish() {
  const back = make("button", { type: "button" }, texts.back);
  const button = make("button", { type: "button", className: "main" }, texts.hand_in);
  back.onclick = () => trialAt(session.trials.length - 1);
  button.onclick = async () => {
    if (!(await save({ event: "submitted" }, button))) return;
    thanks();
  };
  show(texts.all_answered, make("p", { className: "prose" }, texts.hand_in_text), make("div", { className: "go" }, back, button));
  button.focus();
}

function thanks() {
  show(texts.thanks, make("p", {}, texts.done));
}

open();
