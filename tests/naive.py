"""Slow, plain implementations to check the fast ones against: loops over single numbers and words, no numpy tricks."""

import math
from collections import Counter, defaultdict
from itertools import combinations, pairwise

import pandas as pd

NAN = math.nan


def tokens_of(documents):
    """A token table from ``{doc_id: [sentence, …]}``, a sentence being words separated by blanks.

    A word may carry a mark: ``,`` is punctuation, digits are a number, ``word/speaker`` is a quoted word.
    """
    rows = []
    for doc_id, sentences in documents.items():
        token_id = 0
        for sent_id, sentence in enumerate(sentences):
            for item in sentence.split():
                token, _, speaker = item.partition("/")
                kind = "word" if token[0].isalpha() else "number" if token[0].isdigit() else "punctuation"
                rows.append((doc_id, sent_id, token_id, token, token.lower(), kind, token in STOPS, speaker or None))
                token_id += 1
    columns = ["doc_id", "sent_id", "token_id", "token", "norm", "kind", "is_stop", "speaker"]
    table = pd.DataFrame(rows, columns=columns)
    return table.assign(
        start=table["token_id"] * 20,
        end=table["token_id"] * 20 + table["token"].str.len(),
        lemma=[norm.removesuffix("s") for norm in table["norm"]],
        voice=["quotation" if known else "narration" for known in table["speaker"].notna()],
    ).astype(dict.fromkeys(["doc_id", "token", "norm", "lemma", "kind", "speaker", "voice"], "category"))


STOPS = frozenset({"the", "of", "a"})


# keyness


def impossible(a, b, n1, n2):
    return a < 0 or b < 0 or n1 <= 0 or n2 <= 0 or a > n1 or b > n2


def log_likelihood(a, b, n1, n2, cells=2):
    if impossible(a, b, n1, n2):
        return NAN
    rows = [(a, n1), (b, n2)] + ([(n1 - a, n1), (n2 - b, n2)] if cells == 4 else [])
    totals = [a + b, a + b, n1 + n2 - a - b, n1 + n2 - a - b]
    total = 0.0
    for (observed, size), row in zip(rows, totals, strict=False):
        if observed:
            total += observed * math.log(observed / (row * size / (n1 + n2)))
    return 2 * total


def log_ratio(a, b, n1, n2):
    if impossible(a, b, n1, n2) or a + b == 0:
        return NAN
    return math.log2((a or 0.5) / n1) - math.log2((b or 0.5) / n2)


def binomial_tail(k, n, p):
    """P(X ≥ k)."""
    return sum(math.comb(n, i) * p**i * (1 - p) ** (n - i) for i in range(k, n + 1))


def log_ratio_confidence(a, b, n1, n2, alpha=0.05):
    """Bisection on exact binomial tails."""
    n = a + b
    if a / n1 >= b / n2:
        low, high = 0.0, 1.0
        for _ in range(200):
            middle = (low + high) / 2
            low, high = (middle, high) if binomial_tail(a, n, middle) < alpha / 2 else (low, middle)
        return max(math.log2(low / (1 - low) * n2 / n1), 0.0)
    return -log_ratio_confidence(b, a, n2, n1, alpha)


def log_odds(a, b, n1, n2, prior_size=500):
    prior = prior_size * (a + b) / (n1 + n2)
    first = math.log((a + prior) / (n1 + prior_size - a - prior))
    second = math.log((b + prior) / (n2 + prior_size - b - prior))
    return (first - second) / math.sqrt(1 / (a + prior) + 1 / (b + prior))


def benjamini_hochberg(p_values):
    m = len(p_values)
    order = sorted(range(m), key=lambda i: p_values[i], reverse=True)
    adjusted, smallest = [0.0] * m, 1.0
    for position, i in enumerate(order):
        smallest = min(smallest, p_values[i] * m / (m - position))
        adjusted[i] = smallest
    return adjusted


def delta_p(f_xy, f_x, f_y, n):
    with_x, without_x = (f_xy, f_x - f_xy), (f_y - f_xy, n - f_x - f_y + f_xy)
    return with_x[0] / sum(with_x) - without_x[0] / sum(without_x)


# dispersion


def shares(counts, sizes):
    f, n = sum(counts), sum(sizes)
    return [(v / f, s / n) for v, s in zip(counts, sizes, strict=True) if s > 0]


def dp(counts, sizes):
    return sum(abs(v - s) for v, s in shares(counts, sizes)) / 2


def rosengren_s(counts, sizes):
    return sum(math.sqrt(v * s) for v, s in shares(counts, sizes)) ** 2


def kl_divergence(counts, sizes):
    return sum(v * math.log2(v / s) for v, s in shares(counts, sizes) if v)


