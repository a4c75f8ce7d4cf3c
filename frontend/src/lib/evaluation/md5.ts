/** MD5, which browsers do not offer and `$hash` takes (RFC 1321). Lower-case hexadecimal of the bytes' digest. */
export function md5(bytes: Uint8Array): string {
  const blocks = padded(bytes);
  let [a, b, c, d] = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476];
  for (let at = 0; at < blocks.length; at += 16) {
    let [w, x, y, z] = [a, b, c, d];
    for (let step = 0; step < 64; step += 1) {
      const round = step >> 4;
      const [mixed, word] = mix(round, step, x, y, z);
      const sum = (w + mixed + (CONSTANTS[step] ?? 0) + (blocks[at + word] ?? 0)) | 0;
      const turn = TURNS[round]?.[step & 3] ?? 0;
      [w, z, y, x] = [z, y, x, (x + ((sum << turn) | (sum >>> (32 - turn)))) | 0];
    }
    [a, b, c, d] = [(a + w) | 0, (b + x) | 0, (c + y) | 0, (d + z) | 0];
  }
  const digest = new DataView(new ArrayBuffer(16));
  [a, b, c, d].forEach((word, index) => digest.setUint32(index * 4, word, true));
  return [...new Uint8Array(digest.buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

const TURNS = [
  [7, 12, 17, 22],
  [5, 9, 14, 20],
  [4, 11, 16, 23],
  [6, 10, 15, 21],
];
const CONSTANTS = Array.from(
  { length: 64 },
  (_, step) => Math.floor(Math.abs(Math.sin(step + 1)) * 2 ** 32) | 0,
);

function mix(round: number, step: number, x: number, y: number, z: number): [mixed: number, word: number] {
  if (round === 0) return [(x & y) | (~x & z), step];
  if (round === 1) return [(x & z) | (y & ~z), (5 * step + 1) % 16];
  if (round === 2) return [x ^ y ^ z, (3 * step + 5) % 16];
  return [y ^ (x | ~z), (7 * step) % 16];
}

function padded(bytes: Uint8Array): Int32Array {
  const length = ((bytes.length + 8) >> 6) + 1;
  const view = new DataView(new ArrayBuffer(length * 64));
  bytes.forEach((byte, index) => view.setUint8(index, byte));
  view.setUint8(bytes.length, 0x80);
  view.setUint32(length * 64 - 8, bytes.length << 3, true);
  view.setUint32(length * 64 - 4, bytes.length >>> 29, true);
  return Int32Array.from({ length: length * 16 }, (_, word) => view.getInt32(word * 4, true));
}
