using BfnProcGen.Models;

namespace BfnProcGen.AssetFiles;

/// <summary>A part of a sprite sheet.</summary>
/// <param name="Name">What the atlas calls it.</param>
/// <param name="Label">Its class: the first folder of its name, else the tag it stands under; null for none.</param>
/// <param name="Left">Its first column on the sheet.</param>
/// <param name="Top">Its first row on the sheet.</param>
/// <param name="Width">Columns on the sheet.</param>
/// <param name="Height">Rows on the sheet.</param>
/// <param name="OffsetX">Columns that were trimmed on its left.</param>
/// <param name="OffsetY">Rows that were trimmed above it.</param>
/// <param name="SourceWidth">Columns with what was trimmed.</param>
/// <param name="SourceHeight">Rows with what was trimmed.</param>
internal sealed record AtlasFrame(
    string Name, string? Label, int Left, int Top, int Width, int Height, int OffsetX, int OffsetY, int SourceWidth, int SourceHeight);

/// <summary>
/// A sprite sheet's JSON atlas as Aseprite and others write it: frames as an object or a list, trimmed or not, with tags as classes.
/// </summary>
/// <param name="Place">What errors call it.</param>
/// <param name="SheetPath">The sheet.</param>
/// <param name="Frames">The frames.</param>
internal sealed record AtlasFile(string Place, string SheetPath, IReadOnlyList<AtlasFrame> Frames)
{
    private const string Remedy = "Export the sheet again, with its JSON data, or take both out of the folder.";
    private const int MostFrames = 1 << 18, LargestEdge = 4096;

    /// <summary>Reads an atlas; null for JSON that is none.</summary>
    /// <exception cref="AssetException">It can't be read, or is malformed.</exception>
    public static AtlasFile? Read(string path, string place, AssetBounds bounds)
    {
        JsonPart root = JsonPart.Parse(AssetText.Read(path, place, bounds), place, Remedy);
        if (!root.IsObject || root.Find("frames") is not { } frames || root.Find("meta") is not { } meta) return null;
        string image = meta.Get("image").Text();
        string sheet = AssetFolder.PathInside(Path.GetDirectoryName(Path.GetFullPath(path))!, image)
            ?? throw meta.Error(
                $"The sheet '{image}' is no file in the atlas's folder.", "Put it beside the atlas, and write its name alone.");
        (string Name, JsonPart Part)[] parts = [.. (frames.IsList
            ? frames.Items().Select(frame => (frame.Get("filename").Text(), frame))
            : frames.Members()).Take(MostFrames + 1)];
        if (parts.Length > MostFrames) throw frames.Error($"There are more than {MostFrames} frames.", "Take several sheets.");
        string?[] tags = TagsOf(meta, parts.Length);
        return new AtlasFile(place, sheet, [.. parts.Select((part, i) => ReadFrame(part.Name, tags[i], part.Part))]);
    }

    /// <summary>The frames of the sheet as images.</summary>
    /// <exception cref="AssetException">The sheet can't be read, or a frame reaches over its edge.</exception>
    public IEnumerable<(AtlasFrame Frame, Image Image, string Mode)> Cut(AssetBounds bounds)
    {
        (Image read, string mode) = PngFile.Read(SheetPath, Path.GetFileName(SheetPath), bounds);
        Image sheet = PixelLayout.Convert(read, PixelChannels.Rgba, read.BitDepth);
        foreach (AtlasFrame frame in Frames)
        {
            if (frame.Left + frame.Width > sheet.Width || frame.Top + frame.Height > sheet.Height)
                throw new AssetException(Place, $"The frame '{frame.Name}' reaches over the edge of the sheet.", Remedy);
            var rgba = new ushort[frame.SourceWidth * frame.SourceHeight * 4];
            for (int y = 0; y < frame.Height; y++)
            {
                sheet.Samples.Slice(((frame.Top + y) * sheet.Width + frame.Left) * 4, frame.Width * 4)
                    .CopyTo(rgba.AsSpan(((frame.OffsetY + y) * frame.SourceWidth + frame.OffsetX) * 4));
            }
            yield return (frame, PixelLayout.Smallest(frame.SourceWidth, frame.SourceHeight, sheet.BitDepth, rgba), mode);
        }
    }

    private static AtlasFrame ReadFrame(string name, string? tag, JsonPart part)
    {
        if (part.Find("rotated")?.Truth() == true) throw part.Error("The frame is rotated.", "Export the sheet without rotation.");
        JsonPart on = part.Get("frame");
        (int left, int top) = (on.Whole("x", 0, Picture.MaxEdge), on.Whole("y", 0, Picture.MaxEdge));
        (int width, int height) = (on.Whole("w", 1, LargestEdge), on.Whole("h", 1, LargestEdge));
        (int offsetX, int offsetY, int sourceWidth, int sourceHeight) = (0, 0, width, height);
        if (part.Find("trimmed")?.Truth() == true)
        {
            (JsonPart at, JsonPart source) = (part.Get("spriteSourceSize"), part.Get("sourceSize"));
            (sourceWidth, sourceHeight) = (source.Whole("w", width, LargestEdge), source.Whole("h", height, LargestEdge));
            (offsetX, offsetY) = (at.Whole("x", 0, sourceWidth - width), at.Whole("y", 0, sourceHeight - height));
        }
        int folder = name.IndexOf('/');
        return new AtlasFrame(
            name, folder > 0 ? name[..folder] : tag, left, top, width, height, offsetX, offsetY, sourceWidth, sourceHeight);
    }

    // The first tag that a frame stands under.
    private static string?[] TagsOf(JsonPart meta, int frames)
    {
        var tags = new string?[frames];
        foreach (JsonPart tag in meta.Items("frameTags"))
        {
            if (frames == 0) break;
            string name = tag.Get("name").Text();
            int from = tag.Whole("from", 0, frames - 1), to = tag.Whole("to", from, frames - 1);
            for (int i = from; i <= to; i++) tags[i] ??= name;
        }
        return tags;
    }
}
