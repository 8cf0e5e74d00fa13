/** Pictures that follow each other in one place. */

/** A tab that nobody sees decodes nothing. */
const PATIENCE = 2000;

/**
 * Return what shows the next picture: it is decoded before it takes the place of the last, so that
 * nothing flashes between them. While one is being decoded the newest waits, those between are left out.
 * @param {HTMLElement} room
 * @returns {(make: () => HTMLImageElement) => Promise<void>}
 */
export function frames(room) {
  let busy = false;
  /** @type {(() => HTMLImageElement) | null} */ let next = null;
  return async (make) => {
    next = make;
    if (busy) return;
    busy = true;
    while (next) {
      const picture = next();
      next = null;
      // The first one holds its room from the beginning.
      if (!room.firstChild) room.append(picture);
      // One that cannot be decoded stands there as broken.
      await Promise.race([picture.decode().catch(() => {}), new Promise((then) => setTimeout(then, PATIENCE))]);
      if (picture.parentNode !== room) room.replaceChildren(picture);
    }
    busy = false;
  };
}
