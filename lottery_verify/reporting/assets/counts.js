"use strict";
// The bounds of lottery_verify.bounds for one setting, with the same hypotheses and the same integers.
// setting: {widths: [BigInt], epsilon, delta, wMax, fMax, norms: [rational], base: null (phi) or a rational}

const ONE = ratio(1n), rational = Enclosure.of, whole = Enclosure.whole;

function prepare(setting) {
  const layers = setting.widths.slice(1).map((outputs, i) => ({ outputs, inputs: setting.widths[i] }));
  for (const layer of layers) layer.links = layer.outputs * layer.inputs;
  const n = setting.widths.reduce(larger), depth = BigInt(layers.length);
  const growth = setting.norms.reduce((all, one) => times(all, atMost(one, ONE) ? ONE : one), ONE);
  const links = layers.reduce((sum, layer) => sum + layer.links, 0n);
  // 1/epsilon_w = e*n^(3/2)*plain, plain = l*F_max*growth/epsilon
  const plain = over(times(times(ratio(depth), setting.fMax), growth), setting.epsilon);
  const it = { ...setting, layers, n, depth, growth, links, plain };
  it.inverse = (bits) => euler(bits).mul(whole(n ** 3n, bits).sqrt()).mul(rational(plain, bits));
  it.epsilonW = (bits) => whole(1n, bits).div(it.inverse(bits));
  it.gamma = (bits) => (setting.base ? rational(setting.base, bits)
    : whole(1n, bits).add(whole(5n, bits).sqrt()).mul(rational(ratio(1n, 2n), bits)));
  it.k = goldenCategories(it);
  it.sideCondition = notNegative((bits) => euler(bits).mul(whole(n, bits).sqrt()).mul(rational(it.fMax, bits))
    .sub(rational(it.epsilon, bits)), "epsilon <= e sqrt(n) F_max");
  return it;
}

function goldenCategories(it) { // ceil(log_base(w_max/epsilon_w))
  if (it.wMax.p === 0n) return 0n;
  const quotient = (bits) => it.inverse(bits).mul(rational(it.wMax, bits));
  if (notNegative((bits) => whole(1n, bits).sub(quotient(bits)), "w_max/epsilon_w <= 1")) return 0n;
  return ceiling((bits) => quotient(bits).ln().div(it.gamma(bits).ln()), "k");
}

const logOf = (number) => (bits) => rational(number, bits).ln();
const failures = (it, links) => over(ratio(2n * it.k * it.depth * links), it.delta); // 2k*l*N_i/delta
const rest = (bits, p) => whole(1n, bits).sub(p).ln().negative(); // -ln(1 - p)
const tail = (z) => z.mul(whole(1n, z.bits).sub(z.ln())); // z(1 - ln z)

// draws of subset-sum for delta/(share l N_i), p = ln(2)/part
function subsetSums(it, links, share, part) {
  const epsilonW = over(it.epsilon, ratio(2n * it.depth * links));
  const half = over(it.delta, ratio(share * it.depth * links));
  if (atMost(it.wMax, epsilonW)) return 0n;
  const both = times(over(epsilonW, times(ratio(4n), it.wMax)), half);
  const p = (bits, by) => whole(2n, bits).ln().mul(rational(ratio(1n, part * by), bits));
  return ceiling((bits) => logOf(over(ONE, times(ratio(2n), both)))(bits).div(rest(bits, p(bits, 8n))), "phase 1")
    + ceiling((bits) => logOf(over(ONE, both))(bits).div(rest(bits, p(bits, 4n))), "phase 2");
}

// free-assignment: a quota of neurons for each of H halves of inputs, with probability 1 - delta/(2l), or as in blocks
function assigned(it, layer, i) {
  const quota = subsetSums(it, layer.links, 4n, 2n), halves = (i ? 1n : 2n) * layer.inputs, every = quota * halves;
  const blocks = layer.inputs * draws.subset(it, layer.links), share = over(it.delta, ratio(2n * it.depth));
  if (every === 0n) return 0n;
  return smaller(noneIsLost(halves, quota, share) ? every : alwaysEnough(halves, quota, share), blocks);
}

