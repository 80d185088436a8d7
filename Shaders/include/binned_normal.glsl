// A normal distribution over the bins of [−1, 1]; Runtime/Sampling/BinnedNormal.cs is the same text in C# and says more.
const float REACH = 6.0;

// Φ(z) to 3e−7 (Abramowitz and Stegun 7.1.26).
float cumulative(float z) {
    if (z <= -REACH) return 0.0;
    if (z >= REACH) return 1.0;
    float x = abs(z) * 0.707106781, t = 1.0 / (1.0 + 0.3275911 * x);
    float p = 1.061405429;
    p = p * t - 1.453152027;
    p = p * t + 1.421413741;
    p = p * t - 0.284496736;
    p = p * t + 0.254829592;
    float tail = 0.5 * p * t * exp(-x * x);
    return z < 0.0 ? tail : 1.0 - tail;
}

float binEdge(uint edge, uint bins) { return float(edge) * (2.0 / float(bins)) - 1.0; }

float binCentre(uint bin, uint bins) { return float(2u * bin + 1u) * (1.0 / float(bins)) - 1.0; }

uint binOf(float value, uint bins) { return uint(clamp(floor((value * 0.5 + 0.5) * float(bins)), 0.0, float(bins - 1u))); }

// Σ p_k·c_k, summed by parts.
float binnedMean(float mean, float deviation, uint bins) {
    uint first = max(1u, binOf(mean - REACH * deviation, bins)), last = binOf(mean + REACH * deviation, bins) + 1u;
    float below = 0.0;
    for (uint edge = first; edge < min(last + 1u, bins); edge++) below += cumulative((binEdge(edge, bins) - mean) / deviation);
    if (bins > last + 1u) below += float(bins - 1u - last);
    return binCentre(bins - 1u, bins) - below * (2.0 / float(bins));
}

// The first bin whose cumulative probability exceeds a uniform number, else the last.
uint drawnBin(float mean, float deviation, uint bins, float uniformNumber) {
    uint low = 0u, high = bins - 1u;
    while (low < high) {
        uint middle = (low + high) / 2u;
        if (cumulative((binEdge(middle + 1u, bins) - mean) / deviation) > uniformNumber) high = middle;
        else low = middle + 1u;
    }
    return low;
}

// The most probable bin, the first of equals.
uint likeliestBin(float mean, float deviation, uint bins) {
    uint own = binOf(mean, bins);
    float below = cumulative((binEdge(own, bins) - mean) / deviation), above = cumulative((mean - binEdge(own + 1u, bins)) / deviation);
    float most = 1.0 - below - above, first = cumulative((binEdge(1u, bins) - mean) / deviation);
    float last = cumulative((mean - binEdge(bins - 1u, bins)) / deviation);
    if (own > 0u && own < bins - 1u && most >= last && most > first) return own;
    return first >= last ? 0u : bins - 1u;
}

// The deviation that follows from the ln σ̂ that the network returned at `from`.
float predictedDeviation(StepScalars row, uint from) {
    float logDeviation = row.perMean == 0.0 ? 0.0 : clamp(arena[from], -10.0, 10.0);
    return clamp(row.perNoise * exp(logDeviation), 1e-3, 10.0);
}
