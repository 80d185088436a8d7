namespace BfnProcGen.Editor.Web.Drawing;

/// <summary>A way to go on with a board, to be taken.</summary>
/// <param name="Seed">Its seed.</param>
/// <param name="Cells">The cells.</param>
/// <param name="Picture">How it looks, as the address of an image.</param>
internal sealed record BoardVariant(ulong Seed, int[] Cells, string Picture);
