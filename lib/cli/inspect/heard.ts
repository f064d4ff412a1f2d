/** A digit or a tone that was heard. */
export interface Heard {
  readonly channel: number;
  readonly kind: 'dtmf' | 'tone';
  /** `5` for a digit, `dial` for a tone: as the detector calls it. */
  readonly name: string;
  /** As a reader is told: "DTMF 5", "dial tone". */
  readonly label: string;
  /** Where there is little room. */
  readonly short: string;
  readonly fromSeconds: number;
  readonly toSeconds: number;
}
