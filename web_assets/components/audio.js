/** A sound: dropped, pasted, recorded or made here as a sample; and a sound as a result. */

import { adopt } from "./parts.js";
import { results } from "./elsewhere.js";
import { mediaInput, recordButton, UPLOAD } from "./media.js";
import { player } from "./player.js";

const MICROPHONE = "M12 3a3 3 0 0 0-3 3v5a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3M5 11a7 7 0 0 0 14 0M12 18v3";
const ACCEPT = ["audio/*", "video/webm", "video/mp4", "video/ogg"];
const WAV = /^audio\/(x-)?wav$/;

/** @param {import("./contract").Context} context */
function input(context) {
  const { model, host } = context;
  const microphone = model.get("source") === "microphone";
  const { el, play, draw } = player(model.get("label") || "Sound");
  let turn = 0;
  const device = {
    label: "Microphone", mark: MICROPHONE, accept: "audio/*", capture: "user",
    why: "Over plain http the browser lends no microphone; a phone can still record.",
    open: async () => (await import("./recorder.js")).record("sound"),
  };
  return mediaInput(context, {
    noun: "sound", accept: ACCEPT, shown: el, recording: microphone,
    mark: microphone ? MICROPHONE : UPLOAD, verb: microphone ? "Record a sound" : "Choose a sound",
    show: async (url, given) => {
      const mine = ++turn;
      play(url, /** @type {any} */ (given)?.meta ?? {});
      if (!(given instanceof File)) return;
      const { peaksOf } = await import("./sound.js");
      const peaks = await peaksOf(given);
      if (mine === turn) draw(peaks);
    },
    record: (take, say) => recordButton(device, take, say),
    sample: async () => (await import("./samples.js")).sound(),
    prepare: async (file, say) => {
      if (!model.get("wav") || WAV.test(file.type)) return file;
      say("turning it into WAV");
      const { toWav } = await import("./sound.js");
      return toWav(file).catch(() => {
        host.announce("This browser cannot read the sound; it is sent as it is.");
        return file;
      });
    },
  });
}

/** @param {import("./contract").Context} context */
function output(context) {
  const { model, host } = context;
  const { el, play } = player(model.get("label") || "Sound");
  return results(context, el, (blob) => play(host.fileUrl(blob), blob.meta ?? {}), "Sound");
}

export default {
  /** @param {import("./contract").Context} context */
  render: (context) => (context.model.get("mode") === "output" ? output(context) : input(context)),
};

adopt(`
.kind-audio .au-pane{height:auto;min-height:132px;align-content:center;padding:12px;box-sizing:border-box}
.kind-audio .au-drop[data-wide] .au-pane{height:auto;min-height:164px}
.page[data-shape=media]:has(.inputs .kind-audio)>.sheet{min-height:232px}
.kind-audio .au-sound[hidden]{display:none}
`);