function noneIsLost(halves, quota, delta) { // 4NH 2^(-H/2) <= delta, N = kH
  const spent = over(ratio(4n * quota * halves * halves), delta);
  if (halves <= 1000n) return spent.p * spent.p <= (spent.q * spent.q) << halves;
  return notNegative((bits) => whole(halves, bits).mul(whole(2n, bits).ln())
    .sub(whole(2n, bits).mul(logOf(spent)(bits))), "4NH(1-p)^(H/2) <= delta");
}

function alwaysEnough(halves, quota, delta) { // ((sqrt(L) + sqrt(L + 4cnk))/(2c))^2, L = (H ln 2 + ln(1/delta))/2
  const enough = (wanted, part) => ceiling((bits) => {
    const spread = whole(halves, bits).mul(whole(2n, bits).ln()).add(logOf(over(ONE, delta))(bits))
      .mul(rational(ratio(1n, 2n), bits));
    const root = spread.sqrt().add(spread.add(rational(times(ratio(4n * wanted), part), bits)).sqrt());
    const twice = times(ratio(2n), part);
    return root.mul(root).mul(rational(over(ONE, times(twice, twice)), bits));
  }, "((sqrt(L) + sqrt(L + 4cnk))/(2c))^2");
  return larger(enough(quota, ratio(1n, 2n)), enough(halves * quota, ratio((1n << halves) - 1n, 1n << halves)));
}

const draws = {
  // ceil(16/epsilon_w^2 ln(2N/delta)), N the half links; 1/epsilon_w^2 = e^2 n^3 plain^2
  malach: (it) => ceiling((bits) => {
    const square = times(times(it.plain, it.plain), ratio(16n * it.n ** 3n));
    return euler(bits).mul(euler(bits)).mul(rational(square, bits))
      .mul(logOf(over(ratio(4n * it.links), it.delta))(bits));
  }, "16/epsilon_w^2 ln(2N/delta)"),
  // ceil(2/(epsilon_w ln(1/omega)) ln(N/delta))
  product: (it) => ceiling((bits) => it.inverse(bits).mul(whole(2n, bits))
    .mul(logOf(over(ratio(2n * it.links), it.delta))(bits)).div(logOf(over(ONE, it.wMax))(bits)), "product-weight"),
  // ceil((1/c) ln(2k l N_i/delta)), c the smallest category's probability
  uniform: (it, links) => ceiling((bits) => logOf(failures(it, links))(bits).div(smallestUniform(it, bits)), "1/c ln"),
  // ceil(16k(N_i/2 ln(8k) + ln(l/delta)))
  log: (it, links) => ceiling((bits) => whole(16n * it.k, bits).mul(
    rational(ratio(links, 2n), bits).mul(logOf(ratio(8n * it.k))(bits))
      .add(logOf(over(ratio(it.depth), it.delta))(bits))), "log-pruning"),
  // ceil(8k ln(2k l N_i/delta))
  shared: (it, links) => ceiling((bits) => whole(8n * it.k, bits).mul(logOf(failures(it, links))(bits)), "8k ln"),
  // ceil(8k ln(4k l N_i/delta)): for every target at once, as for twice the links
  universal: (it, links) => draws.shared(it, 2n * links),
  // subset-sum at precision epsilon_w/(4 w_max), epsilon_w = epsilon/(2 l N_i), for delta/(2 l N_i), p = ln(2)/4
  subset: (it, links) => subsetSums(it, links, 2n, 4n),
};

function smallestUniform(it, bits) { // category 1 or k, signs prescribed
  const quarter = rational(ratio(1n, 4n), bits);
  const [first, last] = [1n, it.k].map((i) => {
    const top = rational(it.wMax, bits).div(it.gamma(bits).power(i));
    return tail(top).sub(tail(top.div(it.gamma(bits)))).mul(quarter);
  });
  return new Enclosure(smaller(first.low, last.low), smaller(first.high, last.high), bits);
}

