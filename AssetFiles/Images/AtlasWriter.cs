using System.Text.Json;

namespace BfnProcGen.AssetFiles;

/// <summary>An image on a sprite sheet.</summary>
/// <param name="Name">Its name: with a class, "class/name".</param>
/// <param name="Image">The image.</param>
/// <param name="Record">What is recorded with it.</param>
public sealed record NamedImage(string Name, Image Image, IReadOnlyList<KeyValuePair<string, string>> Record);

/// <summary>Writes sprite sheets: a PNG, and a JSON atlas as Aseprite writes it.</summary>
public static class AtlasWriter
{
    /// <summary>The most images of a size on one sheet: one of <see cref="Picture.MaxEdge"/> pixels each way.</summary>
    public static int Capacity(int width, int height) => Math.Max(1, Picture.MaxEdge / width) * Math.Max(1, Picture.MaxEdge / height);

    /// <summary>A sheet of images of one size, layout and depth, in rows, without gaps.</summary>
    /// <param name="name">The name of both files, without their endings.</param>
    /// <param name="images">The images.</param>
    /// <param name="record">What is recorded of all of them.</param>
    /// <param name="isList">Whether the frames are a list, rather than an object by name.</param>
    /// <returns>The sheet, then the atlas.</returns>
    /// <exception cref="ArgumentException">There is no image, or they differ.</exception>
    public static IReadOnlyList<OutputFile> Write(
        string name, IReadOnlyList<NamedImage> images, IReadOnlyList<KeyValuePair<string, string>> record, bool isList = false)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(record);
        if (images.Count == 0) throw new ArgumentException("A sheet needs an image.", nameof(images));
        Image first = images[0].Image;
        if (images.Any(image => (image.Image.Width, image.Image.Height, image.Image.Layout, image.Image.BitDepth)
            != (first.Width, first.Height, first.Layout, first.BitDepth)))
        {
            throw new ArgumentException("The images of a sheet are alike.", nameof(images));
        }
        int columns = Math.Min(
            (int)Math.Ceiling(Math.Sqrt(images.Count * (double)first.Height / first.Width)), Picture.MaxEdge / first.Width);
        columns = Math.Clamp(columns, 1, images.Count);
        int rows = (images.Count + columns - 1) / columns;
        var samples = new ushort[columns * first.Width * rows * first.Height * first.Channels];
        for (int i = 0; i < images.Count; i++)
        {
            (int left, int top) = PlaceOf(i);
            for (int y = 0; y < first.Height; y++)
            {
                images[i].Image.Samples.Slice(y * first.Width * first.Channels, first.Width * first.Channels)
                    .CopyTo(samples.AsSpan(((top + y) * columns * first.Width + left) * first.Channels));
            }
        }
        var sheet = new Image(columns * first.Width, rows * first.Height, first.Layout, first.BitDepth, samples);
        byte[] atlas = JsonText.Write(json =>
        {
            json.WriteStartObject();
            if (isList) json.WriteStartArray("frames");
            else json.WriteStartObject("frames");
            for (int i = 0; i < images.Count; i++) WriteFrame(json, images[i], PlaceOf(i), isList);
            if (isList) json.WriteEndArray();
            else json.WriteEndObject();
            WriteMeta(json, name, sheet, record);
            json.WriteEndObject();
        });
        return [new OutputFile(name + ".png", PngWriter.Encode(sheet, record)), new OutputFile(name + ".json", atlas)];

        (int Left, int Top) PlaceOf(int i) => (i % columns * first.Width, i / columns * first.Height);
    }

    private static void WriteFrame(Utf8JsonWriter json, NamedImage image, (int Left, int Top) at, bool isList)
    {
        (int width, int height) = (image.Image.Width, image.Image.Height);
        if (isList) json.WriteStartObject();
        else json.WriteStartObject(image.Name);
        if (isList) json.WriteString("filename", image.Name);
        json.WriteNumbers("frame", ("x", at.Left), ("y", at.Top), ("w", width), ("h", height));
        json.WriteBoolean("rotated", false);
        json.WriteBoolean("trimmed", false);
        json.WriteNumbers("spriteSourceSize", ("x", 0), ("y", 0), ("w", width), ("h", height));
        json.WriteNumbers("sourceSize", ("w", width), ("h", height));
        json.WriteNumber("duration", 100);
        json.WriteEntries("bfn", image.Record);
        json.WriteEndObject();
    }

    private static void WriteMeta(Utf8JsonWriter json, string name, Image sheet, IReadOnlyList<KeyValuePair<string, string>> record)
    {
        json.WriteStartObject("meta");
        json.WriteString("app", Provenance.Program);
        json.WriteString("version", "1");
        json.WriteString("image", Path.GetFileName(name) + ".png");
        json.WriteString("format", sheet.BitDepth == 16 ? "RGBA16161616" : "RGBA8888");
        json.WriteNumbers("size", ("w", sheet.Width), ("h", sheet.Height));
        json.WriteString("scale", "1");
        foreach (string key in new[] { "frameTags", "layers", "slices" })
        {
            json.WriteStartArray(key);
            json.WriteEndArray();
        }
        json.WriteEntries("bfn", record);
        json.WriteEndObject();
    }
}
