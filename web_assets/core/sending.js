/** @typedef {import("./interface.js").Interface} Form */

/** Whether something was sent, or what is wrong with it can be said. @param {import("./field.js").Field} field */
const hasCome = ({ model, value }) => model.get("draft_error") || (value !== null && value.length !== 0);

/**
 * Let a call wait for its files. It begins when they are there, unless somebody stops it or takes
 * one away, or one does not come: its field says why.
 * @param {Form} form
 */
export function wait(form) {
  if (form.awaited) return;
  const awaited = form.fields.filter(({ sending }) => sending);
  const end = () => {
    for (const { model } of awaited) model.off("change:draft_error", look);
    form.awaited = null;
    form.busy(false);
    form.summary.classList.remove("waits");
    form.tell();
  };
  // What a field holds is told after what was wrong with it.
  const look = () => queueMicrotask(() => {
    if (form.awaited !== end || awaited.some(({ sending }) => sending)) return;
    end();
    if (awaited.every(hasCome)) form.run();
  });
  form.awaited = end;
  form.busy(true);
  form.summary.classList.add("waits");
  form.summary.textContent = "Runs when the file is there";
  for (const { model } of awaited) model.on("change:draft_error", look);
  look();
}
