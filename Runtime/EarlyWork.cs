namespace BfnProcGen;

/// <summary>
/// Work whose result is kept (in a <see cref="Lazy{T}"/>) and needed soon: a thread of the pool begins with it; where none is free, whoever
/// needs it does it.
/// </summary>
internal static class EarlyWork
{
    /// <summary>Begins.</summary>
    public static void Begin(Action work) => ThreadPool.UnsafeQueueUserWorkItem(
        static work =>
        {
            try
            {
                work();
            }
            catch (Exception)
            {
                // It is kept as well: whoever asks for the result hears of it.
            }
        },
        work, preferLocal: false);
}
