using BfnProcGen.AssetFiles;

namespace BfnProcGen.Editor.Web.Drawing;

/// <summary>A way to save what was drawn.</summary>
/// <param name="Title">What is saved, for people.</param>
/// <param name="Help">What for.</param>
/// <param name="Name">What the file is called, before its number.</param>
/// <param name="Extension">The file's ending.</param>
/// <param name="Encode">The file, and what lies beside it, for a board and the name of its file.</param>
internal sealed record SaveForm(
    string Title, string Help, string Name, string Extension, Func<Board, string, IReadOnlyList<OutputFile>> Encode)
{
    /// <summary>Whether only what is kept is saved, and nothing is to be said of the other cells.</summary>
    public bool OnlyKept { get; init; }

    /// <summary>The files of a board.</summary>
    /// <exception cref="RequestException">Some cells are still blank.</exception>
    public IReadOnlyList<OutputFile> FilesOf(Board board, string name) => OnlyKept || board.IsWhole
        ? Encode(board, name)
        : throw new RequestException(
            $"{board.Blank.Count(blank => blank)} cells are still blank: ask for variants and take one, or paint them.");
}
