namespace BfnProcGen.AssetFiles;

/// <summary>A file to be written.</summary>
/// <param name="Name">Its name, or path relative to where the others of its kind go, with '/' between folders.</param>
/// <param name="Bytes">What is in it.</param>
public sealed record OutputFile(string Name, byte[] Bytes);
