export { Resampler, type ResamplerOptions, type ResamplerRateHz, resamplerRatesHz } from './resampler.js';
export { Unit } from './unit.js';
