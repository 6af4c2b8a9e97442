/** Whether a number is prime, as Envoy asks it of a maglev table; 1 to 3 count. */
export function isPrime(number: number): boolean {
  if (number !== 0 && number < 4) return true;
  if (number % 2 === 0) return false;
  for (let factor = 3; factor <= Math.floor(Math.sqrt(number)); factor += 2) {
    if (number % factor === 0) return false;
  }
  return true;
}
