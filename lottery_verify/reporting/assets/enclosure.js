"use strict";
// Real numbers as closed intervals [low, high] of integer multiples of 2^-bits, rounded outward, in BigInt arithmetic.
// A decision that an interval leaves open is taken again with twice the bits; where 2^15 bits do not decide it, it is
// reported as undecided. No floating point takes part.

class Undecided extends Error {}

const MOST_BITS = 1 << 15;
const SPARE = 48n; // bits beyond `bits` in which logarithms are computed; their errors stay below 2^24 of 2^48 units

const floorDiv = (a, b) => { const q = a / b; return a % b !== 0n && (a < 0n) !== (b < 0n) ? q - 1n : q; };
const ceilDiv = (a, b) => -floorDiv(-a, b);
const smaller = (a, b) => (a < b ? a : b);
const larger = (a, b) => (a > b ? a : b);
const bitLength = (a) => BigInt(a.toString(16).length * 4 - Math.clz32(parseInt(a.toString(16)[0], 16)) + 28);

function squareRoot(a) { // the floor of the square root
  if (a < 2n) return a;
  let x = 1n << ((bitLength(a) + 1n) / 2n);
  for (;;) {
    const y = (x + a / x) >> 1n;
    if (y >= x) return x;
    x = y;
  }
}

// Exact rationals {p, q}, q > 0.
const ratio = (p, q = 1n) => (q < 0n ? { p: -p, q: -q } : { p, q });
const times = (a, b) => ratio(a.p * b.p, a.q * b.q);
const over = (a, b) => ratio(a.p * b.q, a.q * b.p);
const minus = (a, b) => ratio(a.p * b.q - b.p * a.q, a.q * b.q);
const atMost = (a, b) => a.p * b.q <= b.p * a.q;

function readNumber(text) { // "0.01", "1e-300" or "1/28", exactly; null when it is no number
  const found = /^\s*(\d+)(?:\.(\d*))?(?:e([+-]?\d{1,3}))?\s*$/i.exec(text);
  if (found) {
    const digits = found[2] || "";
    const shift = BigInt(found[3] || 0) - BigInt(digits.length);
    const whole = BigInt(found[1] + digits);
    return shift >= 0n ? ratio(whole * 10n ** shift) : ratio(whole, 10n ** -shift);
  }
  const parts = /^\s*(\d+)\s*\/\s*(\d+)\s*$/.exec(text);
  return parts && BigInt(parts[2]) > 0n ? ratio(BigInt(parts[1]), BigInt(parts[2])) : null;
}

class Enclosure {
  constructor(low, high, bits) { this.low = low; this.high = high; this.bits = bits; }
  static of(number, bits) {
    return new Enclosure(floorDiv(number.p << bits, number.q), ceilDiv(number.p << bits, number.q), bits);
  }
  static whole(number, bits) { return new Enclosure(number << bits, number << bits, bits); }
  add(b) { return new Enclosure(this.low + b.low, this.high + b.high, this.bits); }
  negative() { return new Enclosure(-this.high, -this.low, this.bits); }
  sub(b) { return this.add(b.negative()); }
  mul(b) {
    const all = [this.low * b.low, this.low * b.high, this.high * b.low, this.high * b.high];
    const half = (1n << this.bits) - 1n;
    return new Enclosure(all.reduce(smaller) >> this.bits, (all.reduce(larger) + half) >> this.bits, this.bits);
  }
  div(b) {
    if (b.low <= 0n && b.high >= 0n) throw new Undecided("the divisor's enclosure contains 0");
    const ends = [this.low << this.bits, this.high << this.bits];
    const down = ends.flatMap((x) => [floorDiv(x, b.low), floorDiv(x, b.high)]);
    const up = ends.flatMap((x) => [ceilDiv(x, b.low), ceilDiv(x, b.high)]);
    return new Enclosure(down.reduce(smaller), up.reduce(larger), this.bits);
  }
  sqrt() {
    if (this.low < 0n) throw new Undecided("the square root's enclosure reaches below 0");
    const high = this.high << this.bits, root = squareRoot(high);
    return new Enclosure(squareRoot(this.low << this.bits), root * root === high ? root : root + 1n, this.bits);
  }
  ln() {
    if (this.low <= 0n) throw new Undecided("the logarithm's enclosure reaches 0");
    const slack = 1n << 24n, low = logarithm(this.low, this.bits) - slack;
    const high = (this.low === this.high ? low + slack : logarithm(this.high, this.bits)) + slack;
    return new Enclosure(low >> SPARE, -(-high >> SPARE), this.bits);
  }
  power(exponent) { // a non-negative integer; every number of the interval is at least 0
    let result = Enclosure.whole(1n, this.bits), square = this, left = exponent;
    for (; left > 0n; left >>= 1n) {
      if (left & 1n) result = result.mul(square);
      if (left > 1n) square = square.mul(square);
    }
    return result;
  }
}

// ln(x / 2^bits) in units of 2^-(bits + SPARE), wrong by less than 2^24 of them: x = m*2^e with m in [2/3, 4/3], ln m =
// 2 artanh((m - 1)/(m + 1)); |t| <= 1/5, so each of the terms, fewer than bits, is wrong by a few units.
function logarithm(x, bits) {
  const work = bits + SPARE;
  let exponent = bitLength(x);
  let m = work >= exponent ? x << (work - exponent) : x >> (exponent - work);
  const one = 1n << work;
  if (3n * m < 2n * one) { m <<= 1n; exponent -= 1n; }
  return 2n * artanh(((m - one) << work) / (m + one), work) + (exponent - bits) * lnTwo(work);
}

function artanh(t, work) {
  const square = (t * t) >> work;
  let sum = t, power = t;
  for (let j = 3n; power !== 0n; j += 2n) {
    power = (power * square) / (1n << work);
    sum += power / j;
  }
  return sum;
}

const memory = new Map();
function remembered(key, compute) {
  if (!memory.has(key)) memory.set(key, compute());
  return memory.get(key);
}
// ln 2 = 2 artanh(1/3), computed with 64 more bits so that a multiple of it stays accurate.
const lnTwo = (work) => remembered(`ln2 ${work}`, () => (2n * artanh((1n << (work + 64n)) / 3n, work + 64n)) >> 64n);
// e = sum 1/j!; each term is rounded down, the rest after the last term is below its size.
const euler = (bits) => remembered(`e ${bits}`, () => {
  let sum = 0n, term = 1n << (bits + 32n), j = 0n;
  while (term > 0n) { sum += term; j += 1n; term /= j; }
  return new Enclosure(sum >> 32n, ((sum + 2n * j + 2n) >> 32n) + 1n, bits);
});

function decide(attempt, what) { // attempt(bits) answers, or null or Undecided while the enclosure is too wide
  for (let bits = decide.start; bits <= MOST_BITS; bits *= 2) {
    try {
      const answer = attempt(BigInt(bits));
      if (answer !== null) return answer;
    } catch (error) {
      if (!(error instanceof Undecided)) throw error;
    }
  }
  throw new Undecided(`${what}: ${MOST_BITS} bits do not decide it`);
}
decide.start = 192;

const ceiling = (enclose, what) => decide((bits) => {
  const { low, high } = enclose(bits), up = (a) => -((-a) >> bits);
  return up(low) === up(high) ? up(low) : null;
}, `the ceiling of ${what}`);

const notNegative = (enclose, what) => decide((bits) => {
  const { low, high } = enclose(bits);
  return low >= 0n ? true : high < 0n ? false : null;
}, what);
