namespace BfnProcGen.AssetFiles.Tiled;

/// <summary>Reads maps in Tiled's JSON format.</summary>
internal sealed class TmjReader(TiledTileSets sets, string folder) : TiledReader(sets, folder)
{
    private const string Remedy = "Save it again with Tiled, or take it out of the folder.";

    private int _width, _height;
    private bool _isInfinite;

    public TiledMap Read(string text, string place)
    {
        JsonPart map = JsonPart.Parse(text, place, Remedy);
        _isInfinite = map.Find("infinite")?.Truth() ?? false;
        (_width, _height) = (map.Whole("width", 1, TiledMap.MostCells), map.Whole("height", 1, TiledMap.MostCells));
        foreach (JsonPart set in map.Items("tilesets"))
        {
            AddSet(set.Whole("firstgid", 1, int.MaxValue >> 3),
                set.Text("source") is { } source ? Load(source, set.Place) : TiledTileSets.Read(set), problem => set.Error(problem));
        }
        ReadLayers(map, isVisible: true, depth: 0);
        return Finish(
            _width, _height, _isInfinite, map.Text("orientation") ?? "orthogonal", (problem, remedy) => map.Error(problem, remedy));
    }

    private void ReadLayers(JsonPart parent, bool isVisible, int depth)
    {
        if (depth == DeepestGroup) throw parent.Error($"Layers are grouped more than {DeepestGroup} deep.", "Ungroup some.");
        foreach (JsonPart layer in parent.Items("layers"))
        {
            bool isShown = isVisible && (layer.Find("visible")?.Truth() ?? true);
            switch (layer.Text("type"))
            {
                case "tilelayer":
                    AddLayer(new TiledLayer(layer.Text("name") ?? "", isShown, ReadChunks(layer)));
                    break;
                case "group":
                    ReadLayers(layer, isShown, depth + 1);
                    break;
                default:
                    AddOther();
                    break;
            }
        }
    }

    private TiledChunk[] ReadChunks(JsonPart layer)
    {
        if (_isInfinite)
        {
            return [.. layer.Items("chunks").Select(chunk => ReadCells(layer, chunk,
                chunk.Whole("x", -TiledMap.Farthest, TiledMap.Farthest), chunk.Whole("y", -TiledMap.Farthest, TiledMap.Farthest),
                chunk.Whole("width", 1, TiledMap.MostCells), chunk.Whole("height", 1, TiledMap.MostCells)))];
        }
        layer.Whole("width", _width, _width, _width);
        layer.Whole("height", _height, _height, _height);
        return [ReadCells(layer, layer, 0, 0, _width, _height)];
    }

    private TiledChunk ReadCells(JsonPart layer, JsonPart part, int left, int top, int width, int height)
    {
        Reserve((long)width * height, (problem, remedy) => part.Error(problem, remedy));
        int count = width * height;
        JsonPart data = part.Get("data");
        uint[] cells = data.IsList
            ? Array.ConvertAll(data.Wholes(count, 0, uint.MaxValue), number => (uint)number)
            : TiledData.Decode(layer.Text("encoding") ?? "csv", layer.Text("compression"), data.Text(), count,
                (problem, remedy) => data.Error(problem, remedy));
        return new TiledChunk(left, top, width, height, cells);
    }
}