// The exact smallest numbers: hit(p, t) is the least M with (1 - p)^M <= t.
const hit = (probability, target) => ceiling(
  (bits) => logOf(over(ONE, target))(bits).div(rest(bits, probability(bits))), "ln(1/t)/-ln(1-p)");

function categoryProbability(k, i) {
  const least = smaller(i, k + 1n - i);
  return ratio(2n * (k - 1n + 2n * least) - (2n * i === k + 1n ? 1n : 0n), 16n * k * k);
}

const MOST_EXACT = 500n; // categories for which the page computes the exact smallest M

function smallestForAll(it, links) { // the least M with sum_i (1 - p_i)^M <= delta/(2 l N_i), exact p_i
  const { k } = it, target = over(it.delta, ratio(2n * it.depth * links)), chances = [];
  for (let i = 1n; i <= (k + 1n) / 2n; i += 1n) chances.push([categoryProbability(k, i), 2n * i === k + 1n ? 1n : 2n]);
  const rarest = chances.reduce((a, b) => (atMost(a[0], b[0]) ? a : b))[0];
  let low = hit((bits) => rational(rarest, bits), target) - 1n;
  let high = hit((bits) => rational(rarest, bits), over(target, ratio(k)));
  const misses = (bits, count) => chances.reduce((sum, [p, many]) => sum.add(
    whole(1n, bits).sub(rational(p, bits)).power(count).mul(whole(many, bits))), whole(0n, bits));
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    const enough = notNegative((bits) => rational(target, bits).sub(misses(bits, middle)), "misses");
    if (enough) high = middle; else low = middle;
  }
  return high;
}

const halfShare = (it) => over(it.delta, ratio(2n * it.links));
const exact = {
  malach: (it) => hit((bits) => it.epsilonW(bits).mul(it.epsilonW(bits)).mul(rational(ratio(1n, 16n), bits)),
    halfShare(it)),
  product: (it) => hit((bits) => {
    const w = rational(it.wMax, bits), small = it.epsilonW(bits);
    return tail(w.add(small)).sub(tail(w.sub(small))).mul(rational(ratio(1n, 4n), bits));
  }, halfShare(it)),
  uniform: (it, links) => hit((bits) => smallestUniform(it, bits), over(ONE, failures(it, links))),
  universal: (it, links) => exact.shared(it, 2n * links),
  shared: (it, links) => (it.k <= MOST_EXACT ? smallestForAll(it, links) : null),
};

// Which hypotheses a claim needs that these inputs can violate; each answers whether it is met.
const needs = {
  side: ["ε ≤ e·√n·F_max", (it) => it.sideCondition],
  norms: ["every norm ≤ 1", (it) => it.norms.every((one) => atMost(one, ONE))],
  small: ["w_max ≤ 1/√n", (it) => it.wMax.p ** 2n * it.n <= it.wMax.q ** 2n],
  below: ["w_max < 1", (it) => !atMost(ONE, it.wMax)],
  room: ["ε_w ≤ 1 − w_max", (it) => atMost(it.wMax, ONE) && notNegative(
    (bits) => rational(minus(ONE, it.wMax), bits).sub(it.epsilonW(bits)), "epsilon_w <= 1 - w_max")],
  window: ["ε_w ≤ w_max", (it) => notNegative(
    (bits) => rational(it.wMax, bits).sub(it.epsilonW(bits)), "epsilon_w <= w_max")],
  level: ["w_max ≤ 1", (it) => atMost(it.wMax, ONE)],
  two: ["ε ≤ 2", (it) => atMost(it.epsilon, ratio(2n))],
};

