// The local stack's page. Everything that came from outside is set as text, never as HTML.
const REFRESH_MILLISECONDS = 3000;

const get = async (path) => {
  const response = await fetch(`/_local/${path}`);
  if (!response.ok) throw new Error(`${response.status} ${path}`);
  return response.json();
};

const element = (name, text, properties = {}) =>
  Object.assign(document.createElement(name), { textContent: text ?? "" }, properties);

const row = (...cells) => {
  const made = document.createElement("tr");
  for (const cell of cells) {
    const column = element("td", "");
    column.append(cell instanceof Node ? cell : String(cell ?? ""));
    if (typeof cell === "number" || cell.dataset?.number) column.className = "number";
    made.append(column);
  }
  return made;
};

const number = (text, className = "") => {
  const made = element("span", text, { className });
  made.dataset.number = "yes";
  return made;
};

const fill = (id, items, empty) => {
  const target = document.getElementById(id);
  const nothing = target.tagName === "UL" ? element("li", empty) : row(element("span", empty));
  nothing.className = "empty";
  target.replaceChildren(...(items.length ? items : [nothing]));
};

const link = (text, action) => {
  const made = element("button", text, { type: "button", className: "link" });
  made.addEventListener("click", () => action().catch(report));
  return made;
};

const show = (id, title, ...content) => {
  const target = document.getElementById(id);
  target.replaceChildren(element("h3", title), ...content);
  target.hidden = false;
};

const report = (error) => {
  const memory = document.getElementById("memory");
  memory.textContent = `the stack does not answer: ${error.message}`;
};

const showLog = async (name) => {
  const { log } = await get(`functions/${encodeURIComponent(name)}`);
  const box = element("pre", log || "Nothing logged yet.");
  show("log-shown", name, box);
  box.scrollTop = box.scrollHeight;
};

const showMail = async (id) => {
  const mail = await get(`mail/${encodeURIComponent(id)}`);
  const content = [element("pre", mail.text ?? "No text part.")];
  if (mail.html) {
    // An empty sandbox: no script, no form, no origin. The answer's policy says the same.
    content.push(element("iframe", "", { src: `/_local/mail/${encodeURIComponent(id)}/html`, sandbox: "" }));
  }
  if (mail.attachments.length) content.push(element("p", `Attachments: ${mail.attachments.join(", ")}`));
  show("mail-shown", `${mail.summary.subject} (from ${mail.summary.sender})`, ...content);
};

const showTopic = async (name) => {
  const { items } = await get(`topics/${encodeURIComponent(name)}`);
  const lines = items.map(
    (record) => `${new Date(record.timestamp).toLocaleTimeString()}  ${record.partition}/${record.offset}  ` +
      `${record.key ?? "-"}  ${record.value ?? "(null)"}`,
  );
  show("topic-shown", name, element("pre", lines.join("\n") || "No records."));
};

const lookAtTopics = async () => {
  const { items } = await get("topics");
  fill("topics", items.map((name) => {
    const item = document.createElement("li");
    item.append(link(name, () => showTopic(name)));
    return item;
  }), "No topics yet.");
};

const refresh = async () => {
  const [status, mail] = await Promise.all([get("status.json"), get("mail")]);
  document.getElementById("memory").textContent = `${status.memory_mb} MB, ${status.workers} workers`;
  fill("parts", status.parts.map((part) => row(
    part.name,
    element("span", part.health, { className: part.health === "down" ? "bad" : "good" }),
    element("span", String(part.port)),
    part.memory_mb ? number(`${part.memory_mb} MB`) : "",
  )), "None.");
  fill("functions", status.functions.map((each) => row(
    link(each.name, () => showLog(each.name)),
    each.invocations,
    each.errors ? number(String(each.errors), "bad") : 0,
    each.invocations ? number(`${((1000 * each.seconds) / each.invocations).toFixed(1)} ms`) : "",
  )), "None.");
  fill("mail", mail.items.map((each) => row(
    new Date(each.received_at).toLocaleTimeString(),
    each.recipients,
    link(each.subject || "(no subject)", () => showMail(each.id)),
  )), "No mail yet. What workflows send ends here.");
};

const tick = async () => {
  if (!document.hidden) await refresh().catch(report);
  setTimeout(tick, REFRESH_MILLISECONDS);
};

document.getElementById("topics-refresh").addEventListener("click", () => lookAtTopics().catch(report));
lookAtTopics().catch(report);
tick();
