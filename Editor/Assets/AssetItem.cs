namespace BfnProcGen.Editor.Assets;

/// <summary>One asset as people are shown it.</summary>
/// <param name="Name">Its file, relative to the folder, or where it stands in one.</param>
/// <param name="Label">Its class, or null.</param>
/// <param name="Detail">Its size, or of a text the text itself.</param>
internal sealed record AssetItem(string Name, string? Label, string Detail);
