/** The smallest power of two not below `n`. */
export function nextPowerOfTwo(n: number): number {
  return 2 ** Math.ceil(Math.log2(n));
}

/** Forward transform in place (radix 2, decimation in time); both arrays of the same power-of-two length. */
export function fft(real: Float64Array, imaginary: Float64Array): void {
  const size = real.length;
  reorder(real, imaginary);
  for (let half = 1; half < size; half *= 2) {
    for (let k = 0; k < half; k += 1) {
      const angle = (-Math.PI * k) / half;
      const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
      for (let even = k; even < size; even += 2 * half) butterfly(real, imaginary, even, even + half, cos, sin);
    }
  }
}

function butterfly(re: Float64Array, im: Float64Array, even: number, odd: number, cos: number, sin: number): void {
  const [r, i] = [re[odd] as number, im[odd] as number];
  const [turnedRe, turnedIm] = [r * cos - i * sin, r * sin + i * cos];
  re[odd] = (re[even] as number) - turnedRe;
  im[odd] = (im[even] as number) - turnedIm;
  re[even] = (re[even] as number) + turnedRe;
  im[even] = (im[even] as number) + turnedIm;
}

function reorder(real: Float64Array, imaginary: Float64Array): void {
  const size = real.length;
  for (let index = 1, mirrored = 0; index < size; index += 1) {
    let bit = size >> 1;
    for (; mirrored & bit; bit >>= 1) mirrored ^= bit;
    mirrored ^= bit;
    if (index >= mirrored) continue;
    [real[index], real[mirrored]] = [real[mirrored] as number, real[index] as number];
    [imaginary[index], imaginary[mirrored]] = [imaginary[mirrored] as number, imaginary[index] as number];
  }
}
