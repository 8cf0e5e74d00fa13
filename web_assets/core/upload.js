/**
 * @param {string} session @param {File | Blob} file @param {(part: number) => void} [onProgress] @param {string} [name]
 * @returns {Promise<import("../types").BlobReference>}
 */
export function upload(session, file, onProgress, name) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("PUT", "uploads");
    request.setRequestHeader("Authorization", "Bearer " + session);
    request.setRequestHeader("X-File-Name", encodeURIComponent(name ?? /** @type {any} */ (file).name ?? "file"));
    request.setRequestHeader("Content-Type", file.type || "application/octet-stream");
    request.responseType = "json";
    request.upload.onprogress = (event) => onProgress?.(event.loaded / (event.total || 1));
    request.onload = () => {
      const answer = request.response;
      if (request.status < 300 && answer) resolve(answer);
      else reject(new Error(answer?.detail ?? `The server refused the file (${request.status}).`));
    };
    request.onerror = () => reject(new Error("The file could not be sent: the connection was lost."));
    request.send(file);
  });
}
