using BfnProcGen;

using var device = GpuDevice.Open();
using var generator = Generator.Load(device, "dungeon.safetensors");

TileMap map = generator.Sample(steps: 8, seed: 42).Tiles;
for (int y = 0; y < map.Height; y++)
{
    for (int x = 0; x < map.Width; x++) Console.Write(generator.Model.Tiles[map[x, y]].Symbol);
    Console.WriteLine();
}
