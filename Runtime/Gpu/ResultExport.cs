using BfnProcGen.Flows;
using BfnProcGen.Models;
using BfnProcGen.Networks;

namespace BfnProcGen.Gpu;

/// <summary>The forms that results of a model can take in memory of a caller's, and what makes them.</summary>
internal sealed class ResultExport(Flow flow, AssetFormat format)
{
    /// <summary>The colours of a palette as pixels; empty for other formats.</summary>
    public uint[] Palette { get; } = format is PaletteFormat palette
        ? [.. palette.Colours.Select(colour => colour.Red | (uint)colour.Green << 8 | (uint)colour.Blue << 16 | (uint)colour.Alpha << 24)]
        : [];

    /// <summary>The forms there are.</summary>
    public IReadOnlyList<ResultForm> Forms { get; } = (flow, format) switch
    {
        (DiscreteFlow, PaletteFormat) => [ResultForm.Index8, ResultForm.Index16, ResultForm.Index32, ResultForm.Rgba8],
        (DiscreteFlow, _) => [ResultForm.Index8, ResultForm.Index16, ResultForm.Index32],
        _ => [ResultForm.Rgba8],
    };

    /// <summary>Refuses a form that the model's results can't take.</summary>
    /// <exception cref="RequestException">Names those they can.</exception>
    public void Require(ResultForm form)
    {
        if (!Forms.Contains(form))
            throw new RequestException($"The model's results can't be written as {form}; they can as {string.Join(", ", Forms)}.");
    }

    /// <summary>Bytes of a result in a form.</summary>
    public static long BytesOf(ResultForm form, long cells) => cells * form switch
    {
        ResultForm.Index8 => 1,
        ResultForm.Index16 => 2,
        _ => 4,
    };

    /// <summary>The dispatches by form; none for 8 bits, which is how results are kept.</summary>
    /// <param name="context">The recording's.</param>
    /// <param name="samples">Items sampled together.</param>
    /// <param name="state">The shape of a state.</param>
    /// <param name="target">The word of the results to write from on.</param>
    /// <param name="palette">The word of the items where <see cref="Palette"/> starts.</param>
    public IReadOnlyDictionary<ResultForm, Dispatch> Dispatches(KernelContext context, int samples, Shape state, long target, long palette)
    {
        return Forms.Where(form => form != ResultForm.Index8).ToDictionary(form => form, form =>
        {
            ExportForm how = (form, format, flow) switch
            {
                (ResultForm.Index16, _, _) => ExportForm.Halves,
                (ResultForm.Index32, _, _) => ExportForm.Words,
                (_, PaletteFormat, _) => ExportForm.Palette,
                (_, _, DiscretisedFlow) => ExportForm.Bins,
                _ => ExportForm.Values,
            };
            return ExportKernel.For(context, how, samples, state, target, palette, (flow as DiscretisedFlow)?.Bins ?? 0);
        });
    }
}
