/** A value of one of several kinds: tabs choose the kind, its own field stands below. */

import "./choice.js";
import { adopt, control, edit, follow, h, named, same } from "./parts.js";
import { Slot, firstDraft, placeFaults } from "./slot.js";

const TABS = 4;
const TABS_CHARACTERS = 44;

/** @typedef {{ name: string, label: string, kind: string, props: Record<string, any>, start: any }} Branch */

export default {
  /** @param {import("./contract").Context} context */
  async render(context) {
    const { model, el, host } = context;
    /** @type {Branch[]} */
    const branches = model.get("branches") ?? [];
    /** What was typed under each kind, so that a look at another loses nothing. @type {Map<string, any>} */
    const typed = new Map(branches.map(({ name, start }) => [name, start ?? null]));
    let chosen = model.get("value")?.branch ?? branches[0]?.name;
    /** @type {Slot | null} */
    let slot = null;
    const compose = () => (slot && slot.value !== null ? { branch: chosen, value: slot.value } : null);
    const report = () => {
      if (!slot) return;
      typed.set(chosen, slot.value);
      edit(model, compose(), firstDraft([slot]));
    };
    const tabs = h(".au-branch-tabs");
    const room = h(".au-branch");
    const box = h(".au-union", { role: "group", ...named(model) }, tabs, room);
    const draw = () => {
      const branch = branches.find(({ name }) => name === chosen) ?? branches[0];
      slot?.destroy();
      const props = { ...branch.props, optional: false };
      const label = model.get("label") || "Value";
      slot = new Slot(context, { ...branch, props }, typed.get(branch.name) ?? branch.start, { spoken: `${label}: ${branch.label}`, step: "", changed: report });
      room.replaceChildren(slot.el);
      // What has one value only says it with its tab.
      room.hidden = branch.kind === "choice" && branch.props.choices?.length === 1;
    };
    const length = branches.reduce((sum, { label }) => sum + label.length + 2, 0);
    const look = branches.length > TABS || length > TABS_CHARACTERS ? "dropdown" : "segmented";
    const choices = branches.map(({ name, label }) => ({ label, value: name }));
    const picker = host.mount("choice", { choices, look, label: `${model.get("label") || "Value"}: kind` }, chosen, tabs, "input");
    picker.then(({ model: kind }) => {
      kind.set("disabled", Boolean(model.get("disabled")));
      kind.on("change:value", (name) => {
        if (!name || name === chosen) return;
        chosen = name;
        draw();
        report();
      });
    });
    el.replaceChildren(box);
    model.set("place", (/** @type {import("./slot.js").Fault[]} */ faults) => {
      if (!slot) return faults;
      const inside = faults.filter(({ path }) => path);
      slot.place(inside);
      return placeFaults([], faults.filter(({ path }) => !path));
    });
    const ends = [
      control(model, box),
      follow(model, ["value"], () => {
        const value = model.get("value") ?? null;
        if (slot && same(value, compose())) return;
        if (value) {
          chosen = value.branch;
          typed.set(chosen, value.value);
          picker.then(({ model: kind }) => kind.set("value", chosen));
          draw();
        } else if (slot) {
          typed.set(chosen, null);
          slot.set(null);
        } else draw();
      }),
      follow(model, ["disabled"], () => {
        slot?.disable(Boolean(model.get("disabled")));
        picker.then(({ model: kind }) => kind.set("disabled", Boolean(model.get("disabled"))));
      }),
      follow(model, ["invalid"], () => {
        if (model.get("invalid")) slot?.model?.set("invalid", true);
        else if (!slot?.draft) slot?.fault("");
      }),
    ];
    // It is there when its parts are: what stands below must not move for them.
    await Promise.all([picker, /** @type {Slot | null} */ (slot)?.mounted]);
    return () => {
      ends.forEach((end) => end());
      slot?.destroy();
      picker.then((made) => made.destroy());
    };
  },
};

adopt(`
.au-union{display:grid;grid-template-columns:minmax(0,1fr);gap:8px;min-width:0}
.au-union:has(>.au-branch-tabs .au-segmented){justify-items:stretch}
`);
