using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace BfnProcGen.AssetFiles.Tiled;

/// <summary>
/// An element of an XML file that knows where it stands, so that whatever is wrong with it can be said with line and column.
/// </summary>
/// <param name="File">What errors call the file.</param>
/// <param name="Element">The element.</param>
internal readonly record struct XmlPart(string File, XElement Element)
{
    private const string Remedy = "Save it again with Tiled, or take it out of the folder.";

    /// <summary>Where it stands: "file:line:column".</summary>
    public string Place => Element is IXmlLineInfo info && info.HasLineInfo() ? $"{File}:{info.LineNumber}:{info.LinePosition}" : File;

    /// <summary>The element's name.</summary>
    public string Name => Element.Name.LocalName;

    /// <summary>The text in it.</summary>
    public string Text => Element.Value;

    /// <summary>Reads a document whose root has a name. Document types, and with them entities, are refused.</summary>
    /// <exception cref="AssetException">It is no such document; says in which line.</exception>
    public static XmlPart Parse(string text, string file, string root)
    {
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };
        try
        {
            using var reader = XmlReader.Create(new StringReader(text), settings);
            XElement element = XDocument.Load(reader, LoadOptions.SetLineInfo).Root!;
            var part = new XmlPart(file, element);
            return part.Name == root ? part : throw part.Error($"The file begins with <{part.Name}> instead of <{root}>.");
        }
        catch (XmlException e) when (e.LineNumber == 0)
        {
            throw new AssetException(
                file, "The file has a document type (<!DOCTYPE …>), which is not read.", "Save it again with a newer version of Tiled.", e);
        }
        catch (XmlException e)
        {
            throw new AssetException($"{file}:{e.LineNumber}:{e.LinePosition}",
                $"This is no XML that can be read ({e.Message.Split(" Line ")[0].TrimEnd('.')}).", Remedy, e);
        }
    }

    /// <summary>The elements in it that have a name.</summary>
    public IEnumerable<XmlPart> All(string name)
    {
        string file = File;
        return Element.Elements(name).Select(element => new XmlPart(file, element));
    }

    /// <summary>All elements in it.</summary>
    public IEnumerable<XmlPart> All()
    {
        string file = File;
        return Element.Elements().Select(element => new XmlPart(file, element));
    }

    /// <summary>The first element in it that has a name; null for none.</summary>
    public XmlPart? Find(string name) => Element.Element(name) is { } element ? new XmlPart(File, element) : null;

    /// <summary>An attribute; null for none.</summary>
    public string? Attribute(string name) => Element.Attribute(name)?.Value;

    /// <summary>An attribute that is a whole number within limits.</summary>
    /// <exception cref="AssetException">It is missing, or something else.</exception>
    public long Whole(string name, long least, long most, long? byDefault = null)
    {
        if (Attribute(name) is not { } text) return byDefault ?? throw Error($"<{Name}> lacks \"{name}\".");
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value)
            && value >= least && value <= most)
            return value;
        string shown = text.Length <= 24 ? text : text[..24] + "…";
        throw Error($"\"{name}\" of <{Name}> is '{shown}' instead of a whole number from {least} to {most}.");
    }

    /// <summary>An error at this place.</summary>
    public AssetException Error(string problem) => Error(problem, Remedy);

    /// <summary>An error at this place with a remedy of its own.</summary>
    public AssetException Error(string problem, string remedy) => new(Place, problem, remedy);
}
