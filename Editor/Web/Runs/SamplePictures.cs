using BfnProcGen.Editor.Assets;
using BfnProcGen.Editor.Runs;
using BfnProcGen.Editor.Web.Gallery;
using BfnProcGen.Flows;
using BfnProcGen.Training;
using BfnProcGen.Training.Data;
using BfnProcGen.Training.Evaluation;

namespace BfnProcGen.Editor.Web.Runs;

/// <summary>Makes something to look at of what a run draws on the way, and of the items trained on that it is nearest to.</summary>
internal sealed class SamplePictures(Corpus corpus, TrainingOptions options, ItemLook look)
{
    private const int Shown = 8;

    private readonly CorpusView _view = new(corpus);
    private readonly Flow _flow = corpus.FlowFor(options);
    private readonly Lazy<ItemBatch> _learnt = new(() => corpus.Learnt(NearestItem.Compared));

    public RunLook Of(TrainingSamples samples)
    {
        byte[][] shown = [.. samples.Levels.Take(Shown)];
        IReadOnlyList<NearestItem> nearest = NearestItem.Of(shown, _view);
        return new RunLook(samples.Step,
            [.. shown.Select(levels => Show(LevelSampler.LevelsFlow(_flow), levels, null))],
            [.. nearest.Select(item => Learnt(item.Index))],
            [.. nearest.Select(item => item.Distance)],
            samples.Gauge.Copies,
            double.IsFinite(samples.Gauge.Ratio) ? samples.Gauge.Ratio : null);
    }

    private string Learnt(int index)
    {
        float[] values = _learnt.Value.Part(index, 1).Values;
        return _flow is DiscreteFlow or DiscretisedFlow
            ? Show(_flow, Array.ConvertAll(values, value => (byte)value), null)
            : Show(_flow, null, values);
    }

    private string Show(Flow flow, byte[]? levels, float[]? values) => look.IsText
        ? look.Text(levels!)
        : DataUri.OfPng(look.Png(flow, corpus.Item.Width, corpus.Item.Height, levels, values));
}
