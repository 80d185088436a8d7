// x̂ before clipping, of the state at `at` and the noise that the network returned at `from`. Where the network is not asked, what lies
// there is of an evaluation before: it counts as 0.
float predictedMean(StepScalars row, uint at, uint from) {
    if (row.perMean == 0.0) return 0.0;
    precise float mean = row.perMean * state[at] - row.perNoise * arena[from];
    return mean;
}
