// The line, live: what the socket says is shown, what is pressed is wished.
const page = document.getElementById("pairing");
const of = (name) => page.querySelector(`[data-of="${name}"]`);
const AGAIN = [1000, 2000, 5000, 10000];
const story = page.querySelector(".pairing__story");
let socket, lost = 0, shownSince = 0, lastState = "";

function moment(iso) {
  return iso ? new Date(iso).toLocaleString() : "–";
}

function show(line) {
  for (const name of ["label", "number", "hint", "detail", "stopped_by"]) of(name).textContent = line[name];
  for (const name of ["since", "heard", "banned_until"]) of(name).textContent = moment(line[name]);
  for (const name of ["banned_until", "stopped_by"]) page.querySelector(`[data-row="${name}"]`).hidden = !line[name];
  of("waiting").textContent = line.waiting ? `${line.waiting}: they leave once it is connected` : "none";
  shownSince = line.code_at ? Date.parse(line.code_at) : 0;
  tick();
  if (line.state !== lastState) tell(`${line.label}${line.detail ? ` (${line.detail})` : ""}`);
  lastState = line.state;
  of("is_alive").textContent = line.is_alive ? "alive" : "not running: start it with manage.py serve, or whatsapp_session";
  of("qr").hidden = !line.qr;
  if (line.qr) of("qr").src = line.qr; else of("qr").removeAttribute("src");
  of("code").hidden = !line.code;
  of("code").textContent = line.code;
  for (const one of page.querySelectorAll("[data-when]")) one.hidden = !one.dataset.when.split(" ").includes(line.state);
}

function tick() {
  const clock = of("clock");
  clock.hidden = !shownSince;
  if (shownSince) clock.textContent = `Shown ${Math.max(0, Math.round((Date.now() - shownSince) / 1000))} s ago; it changes by itself.`;
}

function tell(words) {
  const line = document.createElement("li");
  line.textContent = `${new Date().toLocaleTimeString()}  ${words}`;
  story.prepend(line);
  while (story.children.length > 20) story.lastChild.remove();
}

function say(words) {
  of("said").textContent = words;
}

function wish(what) {
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(what));
  else say("Not connected to SofIA: wait a moment.");
}

function open() {
  socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${page.dataset.socket}`);
  socket.onmessage = ({ data }) => {
    const said = JSON.parse(data);
    lost = 0;
    if (said.type === "line") show(said);
    else say(said.type === "taken" ? "The session's process does it within seconds." : "That cannot be done: a number has at least eight digits.");
  };
  socket.onclose = ({ code }) => {
    if (code === 4403) return location.assign(`/admin/login/?next=${encodeURIComponent(location.pathname)}`);
    of("label").textContent = "Reconnecting…";
    setTimeout(open, AGAIN[Math.min(lost++, AGAIN.length - 1)]);
  };
}

const ask = page.querySelector("dialog");
page.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-do]");
  if (!button) return;
  if (!button.dataset.ask) return wish({ do: button.dataset.do });
  ask.querySelector("#pairing-question").textContent = button.dataset.ask;
  ask.returnValue = "no";
  ask.onclose = () => ask.returnValue === "yes" && wish({ do: button.dataset.do, confirmed: true });
  ask.showModal();
});
page.querySelector(".pairing__by-code")?.addEventListener("submit", (event) => {
  event.preventDefault();
  wish({ do: "code", phone: new FormData(event.target).get("phone") });
});
for (const one of page.querySelectorAll("[data-when]")) one.hidden = true;
setInterval(tick, 1000);
open();
