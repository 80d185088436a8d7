using BfnProcGen.Editor.Assets;
using BfnProcGen.Flows;
using BfnProcGen.Training;
using BfnProcGen.Training.Data;

namespace BfnProcGen.Editor.Web.Gallery;

/// <summary>Shows the items that a run takes at a step, after crops, padding, mirrors and palette: what the network gets to see.</summary>
internal sealed class TrainingPreview(Corpus corpus, TrainingOptions options, ItemLook look)
{
    private readonly Flow _flow = corpus.FlowFor(options);

    /// <summary>The first items of a step.</summary>
    public IReadOnlyList<SeenItem> At(int step, int most)
    {
        ItemBatch batch = corpus.DrawFor(options, step);
        return [.. Enumerable.Range(0, Math.Min(most, batch.Count)).Select(i => Show(batch.Part(i, 1)))];
    }

    private SeenItem Show(ItemBatch item)
    {
        string? label = item.Labels[0] < 0 ? null : corpus.Labels[item.Labels[0]];
        byte[]? levels = _flow is DiscreteFlow or DiscretisedFlow ? Array.ConvertAll(item.Values, value => (byte)value) : null;
        return look.IsText
            ? new SeenItem(null, look.Text(levels!), label)
            : new SeenItem(DataUri.OfPng(look.Png(_flow, corpus.Item.Width, corpus.Item.Height, levels, item.Values)), null, label);
    }
}

/// <summary>One item that training sees.</summary>
/// <param name="Picture">Its picture as a data URI; null of texts.</param>
/// <param name="Text">The text; null of pictures.</param>
/// <param name="Label">Its class, or null.</param>
internal sealed record SeenItem(string? Picture, string? Text, string? Label);
