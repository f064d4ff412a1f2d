/** G.711 to linear, written from the segment description of ITU-T G.711; samples in -1..1. */

/** PCMU: inverted bits, 3-bit segment, 4-bit step, bias 33 of 8192 quantising units. */
export function decodeMuLaw(bytes: Uint8Array): Float64Array {
  return Float64Array.from(bytes, (byte) => {
    const bits = ~byte & 0xff;
    const magnitude = ((2 * (bits & 0x0f) + 33) << ((bits >> 4) & 7)) - 33;
    return (bits & 0x80 ? -magnitude : magnitude) / 8_192;
  });
}

/** PCMA: even bits inverted, segment 0 linear. */
export function decodeALaw(bytes: Uint8Array): Float64Array {
  return Float64Array.from(bytes, (byte) => {
    const bits = byte ^ 0x55;
    const segment = (bits >> 4) & 7;
    const step = 2 * (bits & 0x0f) + 1;
    const magnitude = segment === 0 ? step : (step + 32) << (segment - 1);
    return (bits & 0x80 ? magnitude : -magnitude) / 4_096;
  });
}
