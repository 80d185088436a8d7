namespace BfnProcGen.AssetFiles;

/// <summary>An image and where it came from.</summary>
/// <param name="Name">
/// The file's name, relative to the folder, with '/' between folders; images of an IDX or CIFAR-10 file are numbered behind
/// '#'.
/// </param>
/// <param name="Label">The first sub-folder, or what a file of labels says; null for none.</param>
/// <param name="Image">The image, in the fewest channels that hold it; fully transparent pixels are zeros.</param>
/// <param name="Mode">What the file holds, for people: "palette", "grey", "RGBA", "grey 16 bit".</param>
/// <param name="IsKeptBack">Whether the files themselves say that it is for validation; null where they say nothing.</param>
public sealed record ImageFile(string Name, string? Label, Image Image, string Mode, bool? IsKeptBack = null);
