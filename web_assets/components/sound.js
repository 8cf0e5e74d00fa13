/** Samples of a sound: to WAV, and how loud each part is. */

const PEAKS = 240;
const MOST_BYTES = 30_000_000;

/**
 * A WAV file of 16 bits.
 * @param {Float32Array[]} channels each from -1 to 1 @param {number} rate samples per second
 * @returns {ArrayBuffer}
 */
export function wav(channels, rate) {
  const [{ length }] = channels;
  const bytes = length * channels.length * 2;
  const view = new DataView(new ArrayBuffer(44 + bytes));
  const text = (/** @type {number} */ at, /** @type {string} */ letters) =>
    [...letters].forEach((letter, i) => view.setUint8(at + i, letter.charCodeAt(0)));
  text(0, "RIFF");
  view.setUint32(4, 36 + bytes, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, channels.length, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, rate * channels.length * 2, true);
  view.setUint16(32, channels.length * 2, true);
  view.setUint16(34, 16, true);
  text(36, "data");
  view.setUint32(40, bytes, true);
  for (let i = 0, at = 44; i < length; i++)
    for (const channel of channels) {
      view.setInt16(at, Math.round(Math.max(-1, Math.min(1, channel[i])) * 32767), true);
      at += 2;
    }
  return view.buffer;
}

/** @param {Blob} file @returns {Promise<AudioBuffer>} rejects when the browser cannot decode it */
async function decoded(file) {
  const context = new AudioContext();
  try {
    return await context.decodeAudioData(await file.arrayBuffer());
  } finally {
    context.close();
  }
}

/** The same sound as a WAV file. @param {File} file @returns {Promise<File>} */
export async function toWav(file) {
  const buffer = await decoded(file);
  const channels = Array.from({ length: buffer.numberOfChannels }, (_, i) => buffer.getChannelData(i));
  const name = file.name.replace(/\.[^.]*$/, "") + ".wav";
  return new File([wav(channels, buffer.sampleRate)], name, { type: "audio/wav" });
}

/** How far each part swings, 0–100; null where that is too much work or unknown. @param {Blob} file @returns {Promise<number[] | null>} */
export async function peaksOf(file) {
  if (file.size > MOST_BYTES) return null;
  const buffer = await decoded(file).catch(() => null);
  if (!buffer?.length) return null;
  const samples = buffer.getChannelData(0);
  const count = Math.min(PEAKS, samples.length);
  const swings = Array.from({ length: count }, (_, part) => {
    let most = 0;
    const end = Math.floor((part + 1) * samples.length / count);
    for (let i = Math.floor(part * samples.length / count); i < end; i++) most = Math.max(most, Math.abs(samples[i]));
    return most;
  });
  const top = Math.max(...swings) || 1;
  return swings.map((swing) => Math.round(100 * swing / top));
}
