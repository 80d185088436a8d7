namespace BfnProcGen.AssetFiles.Tiled;

/// <summary>Reads maps in Tiled's XML format.</summary>
internal sealed class TmxReader(TiledTileSets sets, string folder) : TiledReader(sets, folder)
{
    private int _width, _height;
    private bool _isInfinite;

    public TiledMap Read(string text, string place)
    {
        XmlPart map = XmlPart.Parse(text, place, "map");
        _isInfinite = map.Whole("infinite", 0, 1, 0) == 1;
        (_width, _height) = ((int)map.Whole("width", 1, TiledMap.MostCells), (int)map.Whole("height", 1, TiledMap.MostCells));
        foreach (XmlPart set in map.All("tileset"))
        {
            AddSet(set.Whole("firstgid", 1, int.MaxValue >> 3),
                set.Attribute("source") is { } source ? Load(source, set.Place) : TiledTileSets.Read(set), set.Error);
        }
        ReadLayers(map, isVisible: true, depth: 0);
        return Finish(_width, _height, _isInfinite, map.Attribute("orientation") ?? "orthogonal", map.Error);
    }

    private void ReadLayers(XmlPart parent, bool isVisible, int depth)
    {
        if (depth == DeepestGroup) throw parent.Error($"Layers are grouped more than {DeepestGroup} deep.", "Ungroup some.");
        foreach (XmlPart layer in parent.All())
        {
            bool isShown = isVisible && layer.Whole("visible", 0, 1, 1) == 1;
            if (layer.Name == "layer") AddLayer(new TiledLayer(layer.Attribute("name") ?? "", isShown, ReadChunks(layer)));
            else if (layer.Name == "group") ReadLayers(layer, isShown, depth + 1);
            else if (layer.Name is "objectgroup" or "imagelayer") AddOther();
        }
    }

    private TiledChunk[] ReadChunks(XmlPart layer)
    {
        XmlPart data = layer.Find("data") ?? throw layer.Error("The layer has no data.");
        if (_isInfinite)
        {
            return [.. data.All("chunk").Select(chunk => ReadCells(data, chunk,
                (int)chunk.Whole("x", -TiledMap.Farthest, TiledMap.Farthest), (int)chunk.Whole("y", -TiledMap.Farthest, TiledMap.Farthest),
                (int)chunk.Whole("width", 1, TiledMap.MostCells), (int)chunk.Whole("height", 1, TiledMap.MostCells)))];
        }
        layer.Whole("width", _width, _width, _width);
        layer.Whole("height", _height, _height, _height);
        return [ReadCells(data, data, 0, 0, _width, _height)];
    }

    private TiledChunk ReadCells(XmlPart data, XmlPart part, int left, int top, int width, int height)
    {
        Reserve((long)width * height, part.Error);
        int count = width * height;
        if (data.Attribute("encoding") is { } encoding)
            return new TiledChunk(
                left, top, width, height, TiledData.Decode(encoding, data.Attribute("compression"), part.Text, count, part.Error));
        XmlPart[] tiles = [.. part.All("tile")];
        if (tiles.Length != count) throw part.Error($"The layer has {tiles.Length} cells instead of {count}.");
        return new TiledChunk(left, top, width, height, Array.ConvertAll(tiles, tile => (uint)tile.Whole("gid", 0, uint.MaxValue, 0)));
    }
}