def rates(counts, sizes):
    return [v / s for v, s in zip(counts, sizes, strict=True) if s > 0]


def juilland_d(counts, sizes):
    r = rates(counts, sizes)
    mean = sum(r) / len(r)
    sd = math.sqrt(sum((x - mean) ** 2 for x in r) / len(r))
    return 1 - sd / mean / math.sqrt(len(r) - 1)


def carroll_d2(counts, sizes):
    r = rates(counts, sizes)
    p = [x / sum(r) for x in r if x]
    return -sum(x * math.log2(x) for x in p) / math.log2(len(r))


def arf(positions, n):
    """The mean, over all ways to cut the (circular) corpus into f parts, of the number of parts with the word."""
    f = len(positions)
    length = n / f
    places = sorted(positions)
    total = 0.0
    for here, after in zip(places, [*places[1:], places[0] + n], strict=True):
        total += min(after - here, length)
    return total / length


# diversity


def mattr(words, window):
    ratios = [len(set(words[i : i + window])) / window for i in range(len(words) - window + 1)]
    return sum(ratios) / len(ratios) if ratios else NAN


def mtld_one_way(words, threshold):
    factors, start = 0.0, 0
    ratio = 1.0
    for end in range(1, len(words) + 1):
        part = words[start:end]
        ratio = len(set(part)) / len(part)
        if ratio < threshold:
            factors, start, ratio = factors + 1, end, 1.0
    factors += (1 - ratio) / (1 - threshold)
    return len(words) / factors if factors else NAN


def mtld(words, threshold=0.72):
    return (mtld_one_way(words, threshold) + mtld_one_way(words[::-1], threshold)) / 2


def hdd(words, draws):
    if len(words) < draws:
        return NAN
    n = len(words)
    return sum(1 - math.comb(n - f, draws) / math.comb(n, draws) for f in Counter(words).values()) / draws


def yule_k(words):
    spectrum = Counter(Counter(words).values())
    return 1e4 * (sum(i * i * v for i, v in spectrum.items()) - len(words)) / len(words) ** 2


# tables


def terms_of(tokens, *, ngram=1, skip=0, unit="norm", by=(), stop_words="keep"):
    """(group, document, term, listed) of every n-gram, row by row."""
    rows = tokens.to_dict("records")
    lengths = range(ngram, (ngram - 1) * (skip + 1) + 2)
    for part in (rows[i : i + n] for i in range(len(rows)) for n in lengths if i + n <= len(rows)):
        same = all(
            r["kind"] == "word"
            and r["doc_id"] == part[0]["doc_id"]
            and r["sent_id"] == part[0]["sent_id"]
            and r["token_id"] == part[0]["token_id"] + step
            and all(r[b] == part[0][b] or (pd.isna(r[b]) and pd.isna(part[0][b])) for b in by)
            for step, r in enumerate(part)
        )
        inner = range(1, len(part) - 1)
        chosen = [(0, *some, len(part) - 1)[:ngram] for some in combinations(inner, max(ngram - 2, 0))]
        for places in (c for c in chosen if same and all(b - a <= skip + 1 for a, b in pairwise(c))):
            listed = stop_words == "keep" or not (part[0]["is_stop"] or part[-1]["is_stop"])
            group = tuple(None if pd.isna(part[0][b]) else part[0][b] for b in by)
            yield group, part[0]["doc_id"], " ".join(part[k][unit] for k in places), listed


def count_terms(tokens, **options):
    """{(group, term): (n, per_million, n_documents)}."""
    n, documents, sizes = Counter(), defaultdict(set), Counter()
    for group, document, term, listed in terms_of(tokens, **options):
        sizes[group] += 1
        if listed:
            n[group, term] += 1
            documents[group, term].add(document)
    return {key: (n[key], n[key] / sizes[key[0]] * 1e6, len(documents[key])) for key in n}


def stretches(rows, boundaries):
    """The number of the stretch between boundaries of each row."""
    numbers, stretch = [], 0
    for i, row in enumerate(rows):
        before = rows[i - 1]
        if i and (row["token_id"] != before["token_id"] + 1 or any(str(row[b]) != str(before[b]) for b in boundaries)):
            stretch += 1
        numbers.append(stretch)
    return numbers


def collocations(tokens, node, left, right, boundaries=("doc_id", "speaker", "voice")):
    """{collocate: (n, n_documents)} and the number of places in the windows of all nodes."""
    rows = tokens.to_dict("records")
    numbered = zip(rows, stretches(rows, boundaries), strict=True)
    words = [(row["norm"], row["doc_id"], number) for row, number in numbered if row["kind"] == "word"]
    n, documents, places = Counter(), defaultdict(set), 0
    for i, (word, document, number) in enumerate(words):
        if word != node:
            continue
        for j in range(max(i - left, 0), min(i + right, len(words) - 1) + 1):
            if j != i and words[j][2] == number:
                places += 1
                n[words[j][0]] += 1
                documents[words[j][0]].add(document)
    return {word: (n[word], len(documents[word])) for word in n}, places


