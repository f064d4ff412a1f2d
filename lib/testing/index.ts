export {
  type SentPiece,
  SpeechComparison,
  type SpeechComparisonFigures,
  type SpeechComparisonOptions,
} from './speech-comparison.js';
export {
  type NetworkConditions,
  SteppedEngine,
  type SteppedEngineOptions,
  type StrayDatagram,
} from './stepped-engine.js';
