/** Sizes for one of nginx's hash tables (`map_hash_*`, `variables_hash_*`). */
export interface HashSize {
  /** Bytes that one bucket may take. */
  readonly bucketSize: number;
  /** Buckets that the table may have. */
  readonly maxSize: number;
}

const POINTER = 8;
const CACHE_LINE = 64;
/** nginx refuses bigger buckets than 65536 bytes less a cache line. */
const LARGEST_BUCKET = 32768;
const SHARED_BY = 16;

/** Bytes of one element: a pointer, two bytes of length, the name; in steps of a pointer. */
function elementSize(name: number): number {
  return POINTER + Math.ceil((name + 2) / POINTER) * POINTER;
}

function powerOfTwoFrom(least: number): number {
  return 2 ** Math.ceil(Math.log2(least));
}

/**
 * Sizes with which nginx builds its table without a word of complaint.
 *
 * It refuses a bucket that cannot hold its longest name ("could not build … hash"), and warns when it finds no number of buckets
 * up to the maximum with which every bucket suffices ("could not build optimal … hash"). So there is room for the longest name,
 * and for sixteen average ones beside it; and four buckets for each name, where nginx needs not one. A larger bucket costs no
 * memory: it is a limit, and nginx takes what the names need.
 *
 * @param lengths Lengths of the names in bytes.
 */
export function hashSize(lengths: readonly number[], least: HashSize): HashSize {
  const sizes = lengths.map(elementSize);
  const longest = sizes.reduce((largest, size) => Math.max(largest, size), 0);
  const average = sizes.reduce((sum, size) => sum + size, 0) / Math.max(1, sizes.length);
  const beside = Math.min(sizes.length, SHARED_BY) * average;
  const bucket = powerOfTwoFrom(Math.max(CACHE_LINE, POINTER + longest + beside));
  return {
    bucketSize: Math.max(least.bucketSize, Math.min(bucket, LARGEST_BUCKET)),
    maxSize: Math.max(least.maxSize, powerOfTwoFrom(4 * Math.max(1, sizes.length))),
  };
}
