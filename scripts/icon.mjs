// Draws plugin/transfer_monitor.png, the 48×48 icon in WHM's menu: two boxes and the way between them. Run it after a change of the drawing.
import { writeFileSync } from 'node:fs';
import { crc32, deflateSync } from 'node:zlib';

const SIZE = 48;
/** Points sampled along each side of a pixel, for smooth edges. */
const SAMPLES = 4;
const BLUE = [25, 98, 159];
const GREEN = [79, 145, 90];

/** Distance from a point to a rounded box; negative inside. */
function boxDistance(x, y, left, top, right, bottom, radius) {
  const dx = Math.max(left + radius - x, 0, x - (right - radius));
  const dy = Math.max(top + radius - y, 0, y - (bottom - radius));
  return Math.hypot(dx, dy) - radius;
}

function isFrame(x, y, left) {
  const outer = boxDistance(x, y, left, 6, left + 18, 42, 3.5);
  const inner = boxDistance(x, y, left + 3, 9, left + 15, 39, 1.5);
  const isRack =
    x > left + 5.5 && x < left + 12.5 && [14, 20].some((line) => Math.abs(y - line) < 1.3);
  return (outer <= 0 && inner > 0) || isRack;
}

function isArrow(x, y) {
  const isShaft = x > 12 && x < 30 && Math.abs(y - 30) < 2.2;
  const isHead = x >= 28 && x < 37 && Math.abs(y - 30) < (37 - x) * 0.85;
  return isShaft || isHead;
}

/** A gap around the arrow keeps it apart from the boxes. */
function isHalo(x, y) {
  const isShaft = x > 9.5 && x < 30 && Math.abs(y - 30) < 4.6;
  const isHead = x >= 25.5 && x < 40 && Math.abs(y - 30) < (40 - x) * 0.85 + 0.8;
  return isShaft || isHead;
}

function colourAt(x, y) {
  if (isArrow(x, y)) return GREEN;
  if (isHalo(x, y)) return null;
  return isFrame(x, y, 3) || isFrame(x, y, 27) ? BLUE : null;
}

function pixel(column, row) {
  const sum = [0, 0, 0, 0];
  for (let i = 0; i < SAMPLES * SAMPLES; i += 1) {
    const x = column + ((i % SAMPLES) + 0.5) / SAMPLES;
    const y = row + (Math.floor(i / SAMPLES) + 0.5) / SAMPLES;
    const colour = colourAt(x, y);
    if (colour === null) continue;
    colour.forEach((value, index) => {
      sum[index] += value;
    });
    sum[3] += 1;
  }
  if (sum[3] === 0) return [0, 0, 0, 0];
  const alpha = Math.round((sum[3] / (SAMPLES * SAMPLES)) * 255);
  return [...sum.slice(0, 3).map((value) => Math.round(value / sum[3])), alpha];
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

const head = Buffer.alloc(13);
head.writeUInt32BE(SIZE, 0);
head.writeUInt32BE(SIZE, 4);
head.set([8, 6, 0, 0, 0], 8);
const rows = Array.from({ length: SIZE }, (_, row) => [
  0,
  ...Array.from({ length: SIZE }, (_, column) => pixel(column, row)).flat(),
]);
const png = Buffer.concat([
  Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
  chunk('IHDR', head),
  chunk('IDAT', deflateSync(Buffer.from(rows.flat()), { level: 9 })),
  chunk('IEND', Buffer.alloc(0)),
]);
writeFileSync(new URL('../plugin/transfer_monitor.png', import.meta.url), png);
