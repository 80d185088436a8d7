namespace BfnProcGen;

/// <summary>What one seed gave.</summary>
/// <param name="Seed">The seed, which gives the same result with the same model, solver and number of steps, alone or in any batch.</param>
/// <param name="Tiles">The map.</param>
public sealed record Sample(ulong Seed, TileMap Tiles);
