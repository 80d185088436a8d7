namespace BfnProcGen.Tests.Gpu;

/// <summary>Every thread of the pool waits, until this is disposed.</summary>
internal sealed class BusyPool : IDisposable
{
    // Not disposed: some that wait may begin after it was opened.
    private readonly ManualResetEventSlim _open = new();

    public BusyPool()
    {
        for (int i = 0; i < 100; i++) ThreadPool.UnsafeQueueUserWorkItem(_ => _open.Wait(), null);
    }

    public void Dispose() => _open.Set();
}