def log_ratio_draws(counts, sizes, weights):
    """Log ratio of one term in each round; counts, sizes and weights are (target, reference), by document."""
    draws = []
    for first, second in zip(*weights, strict=True):
        a, b, n1, n2 = (
            sum(w * v for w, v in zip(drawn, values, strict=True))
            for drawn, values in ((first, counts[0]), (second, counts[1]), (first, sizes[0]), (second, sizes[1]))
        )
        draws.append(log_ratio(a, b, n1, n2))
    return draws


def alpha(items, level):
    """Krippendorff's α of items, each a list of ratings (NaN: none), by all pairs of ratings."""

    def apart(one, two):
        return float(one != two) if level == "nominal" else (one - two) ** 2

    def disagreement(ratings):
        pairs = [apart(a, b) for i, a in enumerate(ratings) for j, b in enumerate(ratings) if i != j]
        return sum(pairs) / len(pairs)

    rated = [[rating for rating in item if rating == rating] for item in items]
    rated = [item for item in rated if len(item) > 1]
    every = [rating for item in rated for rating in item]
    if len(set(every)) < 2:
        return float("nan")
    observed = sum(len(item) * disagreement(item) for item in rated) / len(every)
    return 1 - observed / disagreement(every)


def kappa(pairs):
    """Cohen's κ of pairs of codes, from the definition."""
    if not pairs:
        return float("nan")
    categories = {code for pair in pairs for code in pair}
    share = [{c: sum(pair[k] == c for pair in pairs) / len(pairs) for c in categories} for k in (0, 1)]
    observed = sum(a == b for a, b in pairs) / len(pairs)
    expected = sum(share[0][c] * share[1][c] for c in categories)
    return (observed - expected) / (1 - expected) if expected < 1 - 1e-12 else float("nan")


def corrected_total(labels, rows, sizes, inside=None, unit=1.0):
    """A total corrected by a stratified sample, its variance and λ, by loops.

    ``labels`` has the value of each unit, ``rows`` (unit, stratum, answer) of those read, ``sizes`` the units of each
    stratum, ``inside`` says which units belong to the group, ``unit`` what a unit adds if it is one.
    """
    inside = inside or [True] * len(labels)
    n_read = {h: sum(row[1] == h for row in rows) for h in range(len(sizes))}
    own = [labels[i] for i in range(len(labels)) if inside[i]]
    n_own = sum(inside[i] for i, _, _ in rows)
    weights = [sizes[h] / n_read[h] * inside[i] for i, h, _ in rows]
    weights = [w * len(own) / sum(weights) for w in weights]

    def mean(values):
        return sum(w * v for w, v in zip(weights, values, strict=True)) / len(own)

    def spread(values):
        """Weighted values less their mean and that of their stratum, with the factors of the variance."""
        centred = [w * (v - mean(values)) for w, v in zip(weights, values, strict=True)]
        out = []
        for (_, h, _), value in zip(rows, centred, strict=True):
            same = [v for (_, other, _), v in zip(rows, centred, strict=True) if other == h]
            factor = (1 - n_read[h] / sizes[h]) * n_read[h] / (n_read[h] - 1)
            out.append((value - sum(same) / len(same)) * math.sqrt(factor))
        return out

    label, answer = [labels[i] for i, _, _ in rows], [a for _, _, a in rows]
    f, y = spread(label), spread(answer)
    variance_of_labels = sum((v - sum(own) / len(own)) ** 2 for v in own) / len(own)
    prior = 4 * (len(own) / n_own) ** 2 * variance_of_labels
    slope = (sum(a * b for a, b in zip(f, y, strict=True)) + prior) / (sum(a * a for a in f) + prior) if any(own) else 0
    slope = min(max(slope, 0), 2)
    residuals = [a - slope * b for a, b in zip(answer, label, strict=True)]
    total = slope * sum(own) + len(own) * mean(residuals)
    doubt = 0.0
    labelled = sum(v > 0 for v in own) / len(own)
    for says in (0, unit):
        for has, share in ((0, 1 - labelled), (unit, labelled)):
            doubt += 0.7 * share * (says - slope * has - mean(residuals)) ** 2
    doubt *= (1 - len(rows) / sum(sizes)) * (len(own) / n_own) ** 2
    return total, sum(v * v for v in spread(residuals)) + doubt, slope
