// One text in GBK in a zip whose names don't say how they are written, as Alipay packs its bills.
import { execFileSync } from 'node:child_process';
import zlib from 'node:zlib';

const gbk = (text) => execFileSync('iconv', ['-f', 'UTF-8', '-t', 'GB18030'], { input: text });

export function zip(name, text) {
  const raw = gbk(text);
  const packed = zlib.deflateRawSync(raw);
  const label = gbk(name);
  const sizes = (buffer, at) => {
    buffer.writeUInt32LE(zlib.crc32 ? zlib.crc32(raw) : crc32(raw), at);
    buffer.writeUInt32LE(packed.length, at + 4);
    buffer.writeUInt32LE(raw.length, at + 8);
    buffer.writeUInt16LE(label.length, at + 12);
    return buffer;
  };
  const local = sizes(Buffer.alloc(30), 14);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(20, 4);
  local.writeUInt16LE(8, 8);
  const central = sizes(Buffer.alloc(46), 16);
  central.writeUInt32LE(0x02014b50, 0);
  central.writeUInt16LE(20, 4);
  central.writeUInt16LE(20, 6);
  central.writeUInt16LE(8, 10);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length + label.length, 12);
  end.writeUInt32LE(local.length + label.length + packed.length, 16);
  return Buffer.concat([local, label, packed, central, label, end]);
}

function crc32(bytes) {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (0xedb88320 & -(crc & 1));
  }
  return ~crc >>> 0;
}
