const uint UNKNOWN = 0xffffffffu;

uvec2 seedOf(uint item) { return uvec2(items[item * 4u], items[item * 4u + 1u]); }

// The known class of a cell or bits of a variable's value, or UNKNOWN, of a sample. `batch` is that of the network.
uint knownOf(uint item, uint variable, uint batch, uint variables) { return items[batch * 4u + item * variables + variable]; }
