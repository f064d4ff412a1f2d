/** A tone of the test signal, in Hz; one that `passes` has to come out as it is, any other not at all. */
export interface TestTone {
  readonly hz: number;
  readonly passes: boolean;
}

/** What a resampler made of the test signal, in dB and ms. */
export interface ResamplerQuality {
  /** The loudest thing in the output that has no business there, relative to the tone that caused it. */
  readonly aliasDb: number;
  /** The largest deviation from 0 dB of a tone that passes. */
  readonly passbandDb: number;
  /** How much later the marker stands in the output. */
  readonly shiftMs: number;
}

const toneMs = 300;
const markerMs = 300;
const tailMs = 300;
/** The filters have settled here, and have not yet seen the end. */
const analysedMs = [130, 270] as const;
const amplitude = 0.5;

const passing = [0.0125, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.425];
const stopped = [0.575, 0.6, 0.65, 0.7, 0.8, 0.9, 1, 1.2, 1.5, 2, 2.5];

/** Up to 0.425 of the lower rate all passes; from 0.575 on nothing does; what lies between is the filter's own. */
export function testTones(inHz: number, outHz: number): readonly TestTone[] {
  const low = Math.min(inHz, outHz);
  const above = inHz > outHz ? stopped.filter((share) => share * low < 0.49 * inHz) : [];
  return [
    ...passing.map((share) => ({ hz: share * low, passes: true })),
    ...above.map((share) => ({ hz: share * low, passes: false })),
  ];
}

/** A marker, then each tone with soft edges, then silence. */
export function testSignal(inHz: number, outHz: number): Float32Array {
  const tones = testTones(inHz, outHz);
  const at = (ms: number): number => Math.round((ms * inHz) / 1000);
  const signal = new Float32Array(at(markerMs + tones.length * toneMs + tailMs));
  const sigma = markerSigmaSeconds(inHz, outHz) * inHz;
  for (let i = 0; i < at(markerMs); ++i) signal[i] = amplitude * Math.exp(-0.5 * ((i - at(markerMs / 2)) / sigma) ** 2);
  for (const [k, { hz }] of tones.entries()) {
    const [begin, end] = [at(markerMs + k * toneMs), at(markerMs + (k + 1) * toneMs)];
    const edge = at(20);
    for (let i = begin; i < end; ++i) {
      const gain = Math.min(1, (i - begin) / edge, (end - i) / edge);
      signal[i] = amplitude * Math.sin((Math.PI / 2) * gain) ** 2 * Math.sin((2 * Math.PI * hz * i) / inHz);
    }
  }
  return signal;
}

/** So wide that all of it passes. */
function markerSigmaSeconds(inHz: number, outHz: number): number {
  return 2.5 / Math.min(inHz, outHz);
}

/** Measures what came out. */
export function qualityOf(output: Float32Array, inHz: number, outHz: number): ResamplerQuality {
  const shiftMs = markerCentreMs(output, inHz, outHz) - markerMs / 2;
  let aliasDb = Number.NEGATIVE_INFINITY;
  let passbandDb = 0;
  for (const [k, { hz, passes }] of testTones(inHz, outHz).entries()) {
    const [from, to] = analysedMs.map((ms) => Math.round(((markerMs + k * toneMs + ms + shiftMs) * outHz) / 1000));
    const { tone, rest } = levels(output.subarray(from, to), passes ? hz / outHz : undefined);
    const wanted = amplitude / Math.SQRT2;
    aliasDb = Math.max(aliasDb, decibel(rest / (passes ? tone : wanted)));
    if (passes) passbandDb = Math.max(passbandDb, Math.abs(decibel(tone / wanted)));
  }
  return { aliasDb, passbandDb, shiftMs };
}

function decibel(ratio: number): number {
  return 20 * Math.log10(Math.max(ratio, 1e-10));
}

function markerCentreMs(output: Float32Array, inHz: number, outHz: number): number {
  const most = Math.round((markerMs * outHz) / 1000); // where the tones begin
  let peak = 0;
  for (let i = 0; i < most; ++i) if ((output[i] ?? 0) > (output[peak] ?? 0)) peak = i;
  const reach = Math.round(5 * markerSigmaSeconds(inHz, outHz) * outHz);
  let [sum, moment] = [0, 0];
  for (let i = Math.max(0, peak - reach); i <= peak + reach; ++i) {
    sum += output[i] ?? 0;
    moment += i * (output[i] ?? 0);
  }
  return (1000 * moment) / sum / outHz;
}

/** RMS of the best fitting sine of `frequency` (a share of the rate), if any, and of what it leaves over. */
function levels(samples: Float32Array, frequency: number | undefined): { tone: number; rest: number } {
  const power = (values: ArrayLike<number>): number =>
    Math.sqrt(Array.from(values).reduce((sum, v) => sum + v * v, 0) / values.length);
  if (frequency === undefined) return { tone: 0, rest: power(samples) };
  const angle = (i: number): number => 2 * Math.PI * frequency * i;
  let [cc, cs, ss, xc, xs] = [0, 0, 0, 0, 0];
  for (const [i, x] of samples.entries()) {
    const [c, s] = [Math.cos(angle(i)), Math.sin(angle(i))];
    [cc, cs, ss, xc, xs] = [cc + c * c, cs + c * s, ss + s * s, xc + x * c, xs + x * s];
  }
  const determinant = cc * ss - cs * cs;
  const [a, b] = [(xc * ss - xs * cs) / determinant, (xs * cc - xc * cs) / determinant];
  const rest = samples.map((x, i) => x - a * Math.cos(angle(i)) - b * Math.sin(angle(i)));
  return { tone: Math.hypot(a, b) / Math.SQRT2, rest: power(rest) };
}
