using TorchSharp;

namespace BfnProcGen.Tests;

/// <summary>The networks of these tests are so small that a second thread only waits for the first.</summary>
[SetUpFixture]
public sealed class TorchThreads
{
    [OneTimeSetUp]
    public void UseOne() => torch.set_num_threads(1);
}
