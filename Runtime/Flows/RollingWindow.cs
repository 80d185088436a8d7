using System.Text.Json.Serialization;

namespace BfnProcGen.Flows;

/// <summary>
/// A flow that rolls over its cells: each begins a little after the one before it, and <see cref="Width"/> of them are under way at once
/// (after Ruhe et al., <i>Rolling Diffusion Models</i>, ICML 2024). The accuracy of cell i at time t is β(τ), τ = (t·(N − 1 + W) − i)/W
/// within [0, 1]. The narrower the window, the more each cell knows of those before it: W = 1 draws one after the other, as an
/// autoregressive model does, and a wide one all together.
/// </summary>
/// <param name="Cells">N, the cells of an item, which take turns in the order of reading.</param>
/// <param name="Width">W, at least 1.</param>
public sealed record RollingWindow(int Cells, double Width)
{
    /// <summary>N − 1 + W: how long a run is in units of the time from one cell's begin to the next one's.</summary>
    [JsonIgnore]
    public double Turns => Cells - 1 + Width;

    /// <summary>Network evaluations with which every cell gets an update of its own: one for each turn, and the last.</summary>
    [JsonIgnore]
    public int EvaluationsOfTurns => (int)Math.Ceiling(Turns) + 1;

    /// <summary>Whether it rolls over exactly <paramref name="cells"/> cells, with a width that makes sense.</summary>
    public bool Fits(int cells) => Cells == cells && Width >= 1 && double.IsFinite(Width);

    /// <summary>τ, the time within the flow of a cell.</summary>
    public double Local(double time, int cell) => Math.Clamp((time * Turns - cell) / Width, 0, 1);

    /// <summary>dτ/dt: how much faster than time a cell is while it is under way, and 0 before and after.</summary>
    public double Rate(double time, int cell) => Local(time, cell) is > 0 and < 1 ? Turns / Width : 0;
}
