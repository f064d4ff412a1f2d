export type {
  NativeAudioUnits,
  NativeComfortNoiseAnalyzer,
  NativeComfortNoiseGenerator,
  NativeDecoder,
  NativeDtmfDetector,
  NativeDtmfGenerator,
  NativeEncoder,
  NativeLevelMeter,
  NativeMixer,
  NativeOpusDecoder,
  NativeOpusEncoder,
  NativeResampler,
  NativeSpectrumAnalyzer,
  NativeSpeechLevelMeter,
  NativeToneGenerator,
  NativeUnit,
  NativeUnitOptions,
} from './audio-units.js';
export {
  type NativeAddon,
  type NativeBuildInfo,
  type NativeEndpointConfig,
  type NativeEngine,
  type NativeEngineOptions,
  type NativeEvent,
  type NativeHandle,
  type NativeSteppedEngine,
  type NativeTone,
  native,
} from './binding.js';
export { callNative } from './call-native.js';
export { loadAddon } from './load-addon.js';
