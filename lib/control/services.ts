import type { Clock, Logger } from '../core/index.js';
import type { MediaPlane } from '../media/index.js';
import type { AudioStreams } from './audio-streams.js';
import type { ControlMetrics } from './control-metrics.js';
import type { MediaFiles } from './media-files.js';
import type { ControlSettings } from './settings.js';

/** What sessions and commands work with. */
export interface ControlServices {
  readonly settings: ControlSettings;
  readonly media: MediaPlane;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: ControlMetrics;
  readonly files: MediaFiles;
  readonly streams: AudioStreams;
}
