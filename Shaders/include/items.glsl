const uint UNKNOWN = 0xffffffffu;

uvec2 seedOf(uint item) { return uvec2(items[item * 4u], items[item * 4u + 1u]); }

// The known tile of a cell, or UNKNOWN.
uint knownTile(uint item, uint cell, uint batch, uint cells) { return items[batch * 4u + item * cells + cell]; }
