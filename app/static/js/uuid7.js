// @ts-check
// UUIDv7 from getRandomValues: crypto.randomUUID does not exist on plain http.

let before = 0, counter = 0;

/** Ids made on one page sort in the order they were made. @returns {string} */
export function uuid7() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const now = Math.max(Date.now(), before);
  counter = now === before ? counter + 1 : ((bytes[6] & 7) << 8) | bytes[7];
  before = now + (counter >> 12);
  counter &= 0xfff;
  for (let i = 0, rest = before; i < 6; i += 1, rest = Math.floor(rest / 256)) bytes[5 - i] = rest % 256;
  bytes[6] = 0x70 | (counter >> 8);
  bytes[7] = counter & 0xff;
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** An id that follows from another one: whoever makes it makes the same. @param {string} id @returns {string} */
export const another = (id) => id.slice(0, -1) + (parseInt(id.slice(-1), 16) ^ 1).toString(16);
