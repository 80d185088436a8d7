// state' = keep·state + pull·sample + pullPrevious·previous + noise·ε; the sample then is the previous one.
void updateState(StepScalars row, uint at, uint previous, float chosen, float noise) {
    precise float moved = row.keep * state[at] + row.pull * chosen + row.pullPrevious * state[previous];
    precise float noised = moved + row.noise * noise;
    state[at] = noised;
    state[previous] = chosen;
}
