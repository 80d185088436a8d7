using BfnProcGen.Editor.Sampling;
using BfnProcGen.Models;
using BfnProcGen.Sampling;

namespace BfnProcGen.Editor.Web.Drawing;

/// <summary>What is asked for when variants are.</summary>
/// <param name="Seed">The seed of the first one.</param>
/// <param name="Count">How many.</param>
/// <param name="Steps">Network evaluations.</param>
/// <param name="Class">The class, or null.</param>
public sealed record VariantRequest(ulong Seed, int Count, int Steps, string? Class)
{
    /// <summary>The same as it is drawn.</summary>
    /// <param name="model">The model.</param>
    /// <param name="item">Adds what is kept to the seed and class of an item.</param>
    internal DrawRequest For(Model model, Func<SampleRequest, SampleItem> item)
    {
        var request = new SampleRequest { Class = Class };
        return new DrawRequest(model.SolverFor(Steps), Steps, Seed, Count) { Item = seed => item(request with { Seed = seed }) };
    }
}
