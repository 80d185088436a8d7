using BfnProcGen.Editor.Sampling;
using BfnProcGen.Training.Evaluation;

namespace BfnProcGen.Editor.Evaluation;

/// <summary>Counts in how much the samples and outputs of a backend equal those of the plain interpreter.</summary>
/// <param name="device">The backend.</param>
internal sealed class AgreementCount(string device)
{
    private long _variables, _equal, _values, _close;
    private int _items, _equalItems;
    private double _error;

    /// <summary>Compares samples of the same seeds.</summary>
    public void AddSamples(IReadOnlyList<Drawn> expected, IReadOnlyList<Drawn> found)
    {
        foreach ((Drawn one, Drawn other) in expected.Zip(found))
        {
            (byte[] levels, byte[] others) = (LevelsOf(one), LevelsOf(other));
            int equal = levels.Zip(others).Count(pair => pair.First == pair.Second);
            (_variables, _equal) = (_variables + levels.Length, _equal + equal);
            (_items, _equalItems) = (_items + 1, _equalItems + (equal == levels.Length ? 1 : 0));
            if (one.Values is not { } values) continue;
            _values += values.Length;
            _close += values.Zip(other.Values!).Count(pair => Math.Abs(pair.First - pair.Second) <= BackendAgreement.Tolerance);
        }
    }

    /// <summary>Compares the network's outputs for the same inputs.</summary>
    public void AddOutputs(float[][] expected, float[][] found)
    {
        foreach ((float[] one, float[] other) in expected.Zip(found))
        {
            float largest = one.Max(Math.Abs);
            // Math.Max hands on what is no number; a comparison would overlook it.
            foreach ((float a, float b) in one.Zip(other)) _error = Math.Max(_error, Math.Abs(a - b) / largest);
        }
    }

    /// <summary>The shares so far.</summary>
    public BackendAgreement Result() => new(device, (double)_equal / _variables, (double)_equalItems / _items,
        _values == 0 ? null : (double)_close / _values, _error);

    private static byte[] LevelsOf(Drawn drawn) => drawn.Levels ?? LevelSampler.LevelsOf(drawn.Values!);
}
