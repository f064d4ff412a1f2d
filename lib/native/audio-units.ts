/** What every native unit has. Frame methods return a count, or a negative `FrameError` of `native/addon/unit_class.h`. */
export interface NativeUnit {
  close(): void;
  reset(): void;
}

/** `native/addon/bindings/resampler_binding.cc` */
export interface NativeResampler extends NativeUnit {
  process(input: Int16Array, output: Int16Array): number;
  latencySamples(): number;
  outputSamples(inputSamples: number): number;
}

/** The units' classes, as the addon exports them. */
export interface NativeAudioUnits {
  Resampler: new (inputRateHz: number, outputRateHz: number, quality: number) => NativeResampler;
}
