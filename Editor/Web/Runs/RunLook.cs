namespace BfnProcGen.Editor.Web.Runs;

/// <summary>What a run drew at a step, from the same seeds every time, beside what it is nearest to.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Items">Drawn items: data URIs of pictures, or texts.</param>
/// <param name="Nearest">For each, the item trained on that it is nearest to.</param>
/// <param name="Distances">And how many of its cells differ from that, as a share.</param>
/// <param name="Copies">Share of all that was drawn which equals an item trained on.</param>
/// <param name="Ratio">
/// How much nearer drawn items are to those trained on than to those kept back: 1 no nearer, 0 by heart; null where none are kept back.
/// </param>
internal sealed record RunLook(int Step, string[] Items, string[] Nearest, double[] Distances, double Copies, double? Ratio);
