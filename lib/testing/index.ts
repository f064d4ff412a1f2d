export {
  type NetworkConditions,
  SteppedEngine,
  type SteppedEngineOptions,
  type StrayDatagram,
} from './stepped-engine.js';