const BOUNDS = [
  { id: "malach-pruning", count: draws.malach, exact: exact.malach, shared: false, needs: ["norms", "small", "side"] },
  { id: "product-weight", count: draws.product, exact: exact.product, shared: false, needs: ["below", "room", "window", "side"] },
  { id: "uniform-product-tail", categories: true, count: draws.uniform, exact: exact.uniform, shared: true, needs: ["level", "side"] },
  { id: "log-pruning-malach", categories: true, count: draws.log, whole: true, needs: ["norms", "small", "side"] },
  { id: "log-pruning", categories: true, count: draws.log, whole: true, needs: ["side"] },
  { id: "universal-ticket", categories: true, count: draws.universal, exact: exact.universal, shared: true, needs: ["side"] },
  { id: "shared-log-pruning", categories: true, count: draws.shared, exact: exact.shared, shared: true, needs: ["side"] },
  { id: "subset-sum-pruning", count: (it, links) => 2n * draws.subset(it, links), own: true, shared: true,
    needs: ["norms", "two"] },
  { id: "free-assignment", layer: assigned, own: true, needs: ["norms", "two"] },
];

// neurons per layer: `layer` counts each layer by its place, `whole` a layer, `shared` one input neuron, otherwise one
// link.
function sizes(it, bound, count) {
  if (it.k === 0n && !bound.own) return it.layers.map(() => 0n);
  if (bound.layer) return it.layers.map((layer, i) => bound.layer(it, layer, i));
  const known = new Map();
  const each = (links) => {
    if (!known.has(links)) known.set(links, count(it, links));
    return known.get(links);
  };
  return it.layers.map((layer) => {
    const one = each(layer.links);
    return one === null ? null : one * (bound.whole ? 1n : bound.shared ? layer.inputs : layer.links);
  });
}

const total = (numbers) => (numbers.includes(null) ? null : numbers.reduce((sum, one) => sum + one, 0n));

function evaluateBound(it, bound, exactly) {
  const violated = bound.needs.filter((name) => !needs[name][1](it)).map((name) => needs[name][0]);
  if (violated.length) return { id: bound.id, applies: false, violated };
  const perLayer = sizes(it, bound, bound.count), neurons = total(perLayer);
  const weights = it.layers.reduce((sum, layer, i) => sum + perLayer[i] * (layer.inputs + layer.outputs), 0n);
  const smallest = exactly && bound.exact ? total(sizes(it, bound, bound.exact)) : null;
  const low = exactly ? lowerBits(it, bound.own).low : 0n;
  return {
    id: bound.id, applies: true, k: bound.categories ? it.k : null, perLayer, neurons, weights, smallest, perWeight: ratio(neurons, it.links),
    bitsOverLowerBound: low > 0n ? ratio(weights << 192n, it.links * low) : null,
  };
}

// Everything that the page shows for a setting; a bound that no precision decides carries its error instead.
function evaluate(setting, exactly = true) {
  const it = prepare(setting);
  const rows = BOUNDS.map((bound) => {
    try {
      return evaluateBound(it, bound, exactly);
    } catch (error) {
      if (!(error instanceof Undecided)) throw error;
      return { id: bound.id, applies: false, violated: [], undecided: error.message };
    }
  });
  return { it, rows, lowerBits: lowerBits(it) };
}

// log2(w_max/epsilon_w), or 0: mask bits that any method needs per target weight, as an enclosure of 192 bits. With
// `own`, epsilon_w is that of subset-sum-pruning: epsilon/(2 l N), N the most links of a layer.
function lowerBits(it, own) {
  if (own) {
    const links = it.layers.map((layer) => layer.links).reduce(larger);
    const quotient = times(it.wMax, over(ratio(2n * it.depth * links), it.epsilon));
    return atMost(quotient, ONE) ? whole(0n, 192n) : logOf(quotient)(192n).div(whole(2n, 192n).ln());
  }
  if (it.k === 0n) return whole(0n, 192n);
  return it.inverse(192n).mul(rational(it.wMax, 192n)).ln().div(whole(2n, 192n).ln());
}
