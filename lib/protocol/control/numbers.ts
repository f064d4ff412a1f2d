import { z } from 'zod';

const maximumFloat32 = 3.402_823_466_385_288_6e38;

/** A whole number of 0 to 255. */
export const u8 = whole(0xff);
/** A whole number of 0 to 2^32 - 1. */
export const u32 = whole(0xffff_ffff);
/** A whole number of 0 to 2^64; above 2^53 to the precision of a double, which does not tell 2^64 - 1 from it. */
export const u64 = whole(2 ** 64);
/** A number in the range of a 32-bit float. */
export const f32 = z.number().min(-maximumFloat32).max(maximumFloat32);
/** A finite number. */
export const f64 = z.number();

function whole(maximum: number) {
  return z.number().multipleOf(1, 'must be a whole number').min(0).max(maximum);
}
