namespace BfnProcGen.Dungeon.Generating;

/// <summary>Something that is drawn by a model, a slice a frame.</summary>
internal abstract class Work : IDisposable
{
    /// <summary>What the device did for it last.</summary>
    public GenerationSlice? LastSlice { get; protected set; }

    /// <summary>Goes on for as long as the budget allows.</summary>
    /// <returns>Whether it is done.</returns>
    public abstract bool Advance(TimeSpan budget);

    /// <summary>Gives it up if it isn't done.</summary>
    public abstract void Dispose();
}
