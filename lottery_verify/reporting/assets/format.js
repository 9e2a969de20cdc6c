"use strict";
// Numbers as text, rounded in the direction that is asked, in integer arithmetic.

// p/q as a decimal string of at most `digits` significant digits, rounded up or down; as in counts.decide.
function directedDecimal({ p, q }, digits, upward) {
  if (p === 0n) return "0";
  let exponent = p.toString().length - q.toString().length;
  if (exponent >= 0 ? p < q * 10n ** BigInt(exponent) : p * 10n ** BigInt(-exponent) < q) exponent -= 1;
  const shift = digits - 1 - exponent;
  const above = shift >= 0 ? p * 10n ** BigInt(shift) : p, below = shift >= 0 ? q : q * 10n ** BigInt(-shift);
  let text = (upward ? ceilDiv(above, below) : above / below).toString();
  exponent += text.length - digits;
  text = text.replace(/0+$/, "");
  if (exponent >= -5 && exponent < 0) return "0." + "0".repeat(-exponent - 1) + text;
  if (exponent >= 0 && exponent < 16) {
    const padded = text.padEnd(exponent + 1, "0"), rest = padded.slice(exponent + 1);
    return padded.slice(0, exponent + 1) + (rest ? "." + rest : "");
  }
  return text[0] + (text.length > 1 ? "." + text.slice(1) : "") + `e${exponent}`;
}

const grouped = (text) => text.replace(/\B(?=(\d{3})+(?!\d))/g, "\u202f");

// An integer in full up to 15 digits, above that as an upper bound of four significant digits.
function readable(number) {
  if (number < 10n ** 15n) return grouped(number.toString());
  const [mantissa, exponent] = directedDecimal(ratio(number), 4, true).split("e");
  return exponent ? `≤ ${mantissa}·10${superscript(exponent)}` : grouped(mantissa);
}

const superscript = (text) => text.replace(/[-\d]/g, (sign) => (sign === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(sign)]));

function brief(number, digits, upward) { // a real number for a cell
  const [mantissa, exponent] = directedDecimal(number, digits, upward).split("e");
  if (exponent) return `${mantissa}·10${superscript(exponent)}`;
  const [whole, rest] = mantissa.split(".");
  return grouped(whole) + (rest ? "." + rest : "");
}

// log10 of p/q as a double, for drawing only.
function log10(number) {
  const digits = (a) => { const text = a.toString(); return Math.log10(Number(text.slice(0, 15))) + Math.max(0, text.length - 15); };
  return number.p === 0n ? -Infinity : digits(number.p) - digits(number.q);
}
