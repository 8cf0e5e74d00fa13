import { newRun } from "./runner.js";

/**
 * An example was chosen: show the result that was recorded of it, else run it.
 * @param {import("./interface.js").Interface} form @param {number} index
 */
export async function chosen(form, index) {
  const { endpoint, app } = form;
  if (endpoint.examples?.acts === "outcome") {
    const asked = app.link.ask({ op: "examples", endpoint: endpoint.name, start: index, count: 1, outcome: true });
    const [{ value: outcome }] = await Promise.allSettled([asked, form.prepare()]).then((all) => /** @type {any[]} */ (all));
    // Meanwhile another one was chosen, or an input changed.
    if (form.row !== index) return;
    const { course } = form;
    if (outcome?.done && course && !course.runner.current) {
      app.shown.delete(course.runner.key);
      course.done({ ...newRun("", form.values()), said: "recorded" }, outcome.done);
      return;
    }
  }
  form.run();
}
