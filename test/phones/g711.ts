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

/** Linear to PCMU, by the nearest of its 256 values. */
export function encodeMuLaw(samples: Float64Array): Uint8Array {
  return Uint8Array.from(samples, nearestIn(decodeMuLaw(ALL_BYTES)));
}

/** Linear to PCMA, by the nearest of its 256 values. */
export function encodeALaw(samples: Float64Array): Uint8Array {
  return Uint8Array.from(samples, nearestIn(decodeALaw(ALL_BYTES)));
}

const ALL_BYTES = Uint8Array.from({ length: 256 }, (_, byte) => byte);

function nearestIn(values: Float64Array): (sample: number) => number {
  const sorted = [...values.entries()].sort(([, a], [, b]) => a - b);
  return (sample) => {
    let [low, high] = [0, sorted.length - 1];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((sorted[middle]?.[1] ?? 0) <= sample) low = middle;
      else high = middle;
    }
    const [below, above] = [sorted[low], sorted[high]];
    const nearer = sample - (below?.[1] ?? 0) <= (above?.[1] ?? 0) - sample ? below : above;
    return nearer?.[0] ?? 0;
  };
}
